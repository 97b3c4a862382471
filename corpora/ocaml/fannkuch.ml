(* Pancake flipping over all permutations of n numbers: int arrays read and written in place. *)
let size = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 10

let flip stack count =
  let low = ref 0 and high = ref (count - 1) in
  while !low < !high do
    let saved = stack.(!low) in
    stack.(!low) <- stack.(!high);
    stack.(!high) <- saved;
    incr low;
    decr high
  done

(* The number of flips until the top pancake is number 0. *)
let count_flips scratch order =
  Array.blit order 0 scratch 0 (Array.length order);
  let flips = ref 0 in
  while scratch.(0) <> 0 do
    flip scratch (scratch.(0) + 1);
    incr flips
  done;
  !flips

(* Rotates the first [count] elements left by one. *)
let rotate order count =
  let first = order.(0) in
  for i = 0 to count - 2 do
    order.(i) <- order.(i + 1)
  done;
  order.(count - 1) <- first

let run n =
  let order = Array.init n (fun i -> i) in
  let turns = Array.make (n + 1) 0 in
  let scratch = Array.make n 0 in
  let most = ref 0 and checksum = ref 0 and seen = ref 0 in
  let rec permute level =
    if level = 1 then begin
      let flips = count_flips scratch order in
      if flips > !most then most := flips;
      checksum := (!checksum + if !seen land 1 = 0 then flips else -flips);
      incr seen
    end
    else begin
      turns.(level) <- 0;
      while turns.(level) < level do
        permute (level - 1);
        rotate order level;
        turns.(level) <- turns.(level) + 1
      done
    end
  in
  permute n;
  Printf.printf "%d: %d permutations, at most %d flips, checksum %d\n" n !seen !most !checksum

let () =
  for n = 2 to size do
    run n
  done
