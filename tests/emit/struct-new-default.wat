;; A default object is one of zeros.
(module
  (type $s (struct (field $a i8) (field $b i64) (field $c f32) (field $d eqref) (field $e funcref)))
  (func $f (result (ref $s)) (struct.new_default $s)))

;;; ref m0_f(ref *sp WR_UNUSED) {
;;;   void *o = wr_allocate(sizeof(struct ty_s));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_s));
;;;   ref t0 = ty_s_init(o, 0u, 0ull, 0.0f, (ref)0, (wr_code)0);
;;;   return t0;
;;; }
