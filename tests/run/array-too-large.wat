;; An array that cannot be had: the heap is exhausted, and the message names live size and limit. No wrap-around of the size.
;;! clang = true
;;! env.GC_OPTIONS = "maximum-heap-size=64m"
;;! trap.1 = "heap exhausted (live "
;;! trap.2 = "heap exhausted (live "
;;! trap.3 = "heap exhausted (live "
;;! trap.4 = "heap exhausted (live "
;;! trap.5 = "heap exhausted (live "
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (type $bytes (array (mut i8)))
  (type $refs (array (mut anyref)))
  (type $doubles (array (mut f64)))
  (table $cases funcref (elem $fine $bytes $refs $doubles $default $near))
  (func $fine (drop (array.new_default $bytes (i32.const 1000000))))
  (func $bytes (drop (array.new $bytes (i32.const 1) (i32.const -1))))
  (func $refs (drop (array.new $refs (ref.null any) (i32.const -1))))
  ;; 8 * 0x20000001 + 8 is 16 modulo 2^32.
  (func $doubles (drop (array.new $doubles (f64.const 1) (i32.const 0x20000001))))
  (func $default (drop (array.new_default $doubles (i32.const 0x20000000))))
  (func $near (drop (array.new_default $bytes (i32.const 67108864))))
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
