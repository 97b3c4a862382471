(* Functors, first-class modules, recursive modules, GADTs and extensible variants. *)
let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 400000

let mask = 0x3FFFFFF

module type RING = sig
  type t

  val zero : t
  val one : t
  val add : t -> t -> t
  val multiply : t -> t -> t
  val of_int : int -> t
  val to_string : t -> string
end

module Modular (Modulus : sig
  val value : int
end) : RING = struct
  type t = int

  let zero = 0
  let one = 1
  let add a b = (a + b) mod Modulus.value
  let multiply a b = a * b mod Modulus.value
  let of_int n = n mod Modulus.value
  let to_string = string_of_int
end

(* Polynomials over any ring are a ring; lowest coefficient first. *)
module Polynomial (R : RING) = struct
  type t = R.t list

  let zero = []
  let one = [ R.one ]

  let rec add a b =
    match (a, b) with
    | [], rest | rest, [] -> rest
    | x :: a, y :: b -> R.add x y :: add a b

  let rec multiply a b = match a with [] -> [] | x :: rest -> add (List.map (R.multiply x) b) (R.zero :: multiply rest b)
  let of_int n = [ R.of_int n ]
  let to_string p = "[" ^ String.concat " " (List.map R.to_string p) ^ "]"
  let variable : t = [ R.zero; R.one ]
  let value p x = List.fold_right (fun c sum -> R.add c (R.multiply sum x)) p R.zero
end

module Power (R : RING) = struct
  let rec power x n =
    if n = 0 then R.one
    else
      let half = power x (n / 2) in
      let square = R.multiply half half in
      if n land 1 = 1 then R.multiply square x else square
end

let ring_report name (module R : RING) =
  let module P = Polynomial (R) in
  let module Q = Power (P) in
  let module S = Power (R) in
  let p = Q.power (P.add P.variable (P.of_int 2)) 7 in
  let sum = ref R.zero in
  for i = 1 to rounds do
    sum := R.add !sum (R.multiply (P.value p (R.of_int i)) (S.power (R.of_int 3) (i land 31)))
  done;
  Printf.printf "%s: %s, sum %s\n" name (P.to_string p) (R.to_string !sum)

(* First-class modules chosen at run time. *)
module type COUNTER = sig
  val name : string
  val step : int -> int
end

let counters : (module COUNTER) array =
  [|
    (module struct
      let name = "add"
      let step x = (x + 7) land mask
    end);
    (module struct
      let name = "triple"
      let step x = x * 3 land mask
    end);
    (module struct
      let name = "flip"
      let step x = x lxor 0x155
    end);
  |]

let run_counters rounds =
  let x = ref 1 and names = ref 0 in
  for i = 1 to rounds do
    let (module C) = counters.((i + !x) mod 3) in
    x := C.step !x;
    names := !names + String.length C.name
  done;
  (!x, !names)

(* Modules that refer to each other. *)
module rec Forest : sig
  type t = Tree.t list

  val size : t -> int
  val grow : int -> t
end = struct
  type t = Tree.t list

  let size forest = List.fold_left (fun sum tree -> sum + Tree.size tree) 0 forest
  let grow n = List.init n (fun i -> Tree.grow (min (n - 1) i))
end

and Tree : sig
  type t

  val size : t -> int
  val grow : int -> t
end = struct
  type t = { children : Forest.t }

  let size { children } = 1 + Forest.size children
  let grow n = { children = Forest.grow n }
end

type _ expression =
  | Int : int -> int expression
  | Bool : bool -> bool expression
  | Add : int expression * int expression -> int expression
  | Equal : int expression * int expression -> bool expression
  | If : bool expression * 'a expression * 'a expression -> 'a expression
  | Pair : 'a expression * 'b expression -> ('a * 'b) expression
  | First : ('a * 'b) expression -> 'a expression

let rec eval : type a. a expression -> a = function
  | Int n -> n
  | Bool b -> b
  | Add (a, b) -> (eval a + eval b) land mask
  | Equal (a, b) -> eval a = eval b
  | If (condition, yes, no) -> if eval condition then eval yes else eval no
  | Pair (a, b) -> (eval a, eval b)
  | First pair -> fst (eval pair)

type message = ..
type message += Text of string | Number of int
type message += Both of message * message

let rec show = function
  | Text text -> text
  | Number n -> string_of_int n
  | Both (a, b) -> show a ^ "+" ^ show b
  | _ -> "?"

let () =
  ring_report "modulo 97" (module Modular (struct let value = 97 end));
  ring_report "modulo 9973" (module Modular (struct let value = 9973 end));
  let x, names = run_counters (rounds * 20) in
  Printf.printf "counters %d %d\n" x names;
  Printf.printf "forest %d\n" (Forest.size (Forest.grow (if rounds > 1000 then 17 else 8)));
  let expression n = First (Pair (If (Equal (Add (Int n, Int 1), Int 10), Int 100, Add (Int n, Int n)), Bool true)) in
  let sum = ref 0 in
  for i = 1 to rounds * 5 do
    sum := (!sum + eval (expression (i land 15))) land mask
  done;
  Printf.printf "gadt %d\n" !sum;
  print_endline (show (Both (Text "a", Both (Number 5, Text "b"))));
  let module Table = Hashtbl.Make (struct
    type t = message

    let equal a b = show a = show b
    let hash m = Hashtbl.hash (show m)
  end) in
  let table = Table.create 8 in
  List.iter (fun m -> Table.replace table m ()) [ Text "5"; Number 5; Text "x" ];
  Printf.printf "table %d\n" (Table.length table)
