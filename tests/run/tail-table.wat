;; 10^7 tail calls through a table, of functions of two types.
;;! clang = true
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $one (func (param i32) (result i64)))
  (type $three (func (param i32 i64 f64) (result i64)))
  (table funcref (elem $one $three))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func $one (type $one)
    (if (i32.eqz (local.get 0)) (then (return (i64.const 11))))
    (return_call_indirect (type $three) (i32.sub (local.get 0) (i32.const 1)) (i64.const 5) (f64.const 0.5) (i32.const 1)))
  (func $three (type $three)
    (if (i32.eqz (local.get 0)) (then (return (i64.add (local.get 1) (i64.trunc_f64_s (f64.mul (local.get 2) (f64.const 4)))))))
    (return_call_indirect (type $one) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)))
  (func (export "_start")
    (call $check (i32.const 1) (i64.eq (call $one (i32.const 10000000)) (i64.const 11)))
    (call $check (i32.const 2) (i64.eq (call $one (i32.const 9999999)) (i64.const 7)))))
