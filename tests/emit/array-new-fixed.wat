;; A short array is initialised by a function of its length.
(module
  (type $block (array (mut eqref)))
  (func $triple (param $x eqref) (param $y eqref) (result (ref $block))
    (array.new_fixed $block 3 (ref.i31 (i32.const 0)) (local.get $x) (local.get $y))))

;;; ref m0_triple(ref *sp WR_UNUSED, ref x, ref y) {
;;;   void *o = wr_allocate(32);
;;;   if (wr_unlikely(!o)) {
;;;     sp[0] = x;
;;;     sp[1] = y;
;;;     o = wr_allocate_slow(sp + 2, 32);
;;;     x = sp[0];
;;;     y = sp[1];
;;;   }
;;;   ref t0 = ty_block_init3(o, wr_i31(0u), x, y);
;;;   return t0;
;;; }
