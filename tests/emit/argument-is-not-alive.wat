;; The last use of a reference is as an argument: it is the callee's to keep, and not spilled.
(module
  (type $cell (struct (field $next (ref null $cell))))
  (func $wrap (param $c (ref null $cell)) (result (ref $cell)) (struct.new $cell (local.get $c)))
  (func $f (param $a (ref null $cell)) (param $b (ref null $cell)) (result (ref $cell))
    (drop (call $wrap (local.get $a)))
    (call $wrap (local.get $b))))

;;; inline ref m0_wrap(ref *sp WR_UNUSED, ref c) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) {
;;;     sp[0] = c;
;;;     o = wr_allocate_slow(sp + 1, sizeof(struct ty_cell));
;;;     c = sp[0];
;;;   }
;;;   ref t0 = ty_cell_init(o, c);
;;;   return t0;
;;; }
;;;
;;; ref m0_f(ref *sp WR_UNUSED, ref a, ref b) {
;;;   sp[0] = b;
;;;   (void)m0_wrap(sp + 1, a);
;;;   b = sp[0];
;;;   ref t1 = m0_wrap(sp, b);
;;;   return t1;
;;; }
