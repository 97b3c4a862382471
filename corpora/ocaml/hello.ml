(* The smallest program: one line to standard output. *)
let () = print_endline "Hello from OCaml!"
