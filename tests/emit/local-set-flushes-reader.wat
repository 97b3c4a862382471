;; `x` is assigned while one operand still reads it: that one is evaluated first, and no other.
(module
  (func $swap (param $x i32) (param $y i32) (result i32)
    (local.get $x)
    (local.set $x (local.get $y))
    (i32.sub (local.get $x))))

;;; u32 m0_swap(u32 x, u32 y) {
;;;   u32 x0 = x;
;;;   x = y;
;;;   return x0 - x;
;;; }
