;; What a handler reads is kept in the frame, as numbers are: in a copy, or in a volatile if the body changes it.
;;! roots = "conservative"
(module
  (type $cell (struct (field $value i32)))
  (tag $t)
  (func $collect (result (ref $cell)) (throw_ref (ref.null exn)))
  (func $f (param $a (ref $cell)) (param $b (ref null $cell)) (result i32)
    (block $h
      (try_table (catch_all $h)
        (local.set $b (call $collect))
        (local.set $b (call $collect))))
    (i32.add (struct.get $cell $value (local.get $a)) (struct.get $cell $value (local.get $b)))))

;;; ref m0_collect(void) {
;;;   wr_throw_ref((ref)0);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED, ref a, ref b_word) {
;;;   struct wr_handler handler;
;;;   volatile ref b = b_word;
;;;   volatile ref a_saved = a;
;;;   if (!WR_TRY(handler, sp)) {
;;;     b = m0_collect();
;;;     b = m0_collect();
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     a = a_saved;
;;;   }
;;;   return ty_cell(a)->value + ty_cell(wr_nonnull(b))->value;
;;; }
