(* Int64 and Int32: generators, hashes, multiplication by parts, division, shifts, conversions, overflow. *)
let rounds = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 50000000

let ( +% ) = Int64.add
let ( -% ) = Int64.sub
let ( *% ) = Int64.mul
let ( ^% ) = Int64.logxor
let ( &% ) = Int64.logand
let ( |% ) = Int64.logor
let ( <<% ) = Int64.shift_left
let ( >>% ) = Int64.shift_right_logical
let rotate x k = (x <<% k) |% (x >>% (64 - k))

(* A xorshift generator with a multiplicative finish. *)
let shift_loop rounds =
  let state = ref 0x9E3779B97F4A7C15L and sum = ref 0L in
  for _ = 1 to rounds do
    let x = !state in
    let x = x ^% (x <<% 13) in
    let x = x ^% (x >>% 7) in
    let x = x ^% (x <<% 17) in
    state := x;
    sum := !sum +% (x *% 0x2545F4914F6CDD1DL)
  done;
  !sum

let fnv text =
  let hash = ref 0xCBF29CE484222325L in
  String.iter (fun c -> hash := (!hash ^% Int64.of_int (Char.code c)) *% 0x100000001B3L) text;
  !hash

(* The high half of the 128-bit product of two unsigned numbers. *)
let high_product a b =
  let low x = x &% 0xFFFFFFFFL and high x = x >>% 32 in
  let ll = low a *% low b and lh = low a *% high b and hl = high a *% low b in
  let middle = high ll +% low lh +% low hl in
  (high a *% high b) +% high lh +% high hl +% high middle

let rec power base exponent modulus =
  if exponent = 0L then 1L
  else
    let half = power (Int64.rem (base *% base) modulus) (exponent >>% 1) modulus in
    if exponent &% 1L = 1L then Int64.rem (half *% base) modulus else half

let mix32 rounds =
  let h = ref 0x12345678l in
  for i = 1 to rounds do
    let x = Int32.logxor !h (Int32.of_int (i land 0xFFFF)) in
    let x = Int32.mul x 0x5BD1E995l in
    h := Int32.logxor x (Int32.shift_right_logical x 15)
  done;
  !h

let () =
  Printf.printf "shift %Lx\n" (shift_loop rounds);
  let hash = ref 0L in
  for i = 1 to rounds / 50 do
    hash := rotate !hash 5 ^% fnv (string_of_int i)
  done;
  Printf.printf "fnv %Lx\n" !hash;
  let product = ref 0x0123456789ABCDEFL in
  for i = 1 to rounds / 10 do
    product := high_product (!product |% 0x4000000000000001L) (rotate !product 29 +% Int64.of_int i)
  done;
  Printf.printf "product %Lx\n" !product;
  Printf.printf "power %Ld\n" (power 3L 1000000006L 1000000007L);
  let total = ref 0L in
  for i = 1 to rounds / 100 do
    let i = Int64.of_int i in
    total := !total +% (if Int64.rem i 3L = 0L then Int64.div 1000000000000L i else Int64.neg i)
  done;
  Printf.printf "divisions %Ld\n" !total;
  Printf.printf "int32 %lx\n" (mix32 rounds);
  Printf.printf "limits %Ld %Ld %Lu %ld\n" Int64.max_int (Int64.max_int +% 1L) (-1L) (Int32.add Int32.max_int 1l);
  Printf.printf "convert %Ld %.1f %d %ld\n" (Int64.of_float (-1e15)) (Int64.to_float 4611686018427387904L)
    (Int64.to_int (Int64.neg 77L)) (Int64.to_int32 0x1_8000_0001L);
  Printf.printf "bits %Lx %.3f %lx\n" (Int64.bits_of_float (-2.5)) (Int64.float_of_bits 0x400921FB54442D18L)
    (Int32.bits_of_float 1.5);
  Printf.printf "parse %Ld %Lx %Ld\n" (Int64.of_string "-9223372036854775808") (Int64.of_string "0xDEADBEEFCAFE")
    (Int64.of_string "0b1011");
  Printf.printf "order %d %d %b %b\n" (compare (-1L) 1L) (Int64.unsigned_compare (-1L) 1L) (max 3L 4L = 4L)
    (Int64.equal (5L -% 5L) 0L);
  match Int64.div 1L (Int64.of_string "0") with
  | _ -> print_endline "divided by zero"
  | exception Division_by_zero -> print_endline "Division_by_zero"
