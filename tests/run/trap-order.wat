;; Of two possible traps the first one strikes.
;;! clang = true
;;! trap.1 = "integer divide by zero"
;;! trap.2 = "unreachable"
;;! trap.3 = "null reference"
;;! trap.4 = "integer divide by zero"
;;! trap.5 = "out of bounds memory access"
;;! trap.6 = "integer overflow"
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $cell (struct (field $value (mut i32))))
  (type $action (func))
  (table $cases funcref (elem $fine $div_then_null $unreachable_then_div $null_then_div $div_then_load $load_then_div $trunc_then_div))
  (global $none (mut (ref null $cell)) (ref.null $cell))
  (global $zero (mut i32) (i32.const 0))
  (func $fine)
  (func $div_then_null
    (drop (i32.add (i32.div_s (i32.const 1) (global.get $zero)) (struct.get $cell $value (global.get $none)))))
  (func $stop (result i32) (unreachable))
  (func $unreachable_then_div (drop (i32.add (call $stop) (i32.div_s (i32.const 1) (global.get $zero)))))
  (func $null_then_div
    (drop (i32.add (struct.get $cell $value (global.get $none)) (i32.div_s (i32.const 1) (global.get $zero)))))
  (func $div_then_load (drop (i32.add (i32.rem_u (i32.const 1) (global.get $zero)) (i32.load (i32.const -1)))))
  (func $load_then_div (drop (i32.add (i32.load (i32.const -1)) (i32.rem_u (i32.const 1) (global.get $zero)))))
  (func $trunc_then_div
    (drop (i32.add (i32.trunc_f64_s (f64.const 1e10)) (i32.rem_u (i32.const 1) (global.get $zero)))))
  ;; The first argument, a number below 100; 0 without one.
  (func $case (result i32) (local $at i32)
    (drop (call $args_get (i32.const 0) (i32.const 64)))
    (local.set $at (i32.load (i32.const 4)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (if (result i32) (i32.load8_u offset=1 (local.get $at))
      (then (i32.add (i32.mul (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
                     (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48))))
      (else (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))))
  (func (export "_start") (call_indirect (type $action) (call $case))))
