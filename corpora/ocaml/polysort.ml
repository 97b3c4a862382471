(* Sorting with polymorphic comparison: tuples, strings, floats, lists, records, in lists and arrays. *)
let size = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 15000

let seed = ref 8

let random bound =
  seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
  (!seed lsr 8) mod bound

type person = { family : string; given : string; age : int; height : float }

let word () = String.init (1 + random 6) (fun _ -> Char.chr (97 + random 6))
let person () = { family = word (); given = word (); age = random 90; height = float_of_int (random 64) /. 32.0 }

(* Own sorts with the polymorphic [<]. *)
let rec merge_sort = function
  | ([] | [ _ ]) as short -> short
  | list ->
    let rec split left right = function [] -> (left, right) | x :: rest -> split right (x :: left) rest in
    let rec merge a b =
      match (a, b) with
      | [], rest | rest, [] -> rest
      | x :: a', y :: b' -> if x < y then x :: merge a' b else y :: merge a b'
    in
    let left, right = split [] [] list in
    merge (merge_sort left) (merge_sort right)

let insertion_sort a =
  for i = 1 to Array.length a - 1 do
    let value = a.(i) and j = ref (i - 1) in
    while !j >= 0 && a.(!j) > value do
      a.(!j + 1) <- a.(!j);
      decr j
    done;
    a.(!j + 1) <- value
  done

let check name make =
  let list = List.init size (fun _ -> make ()) in
  let array = Array.of_list list in
  let by_list = List.sort compare list and by_merge = merge_sort list in
  let by_array = Array.copy array and by_stable = Array.copy array in
  Array.sort compare by_array;
  Array.stable_sort compare by_stable;
  let some = Array.sub array 0 (min size 200) in
  insertion_sort some;
  let agree = by_list = by_merge && Array.of_list by_list = by_array && by_array = by_stable in
  let unique = List.sort_uniq compare list in
  Printf.printf "%s: agree %b, %d distinct, small agree %b, hash %d\n" name agree (List.length unique)
    (Array.to_list some = List.sort compare (Array.to_list (Array.sub array 0 (Array.length some))))
    (Hashtbl.hash (List.nth by_list (size / 2)));
  let descending = List.sort (fun a b -> compare b a) list in
  if List.hd descending <> by_array.(size - 1) then print_endline "the greatest is not first"

let () =
  check "ints" (fun () -> random 100000);
  check "floats" (fun () -> float_of_int (random 10000) /. 7.0);
  check "strings" word;
  check "pairs" (fun () -> (random 50, word ()));
  check "lists" (fun () -> List.init (random 4) (fun _ -> random 3));
  check "records" person;
  check "options" (fun () -> if random 3 = 0 then None else Some (random 5, 'c'));
  let people = Array.init (size / 2) (fun _ -> person ()) in
  Array.stable_sort (fun a b -> compare a.age b.age) people;
  Array.stable_sort (fun a b -> compare a.height b.height) people;
  let ordered = ref true in
  for i = 1 to Array.length people - 1 do
    let a = people.(i - 1) and b = people.(i) in
    if (a.height, a.age) > (b.height, b.age) then ordered := false
  done;
  Printf.printf "stable: %b, tallest %.4f\n" !ordered people.(Array.length people - 1).height
