(* Polymorphic comparison, equality and hashing over every shape of value. *)
let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 2500000

type colour = Red | Green | Blue | Mixed of int * colour | Named of string

type shape = { name : string; corners : (float * float) list; colour : colour; tags : int array }

let mask = 0x3FFFFFF
let seed = ref 99

let random bound =
  seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
  (!seed lsr 8) mod bound

let rec random_colour depth =
  match random (if depth = 0 then 3 else 5) with
  | 0 -> Red
  | 1 -> Green
  | 2 -> Blue
  | 3 -> Mixed (random 3, random_colour (depth - 1))
  | _ -> Named (String.make (random 3) (Char.chr (97 + random 2)))

let random_shape () =
  {
    name = (if random 2 = 0 then "circle" else "square");
    corners = List.init (random 3) (fun _ -> (float_of_int (random 2), float_of_int (random 2)));
    colour = random_colour 2;
    tags = Array.init (random 3) (fun _ -> random 2);
  }

let sign n = if n < 0 then "<" else if n > 0 then ">" else "="

let table () =
  let show label order = Printf.printf "%s %s\n" label (sign order) in
  show "ints" (compare 3 (-4));
  show "strings: prefix" (compare "abc" "abcd");
  show "strings: byte order" (compare "\255" "a");
  show "strings: long" (compare (String.make 40 'x') (String.make 40 'x' ^ "y"));
  show "floats" (compare 1.5 2.5);
  show "nan is equal to itself for compare" (compare nan nan);
  show "nan is least" (compare nan neg_infinity);
  show "zeroes" (compare 0.0 (-0.0));
  Printf.printf "nan = nan %b, 0.0 = -0.0 %b, nan < 1.0 %b, nan <> nan %b\n" (nan = nan) (0.0 = -0.0) (nan < 1.0) (nan <> nan);
  show "tuples" (compare (1, "b", 2.0) (1, "b", 1.0));
  show "lists: shorter first" (compare [ 1; 2 ] [ 1; 2; 0 ]);
  show "arrays: length first" (compare [| 9 |] [| 1; 2 |]);
  show "float arrays" (compare [| 1.0; nan |] [| 1.0; 3.0 |]);
  show "constant before block" (compare Blue (Mixed (0, Red)));
  show "constructors in order" (compare (Named "a") (Mixed (9, Blue)));
  show "options" (compare None (Some 0));
  show "int64" (compare (-1L) 1L);
  show "int32" (compare 7l 7l);
  show "nativeint" (compare 8n 7n);
  show "bytes" (compare (Bytes.of_string "b") (Bytes.of_string "a"));
  show "refs" (compare (ref 1) (ref 2));
  show "polymorphic variants" (compare (`Pair (1, 2)) (`Pair (1, 3)));
  show "empty arrays" (compare [||] [||]);
  let cell = ref [ 1 ] in
  Printf.printf "physical: %b %b %b\n" (cell == cell) (ref [ 1 ] == cell) (cell != ref [ 1 ]);
  match compare (fun x -> x + 1) (fun x -> x + 2) with
  | order -> Printf.printf "functions compared: %d\n" order
  | exception Invalid_argument message -> Printf.printf "functions: %s\n" message

let hashes () =
  let show label hash = Printf.printf "hash %s %d\n" label hash in
  show "0" (Hashtbl.hash 0);
  show "-1" (Hashtbl.hash (-1));
  show "string" (Hashtbl.hash "The quick brown fox");
  show "empty" (Hashtbl.hash "");
  show "float" (Hashtbl.hash 3.25);
  show "nan" (Hashtbl.hash nan);
  show "-0.0" (Hashtbl.hash (-0.0) - Hashtbl.hash 0.0);
  show "tuple" (Hashtbl.hash (1, "two", 3.0));
  show "list" (Hashtbl.hash [ 1; 2; 3; 4; 5; 6; 7; 8; 9; 10; 11; 12 ]);
  show "variant" (Hashtbl.hash (Mixed (3, Named "x")));
  show "int64" (Hashtbl.hash 123456789012345L);
  show "int32" (Hashtbl.hash 77l);
  show "float array" (Hashtbl.hash [| 1.0; 2.0 |]);
  show "seeded" (Hashtbl.seeded_hash 5 "x");
  show "bounded" (Hashtbl.hash_param 2 4 [ [ 1 ]; [ 2 ]; [ 3 ] ])

let () =
  table ();
  hashes ();
  let count = 64 in
  let shapes = Array.init count (fun _ -> random_shape ()) in
  let less = ref 0 and equal = ref 0 and hash = ref 0 in
  for i = 1 to rounds do
    let a = shapes.(i mod count) and b = shapes.(random count) in
    let order = compare a b in
    if order < 0 then incr less;
    if a = b then incr equal;
    if (order = 0) <> (a = b) || order <> -compare b a || a < b <> (order < 0) then print_endline "inconsistent";
    hash := ((!hash * 3) + Hashtbl.hash b) land mask
  done;
  Printf.printf "%d less, %d equal, hash %d\n" !less !equal !hash;
  let sorted = Array.copy shapes in
  Array.sort compare sorted;
  Array.iteri (fun i shape -> if i > 0 && compare sorted.(i - 1) shape > 0 then print_endline "unsorted") sorted;
  let distinct = List.length (List.sort_uniq compare (Array.to_list shapes)) in
  Printf.printf "%d distinct, first %s, last %s, max colour is Named: %b\n" distinct sorted.(0).name
    sorted.(count - 1).name
    (match Array.fold_left (fun best shape -> max best shape.colour) Red shapes with Named _ -> true | _ -> false)
