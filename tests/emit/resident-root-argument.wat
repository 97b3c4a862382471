;; A resident that ends as an argument leaves its slot before that is cleared.
(module
  (type $cell (struct (field $next (ref null $cell))))
  (func $work (param (ref null $cell)) (result (ref $cell)) (struct.new $cell (local.get 0)))
  (func $f (param $a (ref null $cell)) (param $b (ref null $cell)) (result (ref $cell))
    (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell)))
    (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell)))
    (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell)))
    (local.set $a (call $work (local.get $a)))
    (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell)))
    (drop (call $work (local.get $a)))
    (ref.as_non_null (local.get $b))))

;;; inline ref m0_work(ref *sp WR_UNUSED, ref x0) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) {
;;;     sp[0] = x0;
;;;     o = wr_allocate_slow(sp + 1, sizeof(struct ty_cell));
;;;     x0 = sp[0];
;;;   }
;;;   ref t0 = ty_cell_init(o, x0);
;;;   return t0;
;;; }
;;;
;;; ref m0_f(ref *sp WR_UNUSED, ref a, ref b) {
;;;   sp[0] = a;
;;;   sp[1] = b;
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   a = sp[0];
;;;   sp[0] = (ref)0;
;;;   sp[0] = m0_work(sp + 2, a);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   (void)m0_work(sp + 2, (ref)0);
;;;   a = sp[0];
;;;   sp[0] = (ref)0;
;;;   (void)m0_work(sp + 2, a);
;;;   return wr_nonnull(sp[1]);
;;; }
