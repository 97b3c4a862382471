;; Objects that are made by the first who wants them, in or after a loop: each round of an outer loop has its own, what they are filled with
;; stays alive until then, what was written to them at first is written by whoever makes them, if it fitted, and stays written.
;;! clang = true
;;! stress = 1
;;! trap.1 = "out of bounds array access"
;;! trap.2 = "out of bounds array access"
;;! trap.3 = "cast failure"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $pair (struct (field i64) (field i64)))
  (type $box (struct (field i64)))
  (type $cell (struct (field (mut i64))))
  (type $bytes (array (mut i8)))
  (type $longs (array (mut i64)))
  (type $boxes (array (mut (ref $box))))
  (func $check (param $number i32) (param $got i64) (param $wanted i64)
    (if (i64.ne (local.get $got) (local.get $wanted)) (then (call $proc_exit (local.get $number)))))
  (func $collect (drop (struct.new $box (i64.const 1))))
  (func $bit (param $mask i32) (param $at i32) (result i32)
    (i32.and (i32.shr_u (local.get $mask) (local.get $at)) (i32.const 1)))
  ;; Bits 0 to 7: which bytes are written; 8 to 11: after which rounds they are read.
  (func $bytes (param $mask i32) (result i64) (local $bytes (ref null $bytes)) (local $round i32) (local $i i32) (local $sum i32)
    (loop $rounds
      (local.set $bytes (array.new $bytes (i32.const 256) (i32.const 8)))
      (local.set $i (i32.const 0))
      (loop $next
        (if (call $bit (local.get $mask) (local.get $i))
          (then
            (call $collect)
            (array.set $bytes (local.get $bytes) (local.get $i)
              (i32.add (i32.add (array.get_u $bytes (local.get $bytes) (local.get $i)) (local.get $i)) (i32.const 1)))))
        (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 8))))
      (if (call $bit (local.get $mask) (i32.add (local.get $round) (i32.const 8)))
        (then
          (local.set $sum
            (i32.add (local.get $sum)
              (i32.add (array.get_u $bytes (local.get $bytes) (i32.const 0))
                (array.get_u $bytes (local.get $bytes) (i32.const 7)))))))
      (br_if $rounds (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 1))) (i32.const 4))))
    (i64.extend_i32_u (local.get $sum)))
  ;; Bits 0 to 2: which boxes are replaced; 3: whether they are read.
  (func $boxes (param $mask i32) (result i64) (local $boxes (ref null $boxes)) (local $i i32)
    (local.set $boxes (array.new $boxes (struct.new $box (i64.const 5)) (i32.const 3)))
    (call $collect)
    (loop $next
      (if (call $bit (local.get $mask) (local.get $i))
        (then
          (array.set $boxes (local.get $boxes) (local.get $i) (struct.new $box (i64.extend_i32_u (local.get $i))))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3))))
    (call $collect)
    (if (call $bit (local.get $mask) (i32.const 3))
      (then
        (return
          (i64.add (struct.get $box 0 (array.get $boxes (local.get $boxes) (i32.const 0)))
            (i64.add (struct.get $box 0 (array.get $boxes (local.get $boxes) (i32.const 1)))
              (struct.get $box 0 (array.get $boxes (local.get $boxes) (i32.const 2))))))))
    (i64.const -1))
  (func $sum (param $n i64) (param $wanted i32) (result i64) (local $cell (ref null $cell)) (local $i i64)
    (local.set $cell (struct.new_default $cell))
    (block $out
      (loop $next
        (br_if $out (i64.ge_u (local.get $i) (local.get $n)))
        (if (i32.wrap_i64 (i64.and (local.get $i) (i64.const 1)))
          (then
            (struct.set $cell 0 (local.get $cell)
              (i64.add (struct.get $cell 0 (local.get $cell)) (local.get $i)))
            (call $collect)))
        (local.set $i (i64.add (local.get $i) (i64.const 1)))
        (br $next)))
    (if (local.get $wanted) (then (return (struct.get $cell 0 (local.get $cell)))))
    (i64.const -1))
  ;; 3 at 0 and, last, $x at 1. Bits 0 to 3: which others are written; 4: whether they are read in a loop; 5: whether one is read.
  (func $first (param $n i32) (param $x i64) (param $mask i32) (result i64)
    (local $longs (ref null $longs)) (local $i i32) (local $sum i64)
    (local.set $longs (array.new $longs (i64.const 100) (local.get $n)))
    (array.set $longs (local.get $longs) (i32.const 0) (i64.const 3))
    (array.set $longs (local.get $longs) (i32.const 1) (i64.const 4))
    (array.set $longs (local.get $longs) (i32.const 1) (local.get $x))
    (call $collect)
    (local.set $x (i64.const 77))
    (loop $next
      (if (call $bit (local.get $mask) (local.get $i))
        (then
          (array.set $longs (local.get $longs) (i32.add (local.get $i) (i32.const 2)) (i64.extend_i32_u (local.get $i)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4))))
    (if (call $bit (local.get $mask) (i32.const 4))
      (then
        (local.set $i (i32.const 0))
        (loop $next
          (local.set $sum (i64.add (local.get $sum) (array.get $longs (local.get $longs) (local.get $i))))
          (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
        (return (local.get $sum))))
    (if (call $bit (local.get $mask) (i32.const 5))
      (then (return (array.get $longs (local.get $longs) (i32.const 1)))))
    (local.get $x))
  ;; What is to be written is no pair: that comes before it does not fit.
  (func $not-a-pair (param $x (ref null struct)) (param $n i32) (result i64) (local $longs (ref null $longs))
    (local.set $longs (array.new $longs (i64.const 100) (local.get $n)))
    (array.set $longs (local.get $longs) (i32.const 3) (struct.get $pair 1 (ref.cast (ref $pair) (local.get $x))))
    (if (local.get $n) (then (return (array.get $longs (local.get $longs) (i32.const 3)))))
    (i64.const 1))
  (func (export "_start") (local $case i32)
    (drop (call $args_get (i32.const 0) (i32.const 64)))
    (local.set $case (i32.sub (i32.load8_u (i32.load (i32.const 4))) (i32.const 48)))
    (if (i32.eq (local.get $case) (i32.const 1)) (then (drop (call $first (i32.const 1) (i64.const 9) (i32.const 0)))))
    (if (i32.eq (local.get $case) (i32.const 2)) (then (drop (call $first (i32.const 2) (i64.const 9) (i32.const 1)))))
    (if (i32.eq (local.get $case) (i32.const 3))
      (then (drop (call $not-a-pair (struct.new $box (i64.const 1)) (i32.const 0)))))
    (call $check (i32.const 13) (call $first (i32.const 6) (i64.const 9) (i32.const 0)) (i64.const 77))
    (call $check (i32.const 14) (call $first (i32.const 6) (i64.const 9) (i32.const 0x20)) (i64.const 9))
    (call $check (i32.const 15) (call $first (i32.const 6) (i64.const 9) (i32.const 0x10)) (i64.const 412))
    (call $check (i32.const 16) (call $first (i32.const 6) (i64.const 9) (i32.const 0x1a)) (i64.const 216))
    (call $check (i32.const 17) (call $first (i32.const 2) (i64.const 9) (i32.const 0x20)) (i64.const 9))
    (call $check (i32.const 18) (call $not-a-pair (struct.new $pair (i64.const 1) (i64.const 2)) (i32.const 5)) (i64.const 2))
    (call $check (i32.const 1) (call $bytes (i32.const 0x000)) (i64.const 0))
    (call $check (i32.const 2) (call $bytes (i32.const 0xf00)) (i64.const 0))
    (call $check (i32.const 3) (call $bytes (i32.const 0xb81)) (i64.const 27))
    (call $check (i32.const 4) (call $bytes (i32.const 0x4ff)) (i64.const 9))
    (call $check (i32.const 5) (call $boxes (i32.const 0)) (i64.const -1))
    (call $check (i32.const 6) (call $boxes (i32.const 8)) (i64.const 15))
    (call $check (i32.const 7) (call $boxes (i32.const 10)) (i64.const 11))
    (call $check (i32.const 8) (call $boxes (i32.const 7)) (i64.const -1))
    (call $check (i32.const 9) (call $boxes (i32.const 15)) (i64.const 3))
    (call $check (i32.const 10) (call $sum (i64.const 0) (i32.const 1)) (i64.const 0))
    (call $check (i32.const 11) (call $sum (i64.const 6) (i32.const 1)) (i64.const 9))
    (call $check (i32.const 12) (call $sum (i64.const 6) (i32.const 0)) (i64.const -1))))
