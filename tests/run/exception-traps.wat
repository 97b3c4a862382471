;; A trap is no exception: catch_all does not see it.
;;! clang = true
;;! trap.1 = "unreachable"
;;! trap.2 = "integer divide by zero"
;;! trap.3 = "null reference"
;;! trap.4 = "out of bounds memory access"
;;! trap.5 = "call stack exhausted"
;;! trap.6 = "cast failure"
;;! env.WASTREL_STACK_SIZE = "4m"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (type $box (struct (field i32)))
  (global $null (mut (ref null $box)) (ref.null $box))
  (table $cases funcref (elem $fine $unreachable $divide $null $load $endless $cast))
  (func $fine)
  (func $unreachable (unreachable))
  (func $divide (drop (i32.div_u (i32.const 1) (i32.load (i32.const 1000)))))
  (func $null (drop (struct.get $box 0 (global.get $null))))
  (func $load (drop (i32.load (i32.const -1))))
  (func $endless (call $endless) (call $endless))
  (func $cast (drop (ref.cast (ref $box) (ref.i31 (i32.const 1)))))
  ;; The first argument, a number below 100; 0 without one.
  (func $case (result i32) (local $at i32)
    (drop (call $args_get (i32.const 0) (i32.const 64)))
    (local.set $at (i32.load (i32.const 4)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (if (result i32) (i32.load8_u offset=1 (local.get $at))
      (then (i32.add (i32.mul (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
                     (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48))))
      (else (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))))
  (func (export "_start")
    (block $h
      (try_table (catch_all $h) (call_indirect (type $action) (call $case)))
      (return))
    (call $proc_exit (i32.const 1))))
