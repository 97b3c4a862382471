;; Of three pending operands only the one that reads `a` is evaluated before `a` is assigned.
(module
  (func $f (param $a i32) (param $b i32) (result i32)
    (i32.mul (local.get $b) (i32.const 3))
    (i32.add (local.get $a) (i32.const 1))
    (i32.add (local.get $b) (i32.const 2))
    (local.set $a (i32.const 7))
    (i32.sub)
    (i32.sub)
    (i32.sub (local.get $a))))

;;; u32 m0_f(u32 a, u32 b) {
;;;   u32 t0 = a + 1u;
;;;   a = 7u;
;;;   return b * 3u - (t0 - (b + 2u)) - a;
;;; }
