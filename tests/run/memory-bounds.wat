;; Loads and stores beyond the end trap, also if nobody wants the value, if only the last byte lies outside, if address and offset
;; add up to more than 32 bits, and in the reserve behind the memory's maximum.
;;! clang = true
;;! trap.1 = "out of bounds memory access"
;;! trap.2 = "out of bounds memory access"
;;! trap.3 = "out of bounds memory access"
;;! trap.4 = "out of bounds memory access"
;;! trap.5 = "out of bounds memory access"
;;! trap.6 = "out of bounds memory access"
;;! trap.7 = "out of bounds memory access"
;;! trap.8 = "out of bounds memory access"
;;! trap.9 = "out of bounds memory access"
;;! trap.10 = "out of bounds memory access"
;;! trap.11 = "out of bounds memory access"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (table $cases funcref (elem $fine $load $dropped $store $last_byte $wide_store $wrap $offset $far_offset $both $float $in_expression))
  (global $sink (mut i32) (i32.const 0))
  (func $load (global.set $sink (i32.load (i32.const 65536))))
  (func $dropped (drop (i32.load8_u (i32.const 65536))))
  (func $store (i32.store8 (i32.const 65536) (i32.const 1)))
  (func $last_byte (global.set $sink (i32.load (i32.const 65533))))
  (func $wide_store (i64.store (i32.const 65529) (i64.const 1)))
  ;; 0xffffffff + 1 is not 0.
  (func $wrap (global.set $sink (i32.load8_u offset=1 (i32.const -1))))
  (func $offset (global.set $sink (i32.load8_u offset=65536 (i32.const 0))))
  (func $far_offset (global.set $sink (i32.load8_u offset=0xffffffff (i32.const 0))))
  (func $both (i64.store offset=0xffffffff (i32.const -1) (i64.const 1)))
  (func $float (drop (f64.load (i32.const 65532))))
  (func $in_expression (local $x i32) (local.set $x (i32.mul (i32.load (i32.const -4)) (i32.const 0))))
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
    (i64.store (i32.const 65528) (i64.const 0x0102030405060708))
    (call $check (i32.const 1) (i32.eq (i32.load8_u (i32.const 65535)) (i32.const 1)))
    (call $check (i32.const 2) (i32.eq (i32.load offset=65532 (i32.const 0)) (i32.const 0x01020304)))
    (call $check (i32.const 3) (i32.eq (i32.load8_u offset=35535 (i32.const 30000)) (i32.const 1))))
  (func (export "_start") (call_indirect (type $action) (call $case))))
