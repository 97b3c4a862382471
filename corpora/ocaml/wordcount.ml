(* Counts the words of a generated text: String, Buffer, Hashtbl, Map, sorting by frequency. *)
let sentences = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 120000

let seed = ref 77

let random bound =
  seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
  (!seed lsr 8) mod bound

let starts = [| "ba"; "ke"; "lo"; "mi"; "su"; "tra"; "ve"; "zo" |]
let ends = [| "n"; "ra"; "sk"; "to"; ""; "lim" |]

(* Short syllable chains; small numbers are likelier, so that some words are frequent. *)
let word () =
  let low bound = min (random bound) (random bound) in
  let parts = List.init (1 + low 3) (fun _ -> starts.(low 8)) in
  String.concat "" parts ^ ends.(low 6)

let text sentences =
  let buffer = Buffer.create 4096 in
  for _ = 1 to sentences do
    let length = 3 + random 9 in
    for position = 1 to length do
      let word = word () in
      Buffer.add_string buffer (if position = 1 then String.capitalize_ascii word else word);
      Buffer.add_string buffer (if position = length then ".\n" else if random 8 = 0 then ", " else " ")
    done
  done;
  Buffer.contents buffer

let is_letter c = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')

let iter_words f text =
  let length = String.length text in
  let rec outside i = if i < length then if is_letter text.[i] then inside i (i + 1) else outside (i + 1)
  and inside start i =
    if i < length && is_letter text.[i] then inside start (i + 1)
    else begin
      f (String.lowercase_ascii (String.sub text start (i - start)));
      outside i
    end
  in
  outside 0

module String_map = Map.Make (String)

let () =
  let text = text sentences in
  let table = Hashtbl.create 256 and tree = ref String_map.empty and total = ref 0 in
  iter_words
    (fun word ->
      incr total;
      match Hashtbl.find_opt table word with
      | Some count -> incr count
      | None -> Hashtbl.add table word (ref 1))
    text;
  iter_words
    (fun word -> tree := String_map.update word (function None -> Some 1 | Some n -> Some (n + 1)) !tree)
    (String.sub text 0 (String.length text / 4));
  let lines = List.length (String.split_on_char '\n' text) - 1 in
  Printf.printf "%d bytes, %d lines, %d words, %d different, %d in the first quarter\n" (String.length text) lines !total
    (Hashtbl.length table) (String_map.cardinal !tree);
  let counts = Hashtbl.fold (fun word count list -> (!count, word) :: list) table [] in
  let ordered = List.sort (fun (a, x) (b, y) -> match compare b a with 0 -> compare x y | order -> order) counts in
  List.iteri (fun i (count, word) -> if i < 12 then Printf.printf "%6d %s\n" count word) ordered;
  let rare = List.length (List.filter (fun (count, _) -> count <= 2) ordered) in
  let longest = List.fold_left (fun best (_, word) -> if String.length word > String.length best then word else best) "" ordered in
  Printf.printf "%d rare, longest %s, quarter has %d of the top word\n" rare longest
    (try String_map.find (snd (List.hd ordered)) !tree with Not_found -> 0)
