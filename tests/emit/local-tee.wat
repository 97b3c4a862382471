;; A tee is an assignment, and a read of the variable where the value goes.
(module
  (func $f (param $x i32) (result i32)
    (local $y i32)
    (i32.add
      (local.tee $y (i32.mul (local.get $x) (local.get $x)))
      (i32.sub (local.get $y) (i32.const 1)))))

;;; u32 m0_f(u32 x) {
;;;   u32 y = x * x;
;;;   return y + (y - 1u);
;;; }
