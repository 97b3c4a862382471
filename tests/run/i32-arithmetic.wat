;; Addition, subtraction and multiplication wrap; the bit operations are bitwise.
;;! clang = true
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $binary (func (param i32 i32) (result i32)))

  ;; Called through a reference, so that the C compiler does not know the operands.
  (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $sub (type $binary) (i32.sub (local.get 0) (local.get 1)))
  (func $mul (type $binary) (i32.mul (local.get 0) (local.get 1)))
  (func $and (type $binary) (i32.and (local.get 0) (local.get 1)))
  (func $or (type $binary) (i32.or (local.get 0) (local.get 1)))
  (func $xor (type $binary) (i32.xor (local.get 0) (local.get 1)))
  (elem declare func $add $sub $mul $and $or $xor)

  (func $check (param $number i32) (param $f (ref $binary)) (param $a i32) (param $b i32) (param $want i32)
    (if (i32.ne (call_ref $binary (local.get $a) (local.get $b) (local.get $f)) (local.get $want))
      (then (call $proc_exit (local.get $number)))))

  (func (export "_start")
    (call $check (i32.const 1) (ref.func $add) (i32.const 0x7fffffff) (i32.const 1) (i32.const 0x80000000))
    (call $check (i32.const 2) (ref.func $add) (i32.const -1) (i32.const -1) (i32.const -2))
    (call $check (i32.const 3) (ref.func $sub) (i32.const 0x80000000) (i32.const 1) (i32.const 0x7fffffff))
    (call $check (i32.const 4) (ref.func $sub) (i32.const 0) (i32.const 0x80000000) (i32.const 0x80000000))
    (call $check (i32.const 5) (ref.func $mul) (i32.const 0x80000000) (i32.const -1) (i32.const 0x80000000))
    (call $check (i32.const 6) (ref.func $mul) (i32.const 0x7fffffff) (i32.const 0x7fffffff) (i32.const 1))
    (call $check (i32.const 7) (ref.func $mul) (i32.const 65537) (i32.const 65537) (i32.const 131073))
    (call $check (i32.const 8) (ref.func $and) (i32.const 0xf0f0f0f0) (i32.const 0xff00ff00) (i32.const 0xf000f000))
    (call $check (i32.const 9) (ref.func $or) (i32.const 0xf0f0f0f0) (i32.const 0x0f000f00) (i32.const 0xfff0fff0))
    (call $check (i32.const 10) (ref.func $xor) (i32.const 0xffffffff) (i32.const 0x0f0f0f0f) (i32.const 0xf0f0f0f0))
    ;; The same with operands that it does know.
    (if (i32.ne (i32.add (i32.const 0x7fffffff) (i32.const 1)) (i32.const 0x80000000)) (then (call $proc_exit (i32.const 20))))
    (if (i32.ne (i32.mul (i32.mul (i32.const 60) (i32.const 769)) (i32.mul (i32.const 381) (i32.const 540)))
                (i32.const 902909008)) (then (call $proc_exit (i32.const 21))))
    (if (i32.ne (i32.mul (i32.const 0xffff) (i32.const 0xffff)) (i32.const 0xfffe0001)) (then (call $proc_exit (i32.const 22))))))
