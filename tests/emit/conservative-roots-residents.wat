;; A reference that lives across many calls is no resident either: it stays in its variable, a parameter.
;;! roots = "conservative"
;;! show = "header, functions"
(module
  (type $cell (struct (field $next (ref null $cell))))
  (func $work (param (ref null $cell)) (result (ref $cell)) (struct.new $cell (local.get 0)))
  (func $f (param $a (ref null $cell)) (result (ref $cell))
    (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell)))
    (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell)))
    (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell))) (drop (call $work (ref.null $cell)))
    (ref.as_non_null (local.get $a))))

;;; #define ty_any_struct_range 3u, 0u
;;; #define ty_any_array_range 1u, 0u
;;; #define ty_func1_range 3u, 0u
;;; #define ty_func1_word 3u
;;;
;;; // (type $cell (struct (field $next (ref null $cell))))
;;; struct ty_cell {
;;;   u32  type;
;;;   u8   wr_pad4[4];
;;;   slot next;
;;; };
;;; _Static_assert(sizeof(struct ty_cell) == 16, "ty_cell");
;;; WR_STRUCT(ty_cell)
;;; #define ty_cell_range 3u, 0u
;;; #define ty_cell_word 3u
;;; WR_INLINE ref ty_cell_init(void *wr_object, ref next) {
;;;   ty_cell((ref)wr_object)->type = ty_cell_word;
;;;   ty_cell((ref)wr_object)->next = ref_slot(next);
;;;   return (ref)wr_object;
;;; }
;;;
;;; ref m0_work(ref *sp, ref x0);
;;; ref m0_f(ref *sp, ref x0);
;;;
;;; inline ref m0_work(ref *sp WR_UNUSED, ref x0) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_cell));
;;;   ref t0 = ty_cell_init(o, x0);
;;;   return t0;
;;; }
;;;
;;; ref m0_f(ref *sp WR_UNUSED, ref a) {
;;;   (void)m0_work(sp, (ref)0);
;;;   (void)m0_work(sp, (ref)0);
;;;   (void)m0_work(sp, (ref)0);
;;;   (void)m0_work(sp, (ref)0);
;;;   (void)m0_work(sp, (ref)0);
;;;   (void)m0_work(sp, (ref)0);
;;;   (void)m0_work(sp, (ref)0);
;;;   (void)m0_work(sp, (ref)0);
;;;   (void)m0_work(sp, (ref)0);
;;;   return wr_nonnull(a);
;;; }
