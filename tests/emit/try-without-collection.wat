;; Nothing here allocates, but the handler's reference needs a home, and so the function a side stack.
(module
  (tag $error)
  (func $fail (throw $error))
  (func $f (param $x eqref) (param $y eqref) (result eqref)
    (block $caught
      (try_table (catch_all $caught)
        (call $fail)
        (local.set $x (local.get $y))
        (call $fail)))
    (local.get $x)))

;;; void m0_fail(void) {
;;;   wr_throw(&m0_error);
;;; }
;;;
;;; WR_HAS_TRY ref m0_f(ref *sp WR_UNUSED, ref x, ref y) {
;;;   struct wr_handler handler;
;;;   sp[0] = x;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_fail();
;;;     x = y;
;;;     sp[0] = x;
;;;     m0_fail();
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     x = sp[0];
;;;   }
;;;   return x;
;;; }
