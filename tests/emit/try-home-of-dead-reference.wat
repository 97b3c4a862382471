;; `c` is dead when the `try` begins: what it held may have moved since, so its home starts as null.
(module
  (type $cell (struct (field $value i32)))
  (tag $error)
  (func $collect (drop (struct.new $cell (i32.const 1))))
  (func $fail (throw $error))
  (func $f (param $c (ref null $cell)) (result (ref null $cell))
    (drop (struct.get $cell $value (local.get $c)))
    (call $collect)
    (block $caught
      (try_table (catch $error $caught)
        (call $collect)
        (local.set $c (struct.new $cell (i32.const 2)))
        (call $fail)))
    (local.get $c)))

;;; inline void m0_collect(ref *sp WR_UNUSED) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_cell));
;;;   (void)ty_cell_init(o, 1u);
;;; }
;;;
;;; void m0_fail(void) {
;;;   wr_throw(&m0_error);
;;; }
;;;
;;; WR_HAS_TRY ref m0_f(ref *sp WR_UNUSED, ref c) {
;;;   struct wr_handler handler;
;;;   (void)ty_cell(wr_nonnull(c))->value;
;;;   m0_collect(sp);
;;;   sp[0] = (ref)0;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_collect(sp + 1);
;;;     void *o = wr_allocate(sizeof(struct ty_cell));
;;;     if (wr_unlikely(!o)) o = wr_allocate_slow(sp + 1, sizeof(struct ty_cell));
;;;     c = ty_cell_init(o, 2u);
;;;     sp[0] = c;
;;;     m0_fail();
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     c = sp[0];
;;;     if (wr_exception.tag == &m0_error) goto L1;
;;;     wr_throw_again();
;;;   }
;;; L1:;
;;;   return c;
;;; }
