(* Strings, Bytes and Buffer: building, searching, splitting, case, hex, a rolling checksum, run-length coding. *)
let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 8000

let adler text =
  let low = ref 1 and high = ref 0 in
  String.iter
    (fun c ->
      low := (!low + Char.code c) mod 65521;
      high := (!high + !low) mod 65521)
    text;
  (!high land 0xFFF, !low)

let run_length text =
  let buffer = Buffer.create 16 and length = String.length text in
  let rec go start =
    if start < length then begin
      let stop = ref start in
      while !stop < length && text.[!stop] = text.[start] do
        incr stop
      done;
      if !stop - start > 1 then Buffer.add_string buffer (string_of_int (!stop - start));
      Buffer.add_char buffer text.[start];
      go !stop
    end
  in
  go 0;
  Buffer.contents buffer

let hex text =
  let digits = "0123456789abcdef" in
  String.init
    (2 * String.length text)
    (fun i ->
      let code = Char.code text.[i / 2] in
      digits.[if i land 1 = 0 then code lsr 4 else code land 15])

let reverse text =
  let bytes = Bytes.of_string text in
  let last = Bytes.length bytes - 1 in
  for i = 0 to last / 2 do
    let c = Bytes.get bytes i in
    Bytes.set bytes i (Bytes.get bytes (last - i));
    Bytes.set bytes (last - i) c
  done;
  Bytes.to_string bytes

(* Counts the places where [pattern] occurs. *)
let occurrences pattern text =
  let m = String.length pattern and n = String.length text in
  let count = ref 0 in
  for start = 0 to n - m do
    let k = ref 0 in
    while !k < m && String.unsafe_get text (start + !k) = pattern.[!k] do
      incr k
    done;
    if !k = m then incr count
  done;
  !count

let caesar shift =
  String.map (fun c ->
      match c with
      | 'a' .. 'z' -> Char.chr (97 + ((Char.code c - 97 + shift) mod 26))
      | 'A' .. 'Z' -> Char.chr (65 + ((Char.code c - 65 + shift) mod 26))
      | other -> other)

let () =
  let words = [| "river"; "Stone"; "aabbbb"; "light"; "MOON"; "zzz"; "tree" |] in
  let text = Buffer.create 64 in
  let high = ref 0 and low = ref 0 and pieces = ref 0 and found = ref 0 and packed = ref 0 in
  for round = 1 to rounds do
    Buffer.clear text;
    for k = 0 to 99 do
      if k > 0 then Buffer.add_char text (if k mod 10 = 0 then '\n' else ' ');
      Buffer.add_string text words.((k * round) mod Array.length words);
      if k mod 4 = 0 then Buffer.add_string text (string_of_int (k + round))
    done;
    let whole = Buffer.contents text in
    let h, l = adler whole in
    high := (!high + h) land 0xFFFFF;
    low := (!low + l) land 0xFFFFF;
    let lines = String.split_on_char '\n' whole in
    pieces := !pieces + List.length (List.concat_map (String.split_on_char ' ') lines);
    found := !found + occurrences "bb" whole + occurrences "ee" (String.lowercase_ascii whole);
    packed := !packed + String.length (run_length whole);
    if String.concat "\n" lines <> whole then print_endline "split and concat differ";
    if reverse (reverse whole) <> whole then print_endline "reverse twice differs";
    if caesar 13 (caesar 13 whole) <> whole then print_endline "caesar twice differs";
    let bytes = Bytes.create (String.length whole) in
    Bytes.fill bytes 0 (Bytes.length bytes) '.';
    Bytes.blit_string whole 0 bytes 0 (String.length whole / 2);
    Bytes.blit bytes 0 bytes 3 (Bytes.length bytes - 3);
    found := !found + String.length (hex (Bytes.sub_string bytes 0 20))
  done;
  Printf.printf "adler %d %d, %d pieces, %d found, %d packed\n" !high !low !pieces !found !packed;
  print_endline (run_length "aaabccddddde");
  print_endline (hex "Hello\000\255");
  print_endline (caesar 3 "Veni, vidi, VICI");
  print_endline (String.capitalize_ascii "word" ^ "|" ^ String.trim "  trimmed \t" ^ "|" ^ String.sub "substring" 3 6);
  Printf.printf "%S %C %s\n" "quote \" tab \t nul \000 high \200" '\n' (String.escaped "a\\b");
  Printf.printf "%d %d %b %b\n" (String.index "abcabc" 'c') (String.rindex "abcabc" 'a') (String.contains "xyz" 'y')
    (String.starts_with ~prefix:"ab" "abc");
  (try ignore (String.sub "short" 3 9) with Invalid_argument message -> print_endline message);
  (try ignore "abc".[rounds + 3] with Invalid_argument message -> print_endline message);
  let binary = Bytes.create 16 in
  Bytes.set_int32_be binary 0 0x01020304l;
  Bytes.set_uint16_le binary 4 0xBEEF;
  Bytes.set_int64_le binary 8 0x1122334455667788L;
  Printf.printf "%s %d %d %ld %Lx\n" (hex (Bytes.sub_string binary 0 6)) (Bytes.get_int8 binary 4)
    (Bytes.get_uint16_be binary 8) (Bytes.get_int32_le binary 0) (Bytes.get_int64_be binary 8)
