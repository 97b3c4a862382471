;; The value of a conditional branch is used by the branch and, where it is not taken, by what follows: one temporary.
(module
  (func $f (param $x i32) (result i32)
    (i32.add
      (block $b (result i32)
        (br_if $b (i32.mul (local.get $x) (local.get $x)) (i32.lt_s (local.get $x) (i32.const 0)))
        (i32.add (i32.const 1)))
      (i32.const 10))))

;;; u32 m0_f(u32 x) {
;;;   u32 t1 = x * x;
;;;   u32 t0;
;;;   if ((i32)x < 0) {
;;;     t0 = t1;
;;;   } else {
;;;     t0 = t1 + 1u;
;;;   }
;;;   return t0 + 10u;
;;; }
