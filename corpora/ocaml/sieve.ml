(* Sieves with bool arrays, bytes and a bit set; sums, gaps and twins of the primes found. *)
let limit = if Array.length Sys.argv > 1 then int_of_string Sys.argv.(1) else 12000000

let with_array limit =
  let composite = Array.make (limit + 1) false in
  let n = ref 2 in
  while !n * !n <= limit do
    if not composite.(!n) then begin
      let multiple = ref (!n * !n) in
      while !multiple <= limit do
        composite.(!multiple) <- true;
        multiple := !multiple + !n
      done
    end;
    incr n
  done;
  fun n -> not composite.(n)

let with_bytes limit =
  let composite = Bytes.make (limit + 1) '\000' in
  let n = ref 2 in
  while !n * !n <= limit do
    if Bytes.get composite !n = '\000' then begin
      let multiple = ref (!n * !n) in
      while !multiple <= limit do
        Bytes.set composite !multiple '\001';
        multiple := !multiple + !n
      done
    end;
    incr n
  done;
  fun n -> Bytes.get composite n = '\000'

(* Odd numbers only, one bit each. *)
let with_bits limit =
  let bits = Bytes.make ((limit / 16) + 1) '\000' in
  let test n = Char.code (Bytes.get bits (n lsr 4)) land (1 lsl ((n lsr 1) land 7)) <> 0 in
  let set n =
    let byte = n lsr 4 in
    Bytes.set bits byte (Char.chr (Char.code (Bytes.get bits byte) lor (1 lsl ((n lsr 1) land 7))))
  in
  let n = ref 3 in
  while !n * !n <= limit do
    if not (test !n) then begin
      let multiple = ref (!n * !n) in
      while !multiple <= limit do
        set !multiple;
        multiple := !multiple + (2 * !n)
      done
    end;
    n := !n + 2
  done;
  fun n -> n = 2 || (n land 1 = 1 && not (test n))

let report name is_prime limit =
  let count = ref 0 and sum = ref 0 and previous = ref 2 and gap = ref 0 and twins = ref 0 in
  for n = 2 to limit do
    if is_prime n then begin
      incr count;
      sum := (!sum + n) land 0x3FFFFFF;
      if n - !previous > !gap then gap := n - !previous;
      if n - !previous = 2 then incr twins;
      previous := n
    end
  done;
  Printf.printf "%s: %d primes up to %d, last %d, sum %d, widest gap %d, %d twins\n" name !count limit !previous !sum !gap !twins

let () =
  report "array" (with_array limit) limit;
  report "bytes" (with_bytes limit) limit;
  report "bits" (with_bits limit) limit
