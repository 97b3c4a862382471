(* Reads standard input line by line and echoes each line with its number and length; ends with totals. *)
let () =
  let rec loop number bytes longest =
    match input_line stdin with
    | line ->
      let length = String.length line in
      Printf.printf "%3d %4d %s\n" number length line;
      loop (number + 1) (bytes + length) (max longest length)
    | exception End_of_file ->
      Printf.printf "%d lines, %d bytes, longest %d\n" (number - 1) bytes longest
  in
  loop 1 0 0
