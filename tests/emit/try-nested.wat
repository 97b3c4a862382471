;; An exception that the inner handler does not know goes to the outer one; a return leaves both.
(module
  (tag $a)
  (tag $b)
  (func $fail (throw $a))
  (func $f (param $x i32) (result i32)
    (block $outer
      (try_table (catch $a $outer)
        (block $inner
          (try_table (catch $b $inner)
            (call $fail)
            (if (local.get $x) (then (return (i32.const 1))))))
        (call $fail)))
    (i32.const 2)))

;;; void m0_fail(void) {
;;;   wr_throw(&m0_a);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED, u32 x) {
;;;   struct wr_handler handler;
;;;   struct wr_handler handler_2;
;;;   if (!WR_TRY(handler, sp)) {
;;;     if (!WR_TRY(handler_2, sp)) {
;;;       m0_fail();
;;;       if (x) {
;;;         WR_TRY_END(handler);
;;;         return 1u;
;;;       }
;;;       WR_TRY_END(handler_2);
;;;     } else {
;;;       if (wr_exception.tag == &m0_b) goto L3;
;;;       wr_throw_again();
;;;     }
;;;   L3:;
;;;     m0_fail();
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     if (wr_exception.tag == &m0_a) goto L1;
;;;     wr_throw_again();
;;;   }
;;; L1:;
;;;   return 2u;
;;; }
