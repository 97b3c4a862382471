;; 10^8 tail calls through references.
;;! clang = true
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $step (func (param i32 (ref null $step)) (result i32)))
  (elem declare func $a $b)
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func $a (type $step)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
    (return_call_ref $step (i32.sub (local.get 0) (i32.const 1)) (ref.func $a) (local.get 1)))
  (func $b (type $step)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 2))))
    (return_call_ref $step (i32.sub (local.get 0) (i32.const 1)) (ref.func $b) (local.get 1)))
  (func (export "_start")
    (call $check (i32.const 1) (i32.eq (call $a (i32.const 100000000) (ref.func $b)) (i32.const 1)))
    (call $check (i32.const 2) (i32.eq (call $a (i32.const 99999999) (ref.func $b)) (i32.const 2)))))
