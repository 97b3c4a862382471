;; Floats to integers: truncation within the range, also at its very ends, and traps outside.
;;! clang = true
;;! trap.1 = "invalid conversion to integer"
;;! trap.2 = "integer overflow"
;;! trap.3 = "integer overflow"
;;! trap.4 = "integer overflow"
;;! trap.5 = "integer overflow"
;;! trap.6 = "integer overflow"
;;! trap.7 = "integer overflow"
;;! trap.8 = "integer overflow"
;;! trap.9 = "integer overflow"
;;! trap.10 = "invalid conversion to integer"
;;! trap.11 = "integer overflow"
;;! trap.12 = "integer overflow"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (table $cases funcref (elem $fine $nan $over32 $under32 $over32u $under32u $over64 $under64 $over64u $infinite $nan_f32 $over_f32 $constant))
  (func $i32_s (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
  (func $i32_u (param f64) (result i32) (i32.trunc_f64_u (local.get 0)))
  (func $i64_s (param f64) (result i64) (i64.trunc_f64_s (local.get 0)))
  (func $i64_u (param f64) (result i64) (i64.trunc_f64_u (local.get 0)))
  (func $i32_s_f32 (param f32) (result i32) (i32.trunc_f32_s (local.get 0)))
  (func $i64_u_f32 (param f32) (result i64) (i64.trunc_f32_u (local.get 0)))
  (func $nan (drop (call $i32_s (f64.const nan))))
  (func $over32 (drop (call $i32_s (f64.const 2147483648))))
  (func $under32 (drop (call $i32_s (f64.const -2147483649))))
  (func $over32u (drop (call $i32_u (f64.const 4294967296))))
  (func $under32u (drop (call $i32_u (f64.const -1))))
  (func $over64 (drop (call $i64_s (f64.const 9223372036854775808))))
  (func $under64 (drop (call $i64_s (f64.const -9223372036854777856))))
  (func $over64u (drop (call $i64_u (f64.const 18446744073709551616))))
  (func $infinite (drop (call $i64_u (f64.const inf))))
  (func $nan_f32 (drop (call $i32_s_f32 (f32.const -nan:0x200000))))
  (func $over_f32 (drop (call $i32_s_f32 (f32.const 2147483648))))
  (func $constant (drop (i32.trunc_f32_u (f32.const -1))))
  ;; The first argument, a number below 100; 0 without one.
  (func $case (result i32) (local $at i32)
    (drop (call $args_get (i32.const 0) (i32.const 64)))
    (local.set $at (i32.load (i32.const 4)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (if (result i32) (i32.load8_u offset=1 (local.get $at))
      (then (i32.add (i32.mul (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
                     (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48))))
      (else (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func $fine
    (call $check (i32.const 1) (i32.eq (call $i32_s (f64.const -2147483648.9)) (i32.const 0x80000000)))
    (call $check (i32.const 2) (i32.eq (call $i32_s (f64.const 2147483647.9)) (i32.const 0x7fffffff)))
    (call $check (i32.const 3) (i32.eqz (call $i32_s (f64.const -0.9))))
    (call $check (i32.const 4) (i32.eq (call $i32_u (f64.const 4294967295.9)) (i32.const -1)))
    (call $check (i32.const 5) (i32.eqz (call $i32_u (f64.const -0.9))))
    (call $check (i32.const 6) (i64.eq (call $i64_s (f64.const -9223372036854775808)) (i64.const 0x8000000000000000)))
    (call $check (i32.const 7) (i64.eq (call $i64_s (f64.const 9223372036854774784)) (i64.const 9223372036854774784)))
    (call $check (i32.const 8) (i64.eq (call $i64_u (f64.const 18446744073709549568)) (i64.const -2048)))
    (call $check (i32.const 9) (i64.eq (call $i64_u (f64.const 9223372036854775808)) (i64.const 0x8000000000000000)))
    (call $check (i32.const 10) (i32.eq (call $i32_s_f32 (f32.const -2147483648)) (i32.const 0x80000000)))
    (call $check (i32.const 11) (i64.eq (call $i64_u_f32 (f32.const 18446742974197923840)) (i64.const 0xffffff0000000000))))
  (func (export "_start") (call_indirect (type $action) (call $case))))
