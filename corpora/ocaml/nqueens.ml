(* Counts the placements of n queens with lists only: recursion, cons cells, no arrays. *)
let size = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 12

let rec safe column distance = function
  | [] -> true
  | queen :: rest ->
    queen <> column && abs (queen - column) <> distance && safe column (distance + 1) rest

let rec range low high = if low > high then [] else low :: range (low + 1) high

let rec place columns row placed (count, checksum, first) =
  if row = 0 then
    let weight = List.fold_left (fun sum queen -> ((sum * 7) + queen) land 0xFFFFFF) 0 placed in
    let first = match first with None -> Some placed | found -> found in
    (count + 1, (checksum + weight) land 0xFFFFFF, first)
  else
    List.fold_left
      (fun state column ->
        if safe column 1 placed then place columns (row - 1) (column :: placed) state else state)
      (count, checksum, first) columns

let () =
  for n = 4 to size do
    let count, checksum, first = place (range 1 n) n [] (0, 0, None) in
    let shown =
      match first with
      | None -> "none"
      | Some queens -> String.concat "," (List.map string_of_int queens)
    in
    Printf.printf "%2d queens: %d placements, checksum %d, first %s\n" n count checksum shown
  done
