(* The Str library: searching, groups, splitting, global substitution over generated log lines. *)
let lines = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 90000

let seed = ref 17

let random bound =
  seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
  (!seed lsr 8) mod bound

let hosts = [| "alpha.example"; "beta.example"; "gamma.test"; "delta" |]
let verbs = [| "GET"; "PUT"; "DELETE" |]

let line number =
  Printf.sprintf "%02d:%02d:%02d host=%s %s /item/%d?size=%d status=%d; note \"n%d\"" (number / 3600 mod 24)
    (number / 60 mod 60) (number mod 60) hosts.(random 4) verbs.(random 3) (random 1000) (random 5000)
    (200 + (100 * random 4))
    number

let stamp = Str.regexp "^\\([0-9]+\\):\\([0-9]+\\):\\([0-9]+\\) "
let host = Str.regexp "host=\\([a-z]+\\)\\(\\.[a-z]+\\)?"
let status = Str.regexp "status=\\([0-9][0-9][0-9]\\)"
let separator = Str.regexp "[ =?/]+"
let digits = Str.regexp "[0-9]+"
let quoted = Str.regexp "\"[^\"]*\""
let verb = Str.regexp_case_fold "get\\|put"

let group_int n text = int_of_string (Str.matched_group n text)

let () =
  let seconds = ref 0 and failures = ref 0 and dotted = ref 0 and words = ref 0 and masked = ref 0 and verbs = ref 0 in
  for number = 1 to lines do
    let text = line number in
    if Str.string_match stamp text 0 then
      seconds := (!seconds + (3600 * group_int 1 text) + (60 * group_int 2 text) + group_int 3 text) land 0x3FFFFFF;
    (match Str.search_forward host text 0 with
    | _ -> ( match Str.matched_group 2 text with _ -> incr dotted | exception Not_found -> ())
    | exception Not_found -> print_endline "no host");
    (match Str.search_forward status text 0 with
    | position -> if group_int 1 text >= 400 && position > 0 then incr failures
    | exception Not_found -> print_endline "no status");
    words := !words + List.length (Str.split separator text);
    (match Str.search_forward verb text 0 with _ -> incr verbs | exception Not_found -> ());
    let hidden = Str.global_replace digits "#" (Str.replace_first quoted "<\\0>" text) in
    masked := ((!masked * 3) + String.length hidden) land 0xFFFFFF;
    if number = 1 then print_endline hidden
  done;
  Printf.printf "seconds %d, failures %d, dotted %d, words %d, masked %d, verbs %d\n" !seconds !failures !dotted !words
    !masked !verbs;
  print_endline (Str.global_substitute digits (fun text -> string_of_int (2 * int_of_string (Str.matched_string text))) "1 and 20, 300");
  print_endline (Str.global_replace (Str.regexp "\\([a-z]+\\) \\([a-z]+\\)") "\\2 \\1" "one two three four");
  List.iter
    (function Str.Text text -> Printf.printf "text(%s) " text | Str.Delim text -> Printf.printf "delim(%s) " text)
    (Str.full_split (Str.regexp "[,;]") "a,b;;c");
  print_newline ();
  Printf.printf "%b %b %d\n"
    (Str.string_match (Str.regexp "\\bword\\b") "word" 0)
    (Str.string_match (Str.regexp "a.*z$") "abc\nz" 0)
    (Str.search_backward (Str.regexp_string "ab") "abcabcab" 6)
