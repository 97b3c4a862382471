;; `array.get` looks at its array once both operands are evaluated: where the index divides by zero, that is the trap.
;; FIXME: clang evaluates `wr_nonnull(a)` first, and says "null reference".
(module
  (type $numbers (array i32))
  (func $f (param $a (ref null $numbers)) (param $i i32) (param $n i32) (result i32)
    (array.get $numbers (local.get $a) (i32.div_u (local.get $i) (local.get $n)))))

;;; u32 m0_f(ref a, u32 i, u32 n) {
;;;   u32 t0 = i32_div_u(i, n);
;;;   return ty_numbers_get(wr_nonnull(a), t0);
;;; }
