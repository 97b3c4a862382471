(* Calls in tail position must not use the stack: mutual recursion, state machines, continuations, calls of unknown functions. *)
let count = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 20000000

let mask = 0x3FFFFFF
let rec is_even n = if n = 0 then true else is_odd (n - 1)
and is_odd n = if n = 0 then false else is_even (n - 1)

(* Four states that hand over to one another with different numbers of arguments. *)
let rec start n sum = if n = 0 then sum else left (n - 1) sum (n land 7)
and left n sum weight = if n = 0 then sum + weight else if n land 3 = 0 then start (n - 1) ((sum + weight) land mask) else right (n - 1) sum weight n
and right n sum weight seen = if n = 0 then seen else if seen land 1 = 0 then left (n - 1) ((sum + seen) land mask) weight else stop n ((sum lxor weight) land mask)
and stop n sum = if n = 0 then sum else start (n - 1) (sum + 1)

(* Tail calls through a table of closures. *)
let machine count =
  let states = Array.make 3 (fun _ sum -> sum) in
  let go n sum = if n = 0 then sum else states.(sum mod 3) (n - 1) sum in
  states.(0) <- (fun n sum -> go n ((sum + n) land mask));
  states.(1) <- (fun n sum -> go n ((sum * 3) land mask));
  states.(2) <- (fun n sum -> go n (sum lxor 5));
  go count 1

(* Continuation passing: the only loop is a chain of calls to unknown functions. *)
let rec sum_k list k = match list with [] -> k 0 | x :: rest -> sum_k rest (fun sum -> k ((sum + x) land mask))
let rec find_k accept list success failure = match list with [] -> failure () | x :: rest -> if accept x then success x else find_k accept rest success failure

(* A tail call inside a match of an exception's result, and one with many arguments. *)
let rec retry n failures =
  if n = 0 then failures else match if n land 15 = 0 then raise Exit else n with exception Exit -> retry (n - 1) (failures + 1) | _ -> retry (n - 1) failures

let rec many a b c d e f g h i n = if n = 0 then (a + (2 * b) + (3 * c) + d + e + f + g + h + (5 * i)) land mask else many b c d e f g h i (a lxor n) (n - 1)

let rec float_loop x step n = if n = 0 then x else float_loop ((x *. 0.5) +. step) (1.0 -. step) (n - 1)

type 'a trampoline = Done of 'a | More of (unit -> 'a trampoline)

let rec bounce = function Done value -> value | More next -> bounce (next ())
let rec parity n = if n = 0 then Done "even" else More (fun () -> if n = 1 then Done "odd" else More (fun () -> parity (n - 2)))

let () =
  Printf.printf "even %b odd %b\n" (is_even count) (is_odd count);
  Printf.printf "states %d\n" (start count 0);
  Printf.printf "machine %d\n" (machine count);
  let list = List.init (count / 20) (fun i -> i land 255) in
  Printf.printf "sum %d\n" (sum_k list (fun sum -> sum));
  Printf.printf "find %d %d\n"
    (find_k (fun x -> x = 200) list (fun x -> x) (fun () -> -1))
    (find_k (fun x -> x > 255) list (fun x -> x) (fun () -> -1));
  Printf.printf "retry %d\n" (retry count 0);
  Printf.printf "many %d\n" (many 1 2 3 4 5 6 7 8 9 count);
  Printf.printf "float %.6f\n" (float_loop 1.0 0.25 count);
  Printf.printf "trampoline %s\n" (bounce (parity (count / 4)))
