;; 31 bits: what is above is lost, the sign is bit 30, equal numbers are equal references.
;;! clang = true
;;! trap.1 = "null i31 reference"
;;! trap.2 = "null i31 reference"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (table $cases funcref (elem $fine $null_s $null_u))
  (global $null (mut i31ref) (ref.null i31))
  (func $null_s (drop (i31.get_s (global.get $null))))
  (func $null_u (drop (i31.get_u (global.get $null))))
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
    (call $check (i32.const 1) (i32.eq (i31.get_s (ref.i31 (i32.const -1))) (i32.const -1)))
    (call $check (i32.const 2) (i32.eq (i31.get_u (ref.i31 (i32.const -1))) (i32.const 0x7fffffff)))
    (call $check (i32.const 3) (i32.eq (i31.get_s (ref.i31 (i32.const 0x40000000))) (i32.const -0x40000000)))
    (call $check (i32.const 4) (i32.eq (i31.get_u (ref.i31 (i32.const 0x40000000))) (i32.const 0x40000000)))
    (call $check (i32.const 5) (i32.eq (i31.get_s (ref.i31 (i32.const 0x3fffffff))) (i32.const 0x3fffffff)))
    (call $check (i32.const 6) (i32.eqz (i31.get_u (ref.i31 (i32.const 0x80000000)))))
    (call $check (i32.const 7) (ref.eq (ref.i31 (i32.const 0x80000005)) (ref.i31 (i32.const 5))))
    (call $check (i32.const 8) (ref.eq (ref.i31 (i32.const -1)) (ref.i31 (i32.const 0x7fffffff))))
    (call $check (i32.const 9) (i32.eqz (ref.eq (ref.i31 (i32.const 1)) (ref.i31 (i32.const 2)))))
    (call $check (i32.const 10) (i32.eqz (ref.eq (ref.i31 (i32.const 0)) (ref.null i31))))
    (global.set $null (ref.i31 (i32.const 3)))
    (call $check (i32.const 11) (i32.eq (i31.get_s (global.get $null)) (i32.const 3))))
  (func (export "_start") (call_indirect (type $action) (call $case))))
