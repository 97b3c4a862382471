(* Builds, weighs and drops many binary trees while one long-lived tree stays. *)
let depth = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 19

type tree =
  | Leaf
  | Node of tree * tree

let rec build depth = if depth = 0 then Leaf else Node (build (depth - 1), build (depth - 1))

let rec weigh = function
  | Leaf -> 1
  | Node (left, right) -> 1 + weigh left + weigh right

let rec mirror = function
  | Leaf -> Leaf
  | Node (left, right) -> Node (mirror right, mirror left)

(* An unbalanced tree: its left spine is [depth] long, every right child has half its depth. *)
let rec lean depth = if depth <= 0 then Leaf else Node (lean (depth - 1), lean (depth / 2))

let () =
  let long_lived = build depth in
  let level = ref 2 in
  while !level <= depth do
    let rounds = 1 lsl (depth - !level + 2) in
    let total = ref 0 in
    for _ = 1 to rounds do
      total := (!total + weigh (build !level)) land 0xFFFFFFF
    done;
    Printf.printf "%6d trees of depth %2d weigh %d\n" rounds !level !total;
    level := !level + 2
  done;
  let leaning = lean depth in
  Printf.printf "leaning tree weighs %d, equals its double mirror: %b, its mirror: %b\n"
    (weigh leaning)
    (mirror (mirror leaning) = leaning)
    (mirror leaning = leaning);
  Printf.printf "long-lived tree of depth %d weighs %d\n" depth (weigh long_lived)
