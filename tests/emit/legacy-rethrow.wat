;; Only what is thrown again is made an exnref.
(module
  (tag $error)
  (func $work (throw $error))
  (func $undo)
  (func $cleans_up
    try
      (call $work)
    catch_all
      (call $undo)
      (rethrow 0)
    end)
  (func $swallows
    try
      (call $work)
    catch_all
      (call $undo)
    end))

;;; void m0_work(void) {
;;;   wr_throw(&m0_error);
;;; }
;;;
;;; inline void m0_undo(void) {}
;;;
;;; WR_HAS_TRY void m0_cleans_up(ref *sp WR_UNUSED) {
;;;   struct wr_handler handler;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_work();
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     ref exnref = wr_exception_object(sp);
;;;     ref exception = exnref;
;;;     m0_undo();
;;;     wr_throw_ref(exception);
;;;   }
;;; }
;;;
;;; WR_HAS_TRY void m0_swallows(ref *sp WR_UNUSED) {
;;;   struct wr_handler handler;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_work();
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     m0_undo();
;;;   }
;;; }
