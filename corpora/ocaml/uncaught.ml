(* Dies of an exception nobody catches: the output before it is flushed, the exit status is 2. *)
exception Lost of string * int

let rec descend depth =
  if depth = 0 then raise (Lost ("bottom", 42)) else 1 + descend (depth - 1)

let () =
  at_exit (fun () -> print_endline "at_exit runs");
  print_endline "before";
  let found = try descend 10 with Not_found -> 0 in
  Printf.printf "never printed: %d\n" found
