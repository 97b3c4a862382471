(* Exceptions in hot loops: raised and caught near, far, re-raised, with and without payload, through Fun.protect. *)
let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 1500000

exception Found of int
exception Stop
exception Wrapped of exn

let mask = 0x3FFFFFF
let seed = ref 12345

let random bound =
  seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
  (!seed lsr 8) mod bound

(* Leaves a loop with the index that was looked for. *)
let find_index wanted table =
  try
    Array.iteri (fun index value -> if value = wanted then raise (Found index)) table;
    -1
  with Found index -> index

let near_loop rounds =
  let sum = ref 0 in
  for i = 1 to rounds do
    try
      if i mod 3 = 0 then raise Stop;
      if i mod 5 = 0 then raise (Found i);
      incr sum
    with
    | Stop -> sum := (!sum + 2) land mask
    | Found j -> sum := (!sum + j) land mask
  done;
  !sum

let rec far depth = if depth = 0 then raise (Found depth) else (1 + far (depth - 1)) land mask

let far_loop rounds =
  let sum = ref 0 in
  for i = 1 to rounds do
    match far (i land 31) with
    | value -> sum := !sum + value
    | exception Found value -> sum := (!sum + value + (i land 31)) land mask
  done;
  !sum

(* A chain of handlers that do not match: each one passes the exception on. *)
let rec through depth =
  if depth = 0 then raise (Wrapped Stop)
  else
    try through (depth - 1) with
    | Found value -> value
    | Not_found -> 0
    | Wrapped inner when depth land 3 = 0 -> raise (Wrapped (Wrapped inner))

let rec unwrap depth = function
  | Wrapped inner -> unwrap (depth + 1) inner
  | Stop -> depth
  | _ -> -1

let through_loop rounds =
  let sum = ref 0 in
  for i = 1 to rounds do
    match through (i land 15) with
    | value -> sum := !sum + value
    | exception error -> sum := (!sum + unwrap 0 error) land mask
  done;
  !sum

(* Exceptions of the standard library: a bounds error, a failed conversion, a missing key, a division. *)
let library_loop rounds =
  let table = Array.init 16 (fun i -> i * i) in
  let counts = Array.make 5 0 in
  let count kind = counts.(kind) <- counts.(kind) + 1 in
  for _ = 1 to rounds do
    try
      match random 4 with
      | 0 -> if table.(random 32) >= 0 then count 0
      | 1 -> if int_of_string (if random 2 = 0 then "12" else "12x") = 12 then count 0
      | 2 -> if List.assoc (random 6) [ (0, true); (2, false); (5, true) ] then count 0
      | _ -> if 7 / random 3 > 0 then count 0
    with
    | Invalid_argument _ -> count 1
    | Failure _ -> count 2
    | Not_found -> count 3
    | Division_by_zero -> count 4
  done;
  Array.to_list counts

let protect_loop rounds =
  let finished = ref 0 and caught = ref 0 in
  for i = 1 to rounds do
    try Fun.protect ~finally:(fun () -> incr finished) (fun () -> if i land 1 = 0 then raise Stop)
    with Stop -> incr caught
  done;
  (!finished, !caught)

let () =
  let table = Array.init 64 (fun i -> (i * 37) land 63) in
  let sum = ref 0 in
  for i = 1 to rounds / 40 do
    sum := (!sum + find_index (i mod 80) table) land mask
  done;
  Printf.printf "find %d\n" !sum;
  Printf.printf "near %d\n" (near_loop (rounds * 10));
  Printf.printf "far %d\n" (far_loop rounds);
  Printf.printf "through %d\n" (through_loop rounds);
  Printf.printf "library %s\n" (String.concat " " (List.map string_of_int (library_loop (rounds * 4))));
  let finished, caught = protect_loop rounds in
  Printf.printf "protect %d %d\n" finished caught
