;; 10^6 tail calls that pass vectors in registers, in memory and half in each, permuted on the way.
;;! clang = true
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (func $next (param $n i32) (param $x f32) (param $a v128) (param $b v128) (param $c v128) (result v128 f32 v128)
    (if (i32.eqz (local.get $n)) (then (return (local.get $a) (local.get $x) (local.get $c))))
    (return_call $next (i32.sub (local.get $n) (i32.const 1)) (f32.add (local.get $x) (f32.const 1))
      (local.get $b) (local.get $c) (i32x4.add (local.get $a) (v128.const i32x4 0 0 0 1))))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func (export "_start") (local $a v128) (local $x f32) (local $c v128)
    (call $next (i32.const 1000001) (f32.const 0) (v128.const i32x4 1 2 3 0) (v128.const i32x4 4 5 6 0)
      (v128.const i32x4 7 8 9 0))
    local.set $c local.set $x local.set $a
    (call $check (i32.const 1) (f32.eq (local.get $x) (f32.const 1000001)))
    (call $check (i32.const 2)
      (i8x16.all_true (i8x16.eq (local.get $a) (v128.const i32x4 7 8 9 333333))))
    (call $check (i32.const 3)
      (i8x16.all_true (i8x16.eq (local.get $c) (v128.const i32x4 4 5 6 333334))))))
