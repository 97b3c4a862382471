;; A handler that drops its exnref and its payload leaves no unused variable behind.
(module
  (tag $a (param i32))
  (func $fail (throw $a (i32.const 1)))
  (func $f (result i32)
    (block $is_a (result i32 exnref)
      (try_table (catch_ref $a $is_a) (call $fail))
      (return (i32.const 0)))
    (drop)
    (drop)
    (i32.const 1)))

;;; void m0_fail(void) {
;;;   wr_exception.payload[0] = 1u;
;;;   wr_throw(&m0_a);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED) {
;;;   struct wr_handler handler;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_fail();
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     ref exnref = wr_exception_object(sp);
;;;     if (wr_exception.tag == &m0_a) {
;;;       (void)exnref;
;;;       goto L1;
;;;     }
;;;     wr_throw_again();
;;;   }
;;;   return 0u;
;;; L1:;
;;;   return 1u;
;;; }
