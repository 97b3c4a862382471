;; Clauses behind one that catches all are never reached, and make no exnref.
(module
  (tag $a)
  (func $fail (throw $a))
  (func $f (result i32)
    (block $all (block $reference (result exnref)
      (try_table (catch_all $all) (catch_all_ref $reference) (call $fail))
      (return (i32.const 0)))
      (drop))
    (i32.const 1)))

;;; void m0_fail(void) {
;;;   wr_throw(&m0_a);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED) {
;;;   struct wr_handler handler;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_fail();
;;;     WR_TRY_END(handler);
;;;     return 0u;
;;;   }
;;;   return 1u;
;;; }
