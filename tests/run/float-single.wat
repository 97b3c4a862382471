;; f32 arithmetic rounds after each operation: nothing is kept in double, nothing is fused.
;;! clang = true
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $ternary (func (param f32 f32 f32) (result f32)))
  (type $double (func (param f64 f64 f64) (result f64)))
  (func $mul_add (type $ternary) (f32.add (f32.mul (local.get 0) (local.get 1)) (local.get 2)))
  (func $add_add (type $ternary) (f32.add (f32.add (local.get 0) (local.get 1)) (local.get 2)))
  (func $div_mul (type $ternary) (f32.mul (f32.div (local.get 0) (local.get 1)) (local.get 2)))
  (func $mul_sub (type $double) (f64.sub (f64.mul (local.get 0) (local.get 1)) (local.get 2)))
  (elem declare func $mul_add $add_add $div_mul $mul_sub)
  (func $check (param $number i32) (param $f (ref $ternary)) (param $a f32) (param $b f32) (param $c f32) (param $want f32)
    (if (i32.ne (i32.reinterpret_f32 (call_ref $ternary (local.get $a) (local.get $b) (local.get $c) (local.get $f)))
                (i32.reinterpret_f32 (local.get $want)))
      (then (call $proc_exit (local.get $number)))))
  (func (export "_start")
    ;; (1 + 2^-12)^2 - (1 + 2^-11): the product's last bit, 2^-24, is rounded away.
    (call $check (i32.const 1) (ref.func $mul_add) (f32.const 0x1.001p+0) (f32.const 0x1.001p+0) (f32.const -0x1.002p+0) (f32.const 0))
    (call $check (i32.const 2) (ref.func $add_add) (f32.const 16777216) (f32.const 1) (f32.const 1) (f32.const 16777216))
    (call $check (i32.const 3) (ref.func $div_mul) (f32.const 1) (f32.const 3) (f32.const 3) (f32.const 1))
    (call $check (i32.const 4) (ref.func $add_add) (f32.const 3e38) (f32.const 3e38) (f32.const -3e38) (f32.const inf))
    ;; (1 + 2^-27)^2 - (1 + 2^-26) likewise.
    (if (f64.ne (call_ref $double (f64.const 0x1.0000002p+0) (f64.const 0x1.0000002p+0) (f64.const 0x1.0000004p+0)
                                  (ref.func $mul_sub)) (f64.const 0))
      (then (call $proc_exit (i32.const 5))))
    (if (f32.ne (f32.demote_f64 (f64.const 16777217)) (f32.const 16777216)) (then (call $proc_exit (i32.const 6))))
    (if (f32.ne (f32.demote_f64 (f64.const 1e300)) (f32.const inf)) (then (call $proc_exit (i32.const 7))))
    ;; A subnormal stays one.
    (call $check (i32.const 8) (ref.func $div_mul) (f32.const 0x1p-126) (f32.const 2) (f32.const 1) (f32.const 0x1p-127))))
