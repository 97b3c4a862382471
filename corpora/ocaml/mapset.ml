(* Map and Set of the standard library: balanced trees with int, string and tuple keys, merges, splits. *)
let size = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 100000

module Int_map = Map.Make (Int)
module String_set = Set.Make (String)

module Pair_set = Set.Make (struct
  type t = int * string

  let compare (a, x) (b, y) = match Int.compare a b with 0 -> String.compare x y | order -> order
end)

module Int_set = Set.Make (struct
  type t = int

  let compare = compare
end)

let mask = 0x3FFFFFF
let seed = ref 5

let random bound =
  seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
  (!seed lsr 8) mod bound

(* The primes below [limit] by removing multiples from a set. *)
let primes limit =
  let rec strike prime multiple set = if multiple > limit then set else strike prime (multiple + prime) (Int_set.remove multiple set) in
  let rec go prime set =
    if prime * prime > limit then set
    else
      let set = if Int_set.mem prime set then strike prime (prime * prime) set else set in
      go (prime + 1) set
  in
  go 2 (Int_set.of_list (List.init (limit - 1) (fun i -> i + 2)))

let () =
  let map = ref Int_map.empty in
  for i = 1 to size do
    map := Int_map.update (random size) (function None -> Some i | Some old -> Some ((old + i) land mask)) !map
  done;
  Printf.printf "map: %d bindings, sum %d\n" (Int_map.cardinal !map)
    (Int_map.fold (fun key value sum -> (sum + (key * 3) + value) land mask) !map 0);
  let low, middle, high = Int_map.split (size / 3) !map in
  Printf.printf "split: %d + %d + %d\n" (Int_map.cardinal low) (if middle = None then 0 else 1) (Int_map.cardinal high);
  let merged =
    Int_map.merge
      (fun _ left right ->
        match (left, right) with
        | Some a, Some b -> Some (a + b)
        | Some a, None -> if a land 1 = 0 then Some a else None
        | None, other -> other)
      (Int_map.map (fun v -> v land 0xFF) low)
      (Int_map.mapi (fun k v -> (k + v) land 0xFF) high)
  in
  Printf.printf "merged: %d bindings, min %d, max %d\n" (Int_map.cardinal merged)
    (fst (Int_map.min_binding merged))
    (fst (Int_map.max_binding merged));
  let emptied = Int_map.fold (fun key _ rest -> Int_map.remove key rest) merged merged in
  Printf.printf "emptied: %b\n" (Int_map.is_empty emptied);
  let words count = List.init count (fun _ -> "w" ^ string_of_int (random size)) in
  let a = String_set.of_list (words (size / 2)) and b = String_set.of_list (words (size / 2)) in
  let union = String_set.union a b and both = String_set.inter a b and only = String_set.diff a b in
  Printf.printf "sets: %d %d, union %d, inter %d, diff %d, consistent %b\n" (String_set.cardinal a)
    (String_set.cardinal b) (String_set.cardinal union) (String_set.cardinal both) (String_set.cardinal only)
    (String_set.equal a (String_set.union both only) && String_set.subset both b
    && String_set.disjoint only b);
  Printf.printf "first %s, last %s, sum of lengths %d\n" (String_set.min_elt union) (String_set.max_elt union)
    (String_set.fold (fun word sum -> sum + String.length word) union 0);
  let pairs = ref Pair_set.empty in
  for _ = 1 to size / 2 do
    pairs := Pair_set.add (random 100, String.make (1 + random 3) (Char.chr (97 + random 26))) !pairs
  done;
  let smallest = Pair_set.min_elt !pairs in
  Printf.printf "pairs: %d, smallest (%d, %s)\n" (Pair_set.cardinal !pairs) (fst smallest) (snd smallest);
  let primes = primes size in
  Printf.printf "primes: %d, largest %d, sum %d\n" (Int_set.cardinal primes) (Int_set.max_elt primes)
    (Int_set.fold (fun p sum -> (sum + p) land mask) primes 0)
