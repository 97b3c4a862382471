;; A table without entries is a jump; its index is still evaluated for its trap.
(module
  (func $f (param $x i32) (param $y i32)
    (block $only
      (br_table $only (i32.div_u (local.get $x) (local.get $y))))))

;;; void m0_f(u32 x, u32 y) {
;;;   switch (i32_div_u(x, y)) {
;;;     default: break;
;;;   }
;;; }
