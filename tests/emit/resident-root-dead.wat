;; A resident's slot is cleared where it is dead and another one lies above it: what it held must not be kept.
(module
  (type $cell (struct (field $next (ref null $cell))))
  (func $work (result (ref $cell)) (struct.new $cell (ref.null $cell)))
  (func $f (param $a (ref $cell)) (param $b (ref $cell)) (param $short i32) (result (ref $cell))
    (if (local.get $short) (then (drop (call $work)) (return (local.get $b))))
    (drop (call $work)) (drop (call $work)) (drop (call $work)) (drop (call $work))
    (drop (call $work)) (drop (call $work)) (drop (call $work)) (drop (call $work))
    (drop (struct.new $cell (local.get $a)))
    (local.get $b)))

;;; inline ref m0_work(ref *sp WR_UNUSED) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_cell));
;;;   ref t0 = ty_cell_init(o, (ref)0);
;;;   return t0;
;;; }
;;;
;;; ref m0_f(ref *sp WR_UNUSED, ref a, ref b, u32 short_) {
;;;   sp[0] = a;
;;;   sp[1] = b;
;;;   if (short_) {
;;;     sp[0] = (ref)0;
;;;     (void)m0_work(sp + 2);
;;;     return sp[1];
;;;   }
;;;   (void)m0_work(sp + 2);
;;;   (void)m0_work(sp + 2);
;;;   (void)m0_work(sp + 2);
;;;   (void)m0_work(sp + 2);
;;;   (void)m0_work(sp + 2);
;;;   (void)m0_work(sp + 2);
;;;   (void)m0_work(sp + 2);
;;;   (void)m0_work(sp + 2);
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp + 2, sizeof(struct ty_cell));
;;;   (void)ty_cell_init(o, sp[0]);
;;;   return sp[1];
;;; }
