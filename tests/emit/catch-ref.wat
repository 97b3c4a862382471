;; An exnref is an object, made where a clause asks for it; `throw_ref` throws it again.
(module
  (tag $a (param i32))
  (func $fail (throw $a (i32.const 1)))
  (func $f (result i32)
    (local $e exnref)
    (block $all (result exnref)
      (block $is_a (result i32 exnref)
        (try_table (catch_ref $a $is_a) (catch_all_ref $all) (call $fail))
        (return (i32.const 0)))
      (local.set $e)
      (if (then (return (i32.const 1))))
      (throw_ref (local.get $e)))
    (throw_ref)))

;;; void m0_fail(void) {
;;;   wr_exception.payload[0] = 1u;
;;;   wr_throw(&m0_a);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED) {
;;;   struct wr_handler handler;
;;;   ref t1;
;;;   u32 t2;
;;;   ref e;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_fail();
;;;     WR_TRY_END(handler);
;;;     return 0u;
;;;   L2:;
;;;     if (t2) return 1u;
;;;     wr_throw_ref(e);
;;;   } else {
;;;     ref exnref = wr_exception_object(sp);
;;;     if (wr_exception.tag == &m0_a) {
;;;       t2 = (u32)wr_exception.payload[0];
;;;       e = exnref;
;;;       goto L2;
;;;     }
;;;     t1 = exnref;
;;;   }
;;;   wr_throw_ref(t1);
;;; }
