;; A function that nobody provides traps when it is called, and not before; it says who it is.
;;! trap.1 = "unknown import `env.caml\\x0a_\"foo\"` called"
;;! trap.2 = "unknown import `env.caml\\x0a_\"foo\"` called"
;;! trap.3 = "unknown import `wasi_snapshot_preview1.fd_wriet` called"
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "env" "caml\n_\"foo\"" (func $foo (param i32 f64 anyref) (result i64)))
  (import "wasi_snapshot_preview1" "fd_wriet" (func $misspelt))
  (memory (export "memory") 1)
  (type $action (func))
  (type $foo (func (param i32 f64 anyref) (result i64)))
  (elem declare func $foo)
  (table $cases funcref (elem $fine $direct $by_reference $misspelt_call))
  (func $fine)
  (func $direct (drop (call $foo (i32.const 1) (f64.const 2) (ref.null any))))
  (func $by_reference (drop (call_ref $foo (i32.const 1) (f64.const 2) (ref.null any) (ref.func $foo))))
  (func $misspelt_call (call $misspelt))
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
