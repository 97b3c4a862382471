(* Closures and currying: every arity from 1 to 8, partial and over-application, composition, closures in data. *)
let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 3000000

let mask = 0xFFFFFF
let mix a b = ((a * 31) + b) land mask

let f1 a = mix a 1
let f2 a b = mix (mix a 2) b
let f3 a b c = mix (f2 a b) c
let f4 a b c d = mix (f3 a b c) d
let f5 a b c d e = mix (f4 a b c d) e
let f6 a b c d e f = mix (f5 a b c d e) f
let f7 a b c d e f g = mix (f6 a b c d e f) g
let f8 a b c d e f g h = mix (f7 a b c d e f g) h

(* Opaque calls: the compiler cannot know which function it gets. *)
let apply1 f a = f a
let apply2 f a b = f a b
let apply3 f a b c = f a b c
let apply5 f a b c d e = f a b c d e
let apply8 f a b c d e g h i = f a b c d e g h i

(* Returns a function after two arguments: calling it with three is an over-application. *)
let late a b =
  let base = mix a b in
  if base land 1 = 0 then fun c -> mix base c else fun c -> mix c base

let compose f g x = f (g x)
let flip f a b = f b a
let rec iterate count f x = if count = 0 then x else iterate (count - 1) f (f x)

(* Church numerals: functions all the way down. *)
let zero _ x = x
let successor n f x = f (n f x)
let plus m n f x = m f (n f x)
let times m n f = m (n f)
let to_int n = n (fun x -> x + 1) 0
let rec church n = if n = 0 then zero else successor (church (n - 1))

(* A counter is a closure over a mutable cell. *)
let make_counter step =
  let count = ref 0 in
  let next () =
    count := (!count + step) land mask;
    !count
  and reset () = count := 0 in
  (next, reset)

let labelled ?(scale = 3) ~offset x = ((x * scale) + offset) land mask

let arities i =
  let partial3 = f3 i in
  let partial5 = f5 i 2 3 in
  let partial8 = f8 i 2 3 4 in
  let step1 = apply2 f2 i 7 in
  let step2 = apply2 partial3 step1 3 in
  let step3 = partial5 step2 5 in
  let step4 = apply2 partial8 5 6 step3 8 in
  let step5 = apply8 f8 step4 1 2 3 4 5 6 7 in
  let step6 = apply5 f5 step5 i i i i in
  let step7 = apply3 late step6 i 9 in
  let step8 = apply1 (apply1 (apply1 f4 step7) 1) 2 3 in
  apply1 f1 (f6 step8 1 2 3 4 5 + f7 1 2 3 4 5 6 step8)

let () =
  let sum = ref 0 in
  for i = 1 to rounds do
    sum := mix !sum (arities (i land 0xFFF))
  done;
  Printf.printf "arities %d\n" !sum;
  let pipeline =
    List.fold_left compose (fun x -> x)
      [ (fun x -> x + 1); f2 5; flip f2 9; late 3 4; (fun x -> x lxor 0x555); f4 1 2 3; labelled ~offset:11 ]
  in
  Printf.printf "pipeline %d\n" (iterate rounds pipeline 1);
  let twelve = plus (church 5) (church 7) in
  let side = if rounds >= 100000 then church 40 else church 4 in
  Printf.printf "church %d %d\n" (to_int twelve) (to_int (times twelve (times side (times side side))));
  let next, reset = make_counter 3 in
  let other, _ = make_counter 5 in
  for _ = 1 to rounds do
    ignore (next ());
    if other () land 1023 = 0 then reset ()
  done;
  Printf.printf "counters %d %d\n" (next ()) (other ());
  let table = Array.init 16 (fun i -> if i land 1 = 0 then f2 i else fun x -> mix x i) in
  let value = ref 1 in
  for i = 1 to rounds * 2 do
    value := table.(i land 15) !value
  done;
  Printf.printf "table %d\n" !value;
  Printf.printf "labels %d %d\n" (labelled ~scale:5 ~offset:1 10) (List.fold_left ( + ) 0 (List.map (labelled ~offset:2) [ 1; 2; 3 ]))
