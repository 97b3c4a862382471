;; An operand of a comparison whose answer is known still traps, in its turn.
(module
  (func $f (param $x i32) (param $y i32) (result i32)
    (i32.ge_u (i32.div_u (local.get $x) (local.get $y)) (i32.const 0)))
  (func $g (param $a (ref null i31)) (param $x i32) (result i32)
    (i32.eq
      (i32.and (i31.get_u (local.get $a)) (i32.const 1))
      (i32.or (i32.div_s (local.get $x) (local.get $x)) (i32.const 2)))))

;;; u32 m0_f(u32 x, u32 y) {
;;;   (void)i32_div_u(x, y);
;;;   return 1u;
;;; }
;;;
;;; u32 m0_g(ref a, u32 x) {
;;;   (void)(wr_i31_get_u(wr_nonnull_i31(a)) & 1u);
;;;   (void)(i32_div_s(x, x) | 2u);
;;;   return 0u;
;;; }
