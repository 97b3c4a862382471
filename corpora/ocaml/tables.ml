(* Hashtbl: polymorphic and functorial tables, growing, removal, shadowed bindings, memoisation, iteration order. *)
let size = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 180000

let mask = 0x3FFFFFF
let seed = ref 31

let random bound =
  seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
  (!seed lsr 8) mod bound

module Point = struct
  type t = { x : int; y : int }

  let equal a b = a.x = b.x && a.y = b.y
  let hash p = ((p.x * 73) + (p.y * 1031)) land mask
end

module Points = Hashtbl.Make (Point)

(* Length of the 3n+1 sequence for n below the limit, remembered in a table; big members are reduced, not exact. *)
let collatz limit =
  let memory = Hashtbl.create 1 in
  let rec length n =
    if n = 1 then 1
    else
      match Hashtbl.find_opt memory n with
      | Some known -> known
      | None ->
        let next = if n land 1 = 0 then n / 2 else ((3 * n) + 1) land 0xFFFFF in
        Hashtbl.add memory n 0;
        let result = 1 + length (if next = 0 then 1 else next) in
        Hashtbl.replace memory n result;
        result
  in
  let best = ref 0 and argument = ref 0 in
  for n = 1 to limit do
    let l = length n in
    if l > !best then begin
      best := l;
      argument := n
    end
  done;
  (!argument, !best, Hashtbl.length memory)

let () =
  let ints = Hashtbl.create 16 in
  for i = 1 to size do
    Hashtbl.replace ints (random size) i
  done;
  let sum = Hashtbl.fold (fun key value sum -> (sum + (key lxor value)) land mask) ints 0 in
  Printf.printf "ints: %d keys, sum %d\n" (Hashtbl.length ints) sum;
  for key = 0 to size / 2 do
    Hashtbl.remove ints key
  done;
  Printf.printf "after removal: %d keys\n" (Hashtbl.length ints);
  let strings = Hashtbl.create 16 in
  for i = 1 to size do
    let key = "key" ^ string_of_int (random (size / 4 + 1)) in
    let count = try Hashtbl.find strings key with Not_found -> 0 in
    Hashtbl.replace strings key (count + (i land 3))
  done;
  let order = ref 0 in
  Hashtbl.iter (fun key count -> order := ((!order * 31) + (String.length key * count)) land mask) strings;
  Printf.printf "strings: %d keys, iteration order %d\n" (Hashtbl.length strings) !order;
  let points = Points.create 64 in
  for _ = 1 to size do
    Points.replace points { Point.x = random 200; y = random 200 } true
  done;
  let hits = ref 0 in
  for x = 0 to 199 do
    if Points.mem points { Point.x; y = (x * 7) mod 200 } then incr hits
  done;
  Printf.printf "points: %d kept, %d hits\n" (Points.length points) !hits;
  let pairs = Hashtbl.create 8 in
  for i = 1 to size do
    Hashtbl.replace pairs (i mod 100, if i land 1 = 0 then "even" else "odd") [ i ]
  done;
  Printf.printf "pairs: %d, (42, even) -> %d\n" (Hashtbl.length pairs)
    (match Hashtbl.find_opt pairs (42, "even") with Some [ i ] -> i | _ -> -1);
  let shadowed = Hashtbl.create 4 in
  List.iter (fun value -> Hashtbl.add shadowed "k" value) [ 1; 2; 3 ];
  Hashtbl.remove shadowed "k";
  Printf.printf "shadowed: %s\n" (String.concat " " (List.map string_of_int (Hashtbl.find_all shadowed "k")));
  let argument, best, remembered = collatz (size / 2) in
  Printf.printf "longest sequence starts at %d: %d, %d remembered\n" argument best remembered;
  let copy = Hashtbl.copy strings in
  Hashtbl.filter_map_inplace (fun _ count -> if count land 1 = 0 then Some (count / 2) else None) copy;
  Printf.printf "filtered %d of %d, deepest bucket %d\n" (Hashtbl.length copy) (Hashtbl.length strings)
    (Hashtbl.stats strings).max_bucket_length
