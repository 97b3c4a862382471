;; What no clause before it takes comes to `catch_all`; without one the exception goes on.
(module
  (tag $a)
  (tag $b (param i32))
  (func $fail (throw $a))
  (func $all (result i32)
    (block $is_b (result i32)
      (block $other
        (try_table (catch $b $is_b) (catch_all $other) (call $fail))
        (return (i32.const 1)))
      (i32.const 2)))
  (func $only_b (result i32)
    (block $is_b (result i32)
      (try_table (catch $b $is_b) (call $fail))
      (i32.const 1))))

;;; void m0_fail(void) {
;;;   wr_throw(&m0_a);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_all(ref *sp WR_UNUSED) {
;;;   struct wr_handler handler;
;;;   u32 t0;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_fail();
;;;     WR_TRY_END(handler);
;;;     return 1u;
;;;   } else if (wr_exception.tag == &m0_b) {
;;;     t0 = (u32)wr_exception.payload[0];
;;;     goto L1;
;;;   }
;;;   return 2u;
;;; L1:;
;;;   return t0;
;;; }
;;;
;;; WR_HAS_TRY u32 m0_only_b(ref *sp WR_UNUSED) {
;;;   struct wr_handler handler;
;;;   u32 t0;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_fail();
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     if (wr_exception.tag == &m0_b) {
;;;       t0 = (u32)wr_exception.payload[0];
;;;       goto L1;
;;;     }
;;;     wr_throw_again();
;;;   }
;;;   return 1u;
;;; L1:;
;;;   return t0;
;;; }
