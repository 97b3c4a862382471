(* Interpreters of the lambda calculus: a parser, substitution with de Bruijn indices, and a machine with closures. *)
let argument = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 31

type term = Index of int | Abs of term | App of term * term | Const of int | Prim of primitive * term * term | If of term * term * term | Fix of term
and primitive = Plus | Minus | Times | Less

(* The parser reads fully parenthesised text: \x.body, (f a b), numbers, + - * <, if, fix. *)
exception Syntax of string

let parse text =
  let position = ref 0 in
  let peek () = if !position < String.length text then text.[!position] else '\000' in
  let skip () =
    while peek () = ' ' || peek () = '\n' do
      incr position
    done
  in
  let is_letter c = (c >= 'a' && c <= 'z') || c = '_' in
  let is_digit c = c >= '0' && c <= '9' in
  let take accepts =
    let start = !position in
    while accepts (peek ()) do
      incr position
    done;
    String.sub text start (!position - start)
  in
  let expect c =
    skip ();
    if peek () <> c then raise (Syntax (Printf.sprintf "expected %c at %d" c !position));
    incr position
  in
  let rec lookup name depth = function
    | [] -> raise (Syntax ("unbound " ^ name))
    | other :: rest -> if other = name then depth else lookup name (depth + 1) rest
  in
  let rec term scope =
    skip ();
    match peek () with
    | '\\' ->
      incr position;
      let name = take is_letter in
      expect '.';
      Abs (term (name :: scope))
    | '(' ->
      incr position;
      let result = application scope in
      expect ')';
      result
    | c when is_digit c -> Const (int_of_string (take is_digit))
    | c when is_letter c -> Index (lookup (take is_letter) 0 scope)
    | c -> raise (Syntax (Printf.sprintf "unexpected %C at %d" c !position))
  and binary scope primitive =
    incr position;
    let left = term scope in
    Prim (primitive, left, term scope)
  and application scope =
    skip ();
    match peek () with
    | '+' -> binary scope Plus
    | '-' -> binary scope Minus
    | '*' -> binary scope Times
    | '<' -> binary scope Less
    | c when is_letter c -> (
      let start = !position in
      match take is_letter with
      | "if" ->
        let condition = term scope in
        let yes = term scope in
        If (condition, yes, term scope)
      | "fix" -> Fix (term scope)
      | _ ->
        position := start;
        spine scope (term scope))
    | _ -> spine scope (term scope)
  and spine scope head =
    skip ();
    if peek () = ')' then head else spine scope (App (head, term scope))
  in
  let result = term [] in
  skip ();
  if !position < String.length text then raise (Syntax "text after the term");
  result

let compute primitive a b =
  match primitive with
  | Plus -> (a + b) land 0xFFFFFF
  | Minus -> a - b
  | Times -> a * b land 0xFFFFFF
  | Less -> if a < b then 1 else 0

(* A machine with an environment: call by value. *)
type value = Number of int | Closure of term * value list | Recursive of term * value list

exception Stuck

let steps = ref 0

let rec eval environment term =
  incr steps;
  match term with
  | Const n -> Number n
  | Index i -> List.nth environment i
  | Abs body -> Closure (body, environment)
  | Fix (Abs (Abs body)) -> Recursive (body, environment)
  | Fix _ -> raise Stuck
  | App (f, a) ->
    let f = eval environment f in
    let a = eval environment a in
    apply f a
  | Prim (primitive, a, b) -> (
    match (eval environment a, eval environment b) with
    | Number a, Number b -> Number (compute primitive a b)
    | _ -> raise Stuck)
  | If (condition, yes, no) -> (
    match eval environment condition with
    | Number 0 -> eval environment no
    | Number _ -> eval environment yes
    | _ -> raise Stuck)

and apply f a =
  match f with
  | Closure (body, environment) -> eval (a :: environment) body
  | Recursive (body, environment) -> eval (a :: f :: environment) body
  | Number _ -> raise Stuck

(* Normal order by substitution. *)
let rec shift by from = function
  | Index i -> Index (if i >= from then i + by else i)
  | Abs body -> Abs (shift by (from + 1) body)
  | App (f, a) -> App (shift by from f, shift by from a)
  | Const _ as c -> c
  | Prim (p, a, b) -> Prim (p, shift by from a, shift by from b)
  | If (c, a, b) -> If (shift by from c, shift by from a, shift by from b)
  | Fix f -> Fix (shift by from f)

let rec substitute index replacement = function
  | Index i -> if i = index then shift index 0 replacement else Index (if i > index then i - 1 else i)
  | Abs body -> Abs (substitute (index + 1) replacement body)
  | App (f, a) -> App (substitute index replacement f, substitute index replacement a)
  | Const _ as c -> c
  | Prim (p, a, b) -> Prim (p, substitute index replacement a, substitute index replacement b)
  | If (c, a, b) -> If (substitute index replacement c, substitute index replacement a, substitute index replacement b)
  | Fix f -> Fix (substitute index replacement f)

let reductions = ref 0

let rec normal term =
  match term with
  | App (f, a) -> (
    match weak_head f with
    | Abs body ->
      incr reductions;
      normal (substitute 0 a body)
    | f -> App (normal f, normal a))
  | Abs body -> Abs (normal body)
  | other -> other

and weak_head = function
  | App (f, a) -> (
    match weak_head f with
    | Abs body ->
      incr reductions;
      weak_head (substitute 0 a body)
    | f -> App (f, a))
  | other -> other

let rec church_size = function App (_, rest) -> 1 + church_size rest | _ -> 0

let () =
  let run name text argument =
    match apply (eval [] (parse text)) (Number argument) with
    | Number n -> Printf.printf "%s(%d) = %d\n" name argument n
    | Closure _ | Recursive _ -> Printf.printf "%s(%d) is a function\n" name argument
    | exception Stuck -> Printf.printf "%s(%d) is stuck\n" name argument
  in
  run "fibonacci" "(fix \\self.\\n.(if (< n 2) n (+ (self (- n 1)) (self (- n 2)))))" argument;
  run "factorial" "(fix \\self.\\n.(if (< n 1) 1 (* n (self (- n 1)))))" 10;
  run "ackermann" "((fix \\self.\\m.\\n.(if (< m 1) (+ n 1) (if (< n 1) (self (- m 1) 1) (self (- m 1) (self m (- n 1)))))) 2)"
    (argument * 2);
  run "twice" "\\n.(((\\f.\\x.(f (f x))) \\y.(* y y)) n)" 7;
  run "stuck" "\\n.(n n)" 1;
  Printf.printf "%d steps\n" !steps;
  let two = "\\f.\\x.(f (f x))" and three = "\\f.\\x.(f (f (f x)))" in
  let power = if argument > 15 then Printf.sprintf "((%s %s) %s)" two three two else Printf.sprintf "(%s %s)" three two in
  (match normal (parse power) with
  | Abs (Abs body) -> Printf.printf "church numeral %d after %d reductions\n" (church_size body) !reductions
  | _ -> print_endline "no numeral");
  match parse "(f" with _ -> print_endline "parsed" | exception Syntax message -> print_endline message
