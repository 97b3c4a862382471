(* Work for a collector: a long-lived graph that is rewired, big arrays that point at young objects, much garbage,
   cycles, closures and strings of many sizes; everything is checked by sums that a lost object would change. *)
let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 300000

let mask = 0x3FFFFFF
let seed = ref 2024

let random bound =
  seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
  (!seed lsr 8) mod bound

(* Doubly linked rings: cycles, old objects pointing at new ones and back. *)
type node = { id : int; mutable next : node; mutable previous : node; mutable load : string }

let ring id =
  let rec node = { id; next = node; previous = node; load = "" } in
  node

let insert after id =
  let node = { id; next = after.next; previous = after; load = String.make (id land 31) 'x' } in
  after.next.previous <- node;
  after.next <- node

let remove node =
  node.previous.next <- node.next;
  node.next.previous <- node.previous

let rec ring_sum start node sum count =
  if node == start then (sum, count)
  else if node.next.previous != node then (-1, -1)
  else ring_sum start node.next ((sum + node.id + String.length node.load) land mask) (count + 1)

type value = Int of int | Text of string | List of int list | Floats of float array | Code of (int -> int) | Pair of value * value

let rec fresh depth =
  match random 7 with
  | 0 -> Int (random 1000)
  | 1 -> Text (String.make (random 40) 'a')
  | 2 -> List (List.init (random 6) (fun i -> i))
  | 3 -> Floats (Array.init (random 5) float_of_int)
  | 4 ->
    let captured = random 100 in
    Code (fun x -> x + captured)
  | _ -> if depth = 0 then Int 1 else Pair (fresh (depth - 1), fresh (depth - 1))

let rec weight = function
  | Int n -> n
  | Text s -> String.length s
  | List l -> List.fold_left ( + ) 0 l
  | Floats f -> int_of_float (Array.fold_left ( +. ) 0.0 f)
  | Code f -> f 1
  | Pair (a, b) -> (weight a + (3 * weight b)) land mask

let () =
  let slots = max 8 (rounds / 10) in
  let table = Array.make slots (Int 0) and weights = Array.make slots 0 in
  let root = ring 0 in
  let queue = Queue.create () in
  let garbage = ref 0 in
  for round = 1 to rounds do
    let slot = random slots in
    let value = fresh 3 in
    table.(slot) <- value;
    weights.(slot) <- weight value;
    insert (if round land 3 = 0 then root.previous else root) round;
    if round land 1 = 0 then remove (if random 2 = 0 then root.next else root.previous);
    Queue.push (ref round) queue;
    if Queue.length queue > slots then garbage := (!garbage + !(Queue.pop queue)) land mask;
    garbage := (!garbage + List.length (List.init (random 5) (fun i -> (i, round)))) land mask;
    if round mod (slots * 2) = 0 then begin
      (* Half of a big array is replaced, all of it is copied: old arrays become garbage at once. *)
      let copy = Array.append (Array.sub table (slots / 2) (slots - (slots / 2))) (Array.sub table 0 (slots / 2)) in
      let moved = Array.fold_left (fun sum value -> (sum + weight value) land mask) 0 copy in
      let kept = Array.fold_left (fun sum weight -> (sum + weight) land mask) 0 weights in
      if moved <> kept then print_endline "an object was lost"
    end
  done;
  let broken = ref 0 in
  Array.iteri (fun slot value -> if weight value <> weights.(slot) then incr broken) table;
  let sum, count = ring_sum root root.next 0 0 in
  Printf.printf "table %d, broken %d\n" (Array.fold_left (fun sum weight -> (sum + weight) land mask) 0 weights) !broken;
  Printf.printf "ring of %d, sum %d\n" count sum;
  Printf.printf "queue %d, garbage %d\n" (Queue.length queue) !garbage;
  let matrix = Array.init (max 4 (rounds / 2000)) (fun i -> Array.make (max 4 (rounds / 2000)) [ i ]) in
  for round = 1 to rounds do
    let i = random (Array.length matrix) in
    let j = random (Array.length matrix) in
    matrix.(i).(j) <- (match matrix.(j).(i) with a :: b :: _ -> [ round; a land 7; b ] | short -> round :: short)
  done;
  Printf.printf "matrix %d\n"
    (Array.fold_left
       (Array.fold_left (fun sum list -> ((sum * 3) + List.fold_left (fun s x -> (s + x) land mask) 0 list) land mask))
       0 matrix)
