(* Sorting int arrays in place by three own sorts and the library's; binary search in the result. *)
let size = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 220000

let generate size =
  let seed = ref 1 in
  Array.init size (fun _ ->
      seed := ((!seed * 1664525) + 1013904223) land 0x3FFFFFFF;
      !seed lsr 4)

let swap a i j =
  let saved = a.(i) in
  a.(i) <- a.(j);
  a.(j) <- saved

let rec quicksort a low high =
  if high - low < 12 then
    for i = low + 1 to high do
      let value = a.(i) and j = ref (i - 1) in
      while !j >= low && a.(!j) > value do
        a.(!j + 1) <- a.(!j);
        decr j
      done;
      a.(!j + 1) <- value
    done
  else begin
    let middle = (low + high) / 2 in
    if a.(middle) < a.(low) then swap a middle low;
    if a.(high) < a.(low) then swap a high low;
    if a.(high) < a.(middle) then swap a high middle;
    let pivot = a.(middle) and i = ref low and j = ref high in
    while !i <= !j do
      while a.(!i) < pivot do incr i done;
      while a.(!j) > pivot do decr j done;
      if !i <= !j then begin
        swap a !i !j;
        incr i;
        decr j
      end
    done;
    quicksort a low !j;
    quicksort a !i high
  end

let heapsort a =
  let rec sink root limit =
    let child = (2 * root) + 1 in
    if child < limit then begin
      let child = if child + 1 < limit && a.(child + 1) > a.(child) then child + 1 else child in
      if a.(child) > a.(root) then begin
        swap a child root;
        sink child limit
      end
    end
  in
  let length = Array.length a in
  for root = (length / 2) - 1 downto 0 do
    sink root length
  done;
  for last = length - 1 downto 1 do
    swap a 0 last;
    sink 0 last
  done

(* Least significant digit first, 10 bits at a time. *)
let radix a =
  let from = ref a and target = ref (Array.make (Array.length a) 0) in
  for digit = 0 to 2 do
    let key x = (x lsr (10 * digit)) land 1023 in
    let starts = Array.make 1025 0 in
    Array.iter (fun x -> starts.(key x + 1) <- starts.(key x + 1) + 1) !from;
    for k = 1 to 1024 do
      starts.(k) <- starts.(k) + starts.(k - 1)
    done;
    Array.iter
      (fun x ->
        let k = key x in
        !target.(starts.(k)) <- x;
        starts.(k) <- starts.(k) + 1)
      !from;
    let saved = !from in
    from := !target;
    target := saved
  done;
  !from

let search a wanted =
  let rec go low high =
    if low > high then -1
    else
      let middle = (low + high) / 2 in
      if a.(middle) = wanted then middle else if a.(middle) < wanted then go (middle + 1) high else go low (middle - 1)
  in
  go 0 (Array.length a - 1)

let checksum a =
  let sum = ref 0 in
  Array.iter (fun x -> sum := ((!sum * 31) + x) land 0x3FFFFFF) a;
  !sum

let is_sorted a =
  let rec go i = i >= Array.length a || (a.(i - 1) <= a.(i) && go (i + 1)) in
  go 1

let () =
  let original = generate size in
  let a = Array.copy original and b = Array.sub original 0 (size / 2) and d = Array.sub original 0 (size / 4) in
  let expected_half = Array.copy b in
  quicksort a 0 (size - 1);
  heapsort b;
  quicksort expected_half 0 ((size / 2) - 1);
  let c = radix (Array.copy original) in
  Array.stable_sort (fun (x : int) y -> compare x y) d;
  Printf.printf "unsorted %d\n" (checksum original);
  Printf.printf "quicksort %b %d\n" (is_sorted a) (checksum a);
  Printf.printf "heapsort %b %b\n" (is_sorted b) (b = expected_half);
  Printf.printf "radix %b\n" (c = a);
  Printf.printf "stable_sort %b %d\n" (is_sorted d) (checksum d);
  let hits = ref 0 in
  Array.iter (fun x -> if search a x >= 0 then incr hits) original;
  for x = 0 to 999 do
    if search a (x * 1013) >= 0 then incr hits
  done;
  Printf.printf "search %d\n" !hits
