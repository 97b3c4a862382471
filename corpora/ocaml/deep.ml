(* Recursion a million calls deep, not in tail position: ints, floats, lists, trees, handlers in every frame. *)
let depth = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 1000000

let mask = 0x3FFFFFF
let rec count n = if n = 0 then 0 else 1 + count (n - 1)
let rec upto low high = if low > high then [] else low :: upto (low + 1) high
let rec sum = function [] -> 0 | x :: rest -> (x + sum rest) land mask
let rec harmonic n = if n = 0 then 0.0 else (1.0 /. float_of_int n) +. harmonic (n - 1)
let rec even n = if n = 0 then true else not (odd (n - 1))
and odd n = if n = 0 then false else not (even (n - 1))

type tree = Leaf | Node of tree * int * tree

let rec spine n = if n = 0 then Leaf else Node (spine (n - 1), n, Leaf)
let rec total = function Leaf -> 0 | Node (left, value, right) -> (total left + value + total right) land mask

let rec guarded n = if n = 0 then raise Exit else try 1 + guarded (n - 1) with Not_found -> 0

(* Every frame catches, counts and raises again. *)
let passed = ref 0

let rec passing n =
  if n = 0 then failwith "bottom"
  else
    try 1 + passing (n - 1)
    with Failure text ->
      incr passed;
      failwith text

(* Continuations instead of the stack: closures a million deep. *)
let rec count_k n k = if n = 0 then k 0 else count_k (n - 1) (fun result -> k (result + 1))

let rec ackermann m n =
  if m = 0 then n + 1 else if n = 0 then ackermann (m - 1) 1 else ackermann (m - 1) (ackermann m (n - 1))

let () =
  Printf.printf "count %d\n" (count depth);
  let numbers = upto 1 depth in
  Printf.printf "sum %d\n" (sum numbers);
  Printf.printf "fold_right %d\n" (List.fold_right (fun x sum -> ((sum * 3) + x) land mask) numbers 0);
  Printf.printf "map %d\n" (sum (List.map (fun x -> x * 2 land mask) numbers));
  Printf.printf "append %d\n" (List.length (numbers @ List.rev numbers));
  Printf.printf "harmonic %.8f\n" (harmonic depth);
  Printf.printf "even %b\n" (even depth);
  let tree = spine depth in
  Printf.printf "tree %d\n" (total tree);
  (* Polymorphic equality has its own stack, which OCaml limits to 1024 * 1024 entries. *)
  Printf.printf "equal to a copy: %b\n" (spine (depth / 2) = spine (depth / 2));
  print_endline (match guarded depth with n -> string_of_int n | exception Exit -> "guarded: Exit");
  print_endline (match passing (depth / 10) with n -> string_of_int n | exception Failure text -> text);
  Printf.printf "passed %d\n" !passed;
  Printf.printf "continuations %d\n" (count_k depth (fun result -> result));
  Printf.printf "ackermann %d\n" (ackermann 2 (min 300 (depth / 100)))
