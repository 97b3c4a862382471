;; A `delegate` past a try goes to its target's landing, and is thrown from there; one past nothing leaves no trace.
(module
  (tag $error)
  (func $work (throw $error))
  (func $past (result i32)
    try $target (result i32)
      try (result i32)
        try
          (call $work)
        delegate $target
        (i32.const 0)
      catch_all
        (i32.const 1)
      end
    catch $error
      (i32.const 2)
    end)
  (func $to_the_next (result i32)
    try $target (result i32)
      try
        (call $work)
      delegate $target
      (i32.const 0)
    catch $error
      (i32.const 2)
    end))

;;; void m0_work(void) {
;;;   wr_throw(&m0_error);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_past(ref *sp WR_UNUSED) {
;;;   struct wr_handler handler;
;;;   struct wr_handler handler_2;
;;;   struct wr_handler handler_3;
;;;   u32 t0;
;;;   if (!WR_TRY(handler, sp)) {
;;;     ref exception;
;;;     u32 t2;
;;;     if (!WR_TRY(handler_2, sp)) {
;;;       if (!WR_TRY(handler_3, sp)) {
;;;         m0_work();
;;;         WR_TRY_END(handler_3);
;;;       } else {
;;;         ref exnref = wr_exception_object(sp);
;;;         exception = exnref;
;;;         WR_TRY_END(handler_2);
;;;         goto L4;
;;;       }
;;;       t2 = 0u;
;;;       WR_TRY_END(handler_2);
;;;     } else {
;;;       t2 = 1u;
;;;     }
;;;     t0 = t2;
;;;     WR_TRY_END(handler);
;;;     goto L1;
;;;   L4:;
;;;     wr_throw_ref(exception);
;;;   } else {
;;;     if (wr_exception.tag == &m0_error) goto L2;
;;;     wr_throw_again();
;;;   }
;;; L2:;
;;;   return 2u;
;;; L1:;
;;;   return t0;
;;; }
;;;
;;; WR_HAS_TRY u32 m0_to_the_next(ref *sp WR_UNUSED) {
;;;   struct wr_handler handler;
;;;   u32 t0;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_work();
;;;     t0 = 0u;
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     if (wr_exception.tag == &m0_error) goto L2;
;;;     wr_throw_again();
;;;   L2:;
;;;     return 2u;
;;;   }
;;;   return t0;
;;; }
