(* Term rewriting where «no rule applies here» is an exception, and a backtracking search that fails by raising. *)
let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 20000

type term =
  | Var of string
  | Num of int
  | Add of term * term
  | Mul of term * term
  | Neg of term
  | Pow of term * int

exception No_match

(* Strategies: a strategy rewrites a term or raises No_match. *)
let first_of strategies term =
  let rec attempt = function
    | [] -> raise No_match
    | strategy :: rest -> ( try strategy term with No_match -> attempt rest)
  in
  attempt strategies

let rec repeat strategy term = match strategy term with next -> repeat strategy next | exception No_match -> term

(* Rewrites the leftmost child that can be rewritten. *)
let one_child strategy = function
  | Add (a, b) -> ( try Add (strategy a, b) with No_match -> Add (a, strategy b))
  | Mul (a, b) -> ( try Mul (strategy a, b) with No_match -> Mul (a, strategy b))
  | Neg a -> Neg (strategy a)
  | Pow (a, n) -> Pow (strategy a, n)
  | Var _ | Num _ -> raise No_match

let rec innermost strategy term = try one_child (innermost strategy) term with No_match -> strategy term
let modulus = 9973

let fold = function
  | Add (Num a, Num b) -> Num ((a + b) mod modulus)
  | Mul (Num a, Num b) -> Num (a * b mod modulus)
  | Neg (Num a) -> Num ((modulus - a) mod modulus)
  | _ -> raise No_match

let identity = function
  | Add (Num 0, a) | Add (a, Num 0) | Mul (Num 1, a) | Mul (a, Num 1) -> a
  | Mul (Num 0, _) | Mul (_, Num 0) -> Num 0
  | Neg (Neg a) -> a
  | Pow (_, 0) -> Num 1
  | Pow (a, 1) -> a
  | _ -> raise No_match

let expand = function
  | Mul (a, Add (b, c)) -> Add (Mul (a, b), Mul (a, c))
  | Mul (Add (a, b), c) -> Add (Mul (a, c), Mul (b, c))
  | Neg (Add (a, b)) -> Add (Neg a, Neg b)
  | Pow (a, n) when n > 1 -> Mul (a, Pow (a, n - 1))
  | _ -> raise No_match

let sort_operands = function
  | Mul ((Var _ as a), (Num _ as b)) -> Mul (b, a)
  | Mul (a, Mul (b, c)) -> Mul (Mul (a, b), c)
  | Add (a, Add (b, c)) -> Add (Add (a, b), c)
  | Mul (Var x, Var y) when x > y -> Mul (Var y, Var x)
  | _ -> raise No_match

let normalise = repeat (innermost (first_of [ fold; identity; expand; sort_operands ]))

let rec size = function
  | Var _ | Num _ -> 1
  | Neg a | Pow (a, _) -> 1 + size a
  | Add (a, b) | Mul (a, b) -> 1 + size a + size b

let rec value environment = function
  | Num n -> n mod modulus
  | Var x -> List.assoc x environment
  | Add (a, b) -> (value environment a + value environment b) mod modulus
  | Mul (a, b) -> value environment a * value environment b mod modulus
  | Neg a -> (modulus - value environment a) mod modulus
  | Pow (a, n) -> if n = 0 then 1 else value environment a * value environment (Pow (a, n - 1)) mod modulus

let seed = ref 7

let random bound =
  seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
  (!seed lsr 8) mod bound

let rec random_term depth =
  if depth = 0 then if random 2 = 0 then Num (random 5) else Var (String.make 1 (Char.chr (120 + random 3)))
  else
    match random 7 with
    | 0 | 1 | 2 -> Add (random_term (depth - 1), random_term (depth - 1))
    | 3 | 4 -> Mul (random_term (depth - 1), random_term (depth - 1))
    | 5 -> Neg (random_term (depth - 1))
    | _ -> Pow (random_term (depth - 2 |> max 0), random 3)

(* Backtracking: colours a map so that neighbours differ; a dead end raises. *)
exception Dead_end

let neighbours count node = List.filter (fun n -> n >= 0 && n < node) [ node - 1; node - 2; node - 7; (node * 5 mod count) - 1 ]

let colour count colours =
  let chosen = Array.make count (-1) and dead_ends = ref 0 in
  let rec assign node =
    if node < count then begin
      let rec attempt colour =
        if colour = colours then raise Dead_end;
        try
          if List.exists (fun other -> chosen.(other) = colour) (neighbours count node) then raise Dead_end;
          chosen.(node) <- colour;
          assign (node + 1)
        with Dead_end ->
          incr dead_ends;
          attempt (colour + 1)
      in
      attempt 0
    end
  in
  match assign 0 with
  | () -> Printf.sprintf "coloured, %d dead ends, sum %d" !dead_ends (Array.fold_left ( + ) 0 chosen)
  | exception Dead_end -> Printf.sprintf "impossible, %d dead ends" !dead_ends

let () =
  let environment = [ ("x", 3); ("y", 14); ("z", 15) ] in
  let before = ref 0 and after = ref 0 and checksum = ref 0 in
  for _ = 1 to rounds do
    let term = random_term 4 in
    let normal = normalise term in
    if value environment term <> value environment normal then print_endline "a rewrite changed the value";
    before := !before + size term;
    after := !after + size normal;
    checksum := ((!checksum * 5) + value environment normal) land 0xFFFFFF
  done;
  Printf.printf "%d nodes became %d, checksum %d\n" !before !after !checksum;
  List.iter
    (fun (count, colours) -> Printf.printf "%d regions, %d colours: %s\n" count colours (colour count colours))
    [ (12, 2); (9, 3); (20, 3); (rounds / 64 + 8, 4) ]
