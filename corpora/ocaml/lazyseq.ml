(* Lazy values and Seq: streams of primes and Hamming numbers, memoised infinite lists, generators from unfold. *)
let size = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 120000

let mask = 0x3FFFFFF

type 'a stream = Cons of 'a * 'a stream Lazy.t

let head (Cons (x, _)) = x
let tail (Cons (_, rest)) = Lazy.force rest
let rec nth stream n = if n = 0 then head stream else nth (tail stream) (n - 1)
let rec map f stream = Cons (f (head stream), lazy (map f (tail stream)))
let rec zip f a b = Cons (f (head a) (head b), lazy (zip f (tail a) (tail b)))

(* Merges two increasing streams without repetition. *)
let rec merge a b =
  let x = head a and y = head b in
  if x < y then Cons (x, lazy (merge (tail a) b))
  else if x > y then Cons (y, lazy (merge a (tail b)))
  else Cons (x, lazy (merge (tail a) (tail b)))

let rec hamming =
  lazy
    (let self () = Lazy.force hamming in
     let times k = lazy (map (fun x -> x * k) (self ())) in
     let later a b = lazy (merge (Lazy.force a) (Lazy.force b)) in
     Cons (1, later (times 2) (later (times 3) (times 5))))

let rec fibonacci =
  Cons (0, lazy (Cons (1, lazy (zip (fun a b -> (a + b) land mask) fibonacci (tail fibonacci)))))

(* Trial division by the primes found so far, which are themselves this sequence. *)
let rec primes () = Seq.Cons (2, Seq.memoize (Seq.filter is_prime (Seq.ints 3)))
and remembered = lazy (Seq.memoize primes)

and is_prime n =
  Lazy.force remembered |> Seq.take_while (fun p -> p * p <= n) |> Seq.for_all (fun p -> n mod p <> 0)

let () =
  let stream = Lazy.force hamming in
  Printf.printf "hamming %s\n" (String.concat " " (List.init 15 (fun i -> string_of_int (nth stream i))));
  let last = min 1200 size in
  Printf.printf "hamming number %d is %d\n" last (nth stream last);
  Printf.printf "fibonacci %d %d\n" (nth fibonacci 30) (nth fibonacci (size * 4));
  let found = Seq.take size (Lazy.force remembered) in
  Printf.printf "primes: %d, sum %d\n" (Seq.length found) (Seq.fold_left (fun sum p -> (sum + p) land mask) 0 found);
  let evaluated = ref 0 in
  let cells = Array.init size (fun i -> lazy (incr evaluated; i * i land 1023)) in
  let sum = ref 0 in
  for round = 1 to 20 do
    Array.iteri (fun i cell -> if i mod 3 <> round mod 2 then sum := (!sum + Lazy.force cell) land mask) cells
  done;
  Printf.printf "cells: %d evaluated, sum %d, last forced %b\n" !evaluated !sum (Lazy.is_val cells.(size - 1));
  let total = ref 0 in
  for i = 1 to 60 do
    total :=
      Seq.unfold (fun n -> if n > size then None else Some (n, n + i)) i
      |> Seq.map (fun n -> n * 3)
      |> Seq.filter (fun n -> n land 1 = 0)
      |> Seq.mapi (fun i n -> i + n)
      |> Seq.fold_left (fun sum n -> (sum + n) land mask) !total
  done;
  Printf.printf "unfold %d\n" !total;
  let pairs = Seq.product (Seq.take 5 (Seq.ints 1)) (List.to_seq [ "a"; "b" ]) in
  print_endline (String.concat " " (List.of_seq (Seq.map (fun (n, s) -> s ^ string_of_int n) pairs)));
  let interleaved = Seq.interleave (Seq.repeat 0 |> Seq.take 3) (Seq.cycle (List.to_seq [ 7; 8 ]) |> Seq.take 5) in
  print_endline (String.concat "" (List.of_seq (Seq.map string_of_int interleaved)));
  let poisoned = lazy (if size > 0 then failwith "poison" else 1) in
  let attempt () = try string_of_int (Lazy.force poisoned) with Failure message -> message in
  let first = attempt () in
  Printf.printf "%s, again: %s\n" first (attempt ());
  let rec knot = lazy (1 + Lazy.force knot) in
  print_endline (try string_of_int (Lazy.force knot) with Lazy.Undefined -> "Undefined")
