;; A reference that is alive across many calls and read once is stored once, and read where it lies.
(module
  (type $cell (struct (field $next (ref null $cell))))
  (func $work (result (ref $cell)) (struct.new $cell (ref.null $cell)))
  (func $f (param $kept (ref $cell)) (result (ref $cell))
    (drop (call $work)) (drop (call $work)) (drop (call $work))
    (drop (call $work)) (drop (call $work)) (drop (call $work))
    (local.get $kept)))

;;; inline ref m0_work(ref *sp WR_UNUSED) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_cell));
;;;   ref t0 = ty_cell_init(o, (ref)0);
;;;   return t0;
;;; }
;;;
;;; ref m0_f(ref *sp WR_UNUSED, ref kept) {
;;;   sp[0] = kept;
;;;   (void)m0_work(sp + 1);
;;;   (void)m0_work(sp + 1);
;;;   (void)m0_work(sp + 1);
;;;   (void)m0_work(sp + 1);
;;;   (void)m0_work(sp + 1);
;;;   (void)m0_work(sp + 1);
;;;   return sp[0];
;;; }
