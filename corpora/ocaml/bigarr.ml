(* Bigarray: several kinds and layouts, a heat equation on a plane, slices, blits, bounds.
   Two things are left out because wasm_of_ocaml 6.4.1 itself gets them wrong: Genarray.get and set with an index
   array, and a blit between overlapping parts. *)
open Bigarray

let size = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 400

let heat size rounds =
  let make () =
    let plane = Array2.create float64 c_layout size size in
    Array2.fill plane 0.0;
    plane
  in
  let now = ref (make ()) and next = ref (make ()) in
  for i = 0 to size - 1 do
    !now.{0, i} <- 100.0;
    !next.{0, i} <- 100.0
  done;
  for _ = 1 to rounds do
    let a = !now and b = !next in
    for i = 1 to size - 2 do
      for j = 1 to size - 2 do
        b.{i, j} <- 0.25 *. (a.{i - 1, j} +. a.{i + 1, j} +. a.{i, j - 1} +. a.{i, j + 1})
      done
    done;
    now := b;
    next := a
  done;
  let sum = ref 0.0 in
  for i = 0 to size - 1 do
    for j = 0 to size - 1 do
      sum := !sum +. !now.{i, j}
    done
  done;
  !sum

let bytes count =
  let a = Array1.create int8_unsigned c_layout count and checksum = ref 0 in
  for i = 0 to count - 1 do
    a.{i} <- i * 37
  done;
  for i = 1 to count - 1 do
    a.{i} <- a.{i} lxor a.{i - 1};
    checksum := ((!checksum * 3) + a.{i}) land 0xFFFFFF
  done;
  !checksum

let words count =
  let a = Array1.create int32 c_layout count in
  for i = 0 to count - 1 do
    a.{i} <- Int32.mul (Int32.of_int i) 0x01000193l
  done;
  let sum = ref 0l in
  for i = 0 to count - 1 do
    sum := Int32.add !sum a.{i}
  done;
  !sum

let fortran () =
  let a = Array2.create int16_signed fortran_layout 3 4 in
  for i = 1 to 3 do
    for j = 1 to 4 do
      a.{i, j} <- (i * 10000) + (j * 7000)
    done
  done;
  let column = Array2.slice_right a 3 in
  Array1.fill column 5;
  String.concat " " (List.concat_map (fun i -> List.map (fun j -> string_of_int a.{i, j}) [ 1; 2; 3; 4 ]) [ 1; 2; 3 ])

let () =
  Printf.printf "heat %.6f\n" (heat size size);
  Printf.printf "bytes %d\n" (bytes (size * size * 20));
  Printf.printf "words %ld\n" (words (size * size * 20));
  Printf.printf "fortran %s\n" (fortran ());
  let source = Array1.of_array float32 c_layout (Array.init 10 (fun i -> 0.1 *. float_of_int i)) in
  let middle = Array1.sub source 0 5 in
  Array1.blit (Array1.sub source 5 5) middle;
  Printf.printf "blit %s\n" (String.concat " " (List.init 10 (fun i -> Printf.sprintf "%.3f" source.{i})));
  let cube = Array3.create int c_layout 4 5 6 in
  for i = 0 to 3 do
    for j = 0 to 4 do
      for k = 0 to 5 do
        cube.{i, j, k} <- (i * 100) + (j * 10) + k
      done
    done
  done;
  let row = Array2.slice_left (Array3.slice_left_2 cube 2) 3 in
  Printf.printf "slice %d %d, dims %d %d %d\n" row.{0} row.{5} (Array3.dim1 cube) (Array3.dim2 cube) (Array3.dim3 cube);
  let longs = Array1.of_array int64 c_layout [| 1L; -1L; Int64.max_int |] in
  Printf.printf "longs %Ld %Lx %Ld\n" longs.{0} longs.{1} longs.{2};
  let complex = Array1.create complex64 c_layout 2 in
  complex.{1} <- { Complex.re = 3.0; im = -4.0 };
  Printf.printf "complex %.1f\n" (Complex.norm complex.{1});
  let general = Genarray.create char c_layout [| 2; 3 |] in
  Genarray.fill general 'q';
  Printf.printf "general %d %c %d\n" (Genarray.num_dims general) (array2_of_genarray general).{1, 2} (Genarray.size_in_bytes general);
  Printf.printf "compare %d, equal %b\n" (compare source (Array1.sub source 0 10)) (longs = Array1.of_array int64 c_layout [| 1L |]);
  match source.{size + 10} with
  | value -> Printf.printf "out of bounds: %f\n" value
  | exception Invalid_argument message -> print_endline message
