(* Dense matrices as float array array: product, transpose, power iteration, Gauss elimination with pivoting. *)
let size = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 550

let make rows columns f = Array.init rows (fun i -> Array.init columns (fun j -> f i j))

let multiply a b =
  let rows = Array.length a and inner = Array.length b and columns = Array.length b.(0) in
  let result = Array.make_matrix rows columns 0.0 in
  for i = 0 to rows - 1 do
    let row = result.(i) and left = a.(i) in
    for k = 0 to inner - 1 do
      let factor = left.(k) and right = b.(k) in
      for j = 0 to columns - 1 do
        row.(j) <- row.(j) +. (factor *. right.(j))
      done
    done
  done;
  result

let transpose a = make (Array.length a.(0)) (Array.length a) (fun i j -> a.(j).(i))
let trace a = Array.fold_left ( +. ) 0.0 (Array.mapi (fun i row -> row.(i)) a)

let norm a =
  sqrt (Array.fold_left (fun sum row -> Array.fold_left (fun sum x -> sum +. (x *. x)) sum row) 0.0 a)

let apply a v = Array.map (fun row -> Array.fold_left ( +. ) 0.0 (Array.map2 ( *. ) row v)) a

let dominant a rounds =
  let v = ref (Array.make (Array.length a) 1.0) and lambda = ref 0.0 in
  for _ = 1 to rounds do
    let w = apply a !v in
    let length = sqrt (Array.fold_left (fun sum x -> sum +. (x *. x)) 0.0 w) in
    lambda := length;
    v := Array.map (fun x -> x /. length) w
  done;
  !lambda

(* Solves a x = b; both are overwritten. *)
let solve a b =
  let n = Array.length a in
  for column = 0 to n - 1 do
    let pivot = ref column in
    for row = column + 1 to n - 1 do
      if abs_float a.(row).(column) > abs_float a.(!pivot).(column) then pivot := row
    done;
    let row = a.(column) in
    a.(column) <- a.(!pivot);
    a.(!pivot) <- row;
    let value = b.(column) in
    b.(column) <- b.(!pivot);
    b.(!pivot) <- value;
    for row = column + 1 to n - 1 do
      let factor = a.(row).(column) /. a.(column).(column) in
      for j = column to n - 1 do
        a.(row).(j) <- a.(row).(j) -. (factor *. a.(column).(j))
      done;
      b.(row) <- b.(row) -. (factor *. b.(column))
    done
  done;
  let x = Array.make n 0.0 in
  for row = n - 1 downto 0 do
    let sum = ref b.(row) in
    for j = row + 1 to n - 1 do
      sum := !sum -. (a.(row).(j) *. x.(j))
    done;
    x.(row) <- !sum /. a.(row).(row)
  done;
  x

let () =
  let a = make size size (fun i j -> float_of_int (((i * 7) + (j * 3)) mod 11) /. 16.0) in
  let b = make size size (fun i j -> (float_of_int ((i + (5 * j)) mod 13) -. 6.0) /. 8.0) in
  let product = multiply a b in
  let other = transpose (multiply (transpose b) (transpose a)) in
  Printf.printf "trace %.4f, norm %.4f, (ab)' = b'a': %b\n" (trace product) (norm product) (product = other);
  Printf.printf "corners %.4f %.4f\n" product.(0).(0) product.(size - 1).(size - 1);
  Printf.printf "dominant %.6f\n" (dominant a 5);
  let half = max 2 (size / 2) in
  let system = make half half (fun i j -> if i = j then float_of_int half else a.(i).(j)) in
  let expected = Array.init half (fun i -> float_of_int (i mod 5)) in
  let right = apply system expected in
  let found = solve system right in
  let error = ref 0.0 in
  Array.iteri (fun i x -> error := max !error (abs_float (x -. expected.(i)))) found;
  Printf.printf "solved: error below 1e-9: %b\n" (!error < 1e-9);
  let vector = Float.Array.init size (fun i -> float_of_int i *. 0.5) in
  Float.Array.sort (fun x y -> compare y x) vector;
  Printf.printf "vector %.1f %.1f %.1f\n" (Float.Array.get vector 0)
    (Float.Array.get vector (size - 1))
    (Float.Array.fold_left ( +. ) 0.0 vector)
