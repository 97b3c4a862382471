;; Numbers in references: made, read with and without sign, compared as words; only one that may be null is checked.
(module
  (func $f (param $a (ref i31)) (param $b i31ref) (result i32)
    (i32.add (i31.get_s (local.get $a)) (i31.get_u (local.get $b))))
  (func $is_zero (param $a eqref) (result i32)
    (ref.eq (local.get $a) (ref.i31 (i32.const 0))))
  (func $double (param $a (ref i31)) (result (ref i31))
    (ref.i31 (i32.shl (i31.get_s (local.get $a)) (i32.const 1)))))

;;; u32 m0_f(ref a, ref b) {
;;;   return wr_i31_get_s(a) + wr_i31_get_u(wr_nonnull_i31(b));
;;; }
;;;
;;; u32 m0_is_zero(ref a) {
;;;   return a == wr_i31(0u);
;;; }
;;;
;;; // $double
;;; ref m0_double_(ref a) {
;;;   return wr_i31(wr_i31_get_s(a) << 1);
;;; }
