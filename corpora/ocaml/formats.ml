(* Printf, Scanf and Format: conversions of every kind, widths, custom printers, boxes, parsing back what was printed. *)
let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 60000

type expression = Number of int | Sum of expression list | Product of expression list

let rec print ppf = function
  | Number n -> Format.fprintf ppf "%d" n
  | Sum parts -> group ppf "+" parts
  | Product parts -> group ppf "*" parts

and group ppf operator parts =
  Format.fprintf ppf "@[<hov 2>(%a)@]"
    (Format.pp_print_list ~pp_sep:(fun ppf () -> Format.fprintf ppf "@ %s " operator) print)
    parts

let rec expression depth k =
  if depth = 0 then Number (k * 17 mod 1000)
  else
    let parts = List.init (2 + (k mod 3)) (fun i -> expression (depth - 1) (k + i + 1)) in
    if depth land 1 = 0 then Sum parts else Product parts

let integers () =
  Printf.printf "[%d] [%5d] [%-5d] [%05d] [%+d] [% d] [%i] [%u]\n" 42 42 42 42 42 42 (-42) 42;
  Printf.printf "[%x] [%X] [%#x] [%o] [%08x] [%*d] [%-*d]\n" 48879 48879 48879 64 48879 6 1 6 1;
  Printf.printf "[%ld] [%Ld] [%nd] [%Lx] [%020Ld]\n" 123l 1234567890123L 77n 0xFFFF_0000_FFFFL (-5L);
  Printf.printf "[%B] [%b] [%c] [%C] [%s] [%S] [%10s] [%-10s] [%%] [%@]\n" true false 'x' '\'' "s" "q\"" "right" "left"

let floats () =
  List.iter
    (fun x -> Printf.printf "[%f] [%.3f] [%e] [%.2E] [%g] [%G] [%10.2f] [%-10.1f] [%+.1f] [%h] [%F]\n" x x x x x x x x x x x)
    [ 0.0; 1.0; -1.5; 3.14159; 1e10; 1.25e-7; 123456.789; 1e21 ];
  Printf.printf "[%f] [%g] [%F] [%.0f] [%.0f] [%.0f]\n" infinity neg_infinity nan 0.5 1.5 2.5;
  print_endline (String.concat " " (List.map string_of_float [ 0.1; 100.0; 1e100; -0.0; 5e-324 ]));
  print_endline (String.concat " " (List.map (fun s -> Printf.sprintf "%.6g" (float_of_string s)) [ "1e3"; "0x1.8p1"; "1_000.5"; ".5e1"; "-inf" ]))

let scanning () =
  Scanf.sscanf "12 -7 0x1F abc \"quoted text\" 2.5 true z" "%d %d %i %s %S %f %B %c" (fun a b c d e f g h ->
      Printf.printf "%d %d %d %s %s %.2f %b %c\n" a b c d e f g h);
  Scanf.sscanf "2026-02-03" "%4d-%2d-%2d" (fun y m d -> Printf.printf "year %d, month %d, day %d\n" y m d);
  Scanf.sscanf "key=value;rest" "%[a-z]=%[^;];%s" (fun k v r -> Printf.printf "%s %s %s\n" k v r);
  (try Scanf.sscanf "12x" "%d %d" (fun a b -> Printf.printf "%d %d\n" a b) with
  | Scanf.Scan_failure _ -> print_endline "Scan_failure"
  | End_of_file -> print_endline "End_of_file");
  let channel = Scanf.Scanning.from_string "3 10 20 30 5 1 2 3 4 5" in
  let read_list () = Scanf.bscanf channel " %d" (fun n -> List.init n (fun _ -> Scanf.bscanf channel " %d" (fun x -> x))) in
  let first = read_list () in
  let second = read_list () in
  Printf.printf "%d %d\n" (List.fold_left ( + ) 0 first) (List.fold_left ( + ) 0 second)

(* Prints numbers in several ways, reads them back, and sums both. *)
let round_trip rounds =
  let sum = ref 0 and bytes = ref 0 in
  for i = 1 to rounds do
    let text = Printf.sprintf "%d:%x;%.3f %s,%c" (i * 31) i (float_of_int i /. 8.0) (string_of_int i) 'k' in
    bytes := !bytes + String.length text;
    Scanf.sscanf text "%d:%x;%f %s@,%c" (fun a b c d e ->
        if a <> i * 31 || b <> i || c <> float_of_int i /. 8.0 || d <> string_of_int i || e <> 'k' then
          print_endline ("not read back: " ^ text);
        sum := (!sum + a + b) land 0xFFFFFF)
  done;
  Printf.printf "round trip %d %d\n" !sum !bytes

let () =
  integers ();
  floats ();
  scanning ();
  round_trip rounds;
  Format.set_margin 50;
  Format.printf "%a@." print (expression 3 1);
  Format.printf "@[<v 4>begin@,first@,@[<h>kept on   one line %d@]@,last@]@.end@." 5;
  Format.printf "%a | %s@." (Format.pp_print_list ~pp_sep:(fun ppf () -> Format.pp_print_string ppf ", ") Format.pp_print_int) [ 1; 2; 3 ]
    (Format.asprintf "%a" print (Product [ Number 6; Number 7 ]));
  let length = ref 0 in
  for i = 1 to rounds / 10 do
    length := !length + String.length (Format.asprintf "%a" print (expression 3 i))
  done;
  Format.printf "%d characters@." !length;
  Printf.printf "%t%a\n" (fun channel -> output_string channel "given ") (fun channel n -> Printf.fprintf channel "%d" n) 9;
  let format : (int -> string -> string, unit, string) format = "%d is %s" in
  print_endline (Printf.sprintf (format ^^ "!") 4 "four")
