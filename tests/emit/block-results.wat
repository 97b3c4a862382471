;; Two nested blocks with results that are used by arithmetic: each has one variable, which its branches and its end assign.
(module
  (func $f (param $x i32) (param $y i32) (result i32)
    (i32.add
      (block $outer (result i32)
        (i32.mul
          (block $inner (result i32)
            (drop (br_if $outer (i32.const 1) (local.get $x)))
            (drop (br_if $inner (i32.const 2) (local.get $y)))
            (i32.const 3))
          (local.get $y)))
      (local.get $x))))

;;; u32 m0_f(u32 x, u32 y) {
;;;   u32 t0;
;;;   if (x) {
;;;     t0 = 1u;
;;;   } else {
;;;     u32 t1;
;;;     if (y) {
;;;       t1 = 2u;
;;;     } else {
;;;       t1 = 3u;
;;;     }
;;;     t0 = t1 * y;
;;;   }
;;;   return t0 + x;
;;; }
