;; 64-bit arithmetic: wrapping, division, remainders, comparisons.
;;! clang = true
;;! trap.1 = "integer divide by zero"
;;! trap.2 = "integer divide by zero"
;;! trap.3 = "integer divide by zero"
;;! trap.4 = "integer divide by zero"
;;! trap.5 = "integer overflow"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $binary (func (param i64 i64) (result i64)))
  (type $compare (func (param i64 i64) (result i32)))
  (type $action (func))

  (func $add (type $binary) (i64.add (local.get 0) (local.get 1)))
  (func $sub (type $binary) (i64.sub (local.get 0) (local.get 1)))
  (func $mul (type $binary) (i64.mul (local.get 0) (local.get 1)))
  (func $div_s (type $binary) (i64.div_s (local.get 0) (local.get 1)))
  (func $div_u (type $binary) (i64.div_u (local.get 0) (local.get 1)))
  (func $rem_s (type $binary) (i64.rem_s (local.get 0) (local.get 1)))
  (func $rem_u (type $binary) (i64.rem_u (local.get 0) (local.get 1)))
  (func $lt_s (type $compare) (i64.lt_s (local.get 0) (local.get 1)))
  (func $lt_u (type $compare) (i64.lt_u (local.get 0) (local.get 1)))
  (func $ge_s (type $compare) (i64.ge_s (local.get 0) (local.get 1)))
  (func $gt_u (type $compare) (i64.gt_u (local.get 0) (local.get 1)))
  (func $eq (type $compare) (i64.eq (local.get 0) (local.get 1)))
  (elem declare func $add $sub $mul $div_s $div_u $rem_s $rem_u $lt_s $lt_u $ge_s $gt_u $eq)

  (table $cases funcref (elem $fine $zero_div_s $zero_div_u $zero_rem_s $zero_rem_u $overflow))
  (func $zero_div_s (drop (call $div_s (i64.const 1) (i64.const 0))))
  (func $zero_div_u (drop (call $div_u (i64.const 1) (i64.const 0))))
  (func $zero_rem_s (drop (call $rem_s (i64.const 1) (i64.const 0))))
  (func $zero_rem_u (drop (call $rem_u (i64.const 1) (i64.const 0))))
  (func $overflow (drop (call $div_s (i64.const 0x8000000000000000) (i64.const -1))))

  ;; The first argument, a number below 100; 0 without one.
  (func $case (result i32) (local $at i32)
    (drop (call $args_get (i32.const 0) (i32.const 64)))
    (local.set $at (i32.load (i32.const 4)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (if (result i32) (i32.load8_u offset=1 (local.get $at))
      (then (i32.add (i32.mul (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
                     (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48))))
      (else (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))))
  (func $check (param $number i32) (param $f (ref $binary)) (param $a i64) (param $b i64) (param $want i64)
    (if (i64.ne (call_ref $binary (local.get $a) (local.get $b) (local.get $f)) (local.get $want))
      (then (call $proc_exit (local.get $number)))))
  (func $holds (param $number i32) (param $f (ref $compare)) (param $a i64) (param $b i64) (param $want i32)
    (if (i32.ne (call_ref $compare (local.get $a) (local.get $b) (local.get $f)) (local.get $want))
      (then (call $proc_exit (local.get $number)))))

  (func $fine
    (call $check (i32.const 1) (ref.func $add) (i64.const 0x7fffffffffffffff) (i64.const 1) (i64.const 0x8000000000000000))
    (call $check (i32.const 2) (ref.func $sub) (i64.const 0x100000000) (i64.const 1) (i64.const 0xffffffff))
    (call $check (i32.const 3) (ref.func $mul) (i64.const 0x100000001) (i64.const 0x100000001) (i64.const 0x200000001))
    (call $check (i32.const 4) (ref.func $mul) (i64.const 0x8000000000000000) (i64.const -1) (i64.const 0x8000000000000000))
    (call $check (i32.const 5) (ref.func $div_s) (i64.const -7) (i64.const 2) (i64.const -3))
    (call $check (i32.const 6) (ref.func $div_u) (i64.const -1) (i64.const 10) (i64.const 1844674407370955161))
    (call $check (i32.const 7) (ref.func $rem_s) (i64.const 0x8000000000000000) (i64.const -1) (i64.const 0))
    (call $check (i32.const 8) (ref.func $rem_s) (i64.const -7) (i64.const 2) (i64.const -1))
    (call $check (i32.const 9) (ref.func $rem_u) (i64.const -1) (i64.const 10) (i64.const 5))
    (call $holds (i32.const 10) (ref.func $lt_s) (i64.const -1) (i64.const 0) (i32.const 1))
    (call $holds (i32.const 11) (ref.func $lt_u) (i64.const -1) (i64.const 0) (i32.const 0))
    (call $holds (i32.const 12) (ref.func $ge_s) (i64.const 0x8000000000000000) (i64.const 0x7fffffffffffffff) (i32.const 0))
    (call $holds (i32.const 13) (ref.func $gt_u) (i64.const 0x8000000000000000) (i64.const 0x7fffffffffffffff) (i32.const 1))
    (call $holds (i32.const 14) (ref.func $eq) (i64.const 0x100000000) (i64.const 0) (i32.const 0))
    (if (i64.eqz (i64.const 0x100000000)) (then (call $proc_exit (i32.const 15)))))

  (func (export "_start") (call_indirect (type $action) (call $case))))
