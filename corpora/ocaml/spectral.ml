(* The largest singular value of the infinite matrix 1 / ((i+j)(i+j+1)/2 + i + 1), cut to n rows: calls in float loops. *)
let size = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 1500

let entry i j = 1.0 /. float_of_int (((i + j) * (i + j + 1) / 2) + i + 1)

let times_matrix source target =
  for i = 0 to Array.length target - 1 do
    let sum = ref 0.0 in
    for j = 0 to Array.length source - 1 do
      sum := !sum +. (entry i j *. source.(j))
    done;
    target.(i) <- !sum
  done

let times_transposed source target =
  for i = 0 to Array.length target - 1 do
    let sum = ref 0.0 in
    for j = 0 to Array.length source - 1 do
      sum := !sum +. (entry j i *. source.(j))
    done;
    target.(i) <- !sum
  done

let dot u v =
  let sum = ref 0.0 in
  Array.iteri (fun i x -> sum := !sum +. (x *. v.(i))) u;
  !sum

let () =
  let u = Array.make size 1.0 and v = Array.make size 0.0 and scratch = Array.make size 0.0 in
  for round = 1 to 10 do
    times_matrix u scratch;
    times_transposed scratch v;
    times_matrix v scratch;
    times_transposed scratch u;
    if round land 3 = 0 then Printf.printf "round %d: %.8f\n" round (sqrt (dot u v /. dot v v))
  done;
  Printf.printf "%.9f\n" (sqrt (dot u v /. dot v v))
