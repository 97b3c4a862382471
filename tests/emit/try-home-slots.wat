;; What the handler reads of references has a home on the side stack while the `try` lasts; each assignment updates it.
(module
  (type $cell (struct (field $value i32)))
  (tag $error)
  (func $make (param $n i32) (result (ref $cell))
    (if (i32.eqz (local.get $n)) (then (throw $error)))
    (struct.new $cell (local.get $n)))
  (func $f (param $n i32) (param $c (ref null $cell)) (param $d (ref null $cell)) (result (ref null $cell))
    (block $caught
      (try_table (catch $error $caught)
        (local.set $c (call $make (local.get $n)))
        (local.set $d (call $make (i32.sub (local.get $n) (i32.const 1))))
        (return (local.get $d))))
    (local.get $c)))

;;; inline ref m0_make(ref *sp WR_UNUSED, u32 n) {
;;;   if (!n) wr_throw(&m0_error);
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_cell));
;;;   ref t0 = ty_cell_init(o, n);
;;;   return t0;
;;; }
;;;
;;; WR_HAS_TRY ref m0_f(ref *sp WR_UNUSED, u32 n, ref c, ref d) {
;;;   struct wr_handler handler;
;;;   sp[0] = c;
;;;   if (!WR_TRY(handler, sp)) {
;;;     c = m0_make(sp + 1, n);
;;;     sp[0] = c;
;;;     d = m0_make(sp + 1, n - 1u);
;;;     WR_TRY_END(handler);
;;;     return d;
;;;   } else {
;;;     c = sp[0];
;;;     if (wr_exception.tag == &m0_error) goto L1;
;;;     wr_throw_again();
;;;   }
;;; L1:;
;;;   return c;
;;; }
