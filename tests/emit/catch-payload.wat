;; The payload travels in words; the handler takes it to the variables of the clause's target, then goes there.
(module
  (tag $error (param i32 eqref))
  (func $fail (param $x i32) (throw $error (local.get $x) (ref.i31 (i32.const 7))))
  (func $f (param $x i32) (result i32 eqref)
    (block $caught (result i32 eqref)
      (try_table (catch $error $caught) (call $fail (local.get $x)))
      (i32.const 0)
      (ref.null eq))))

;;; void m0_fail(u32 x) {
;;;   wr_exception.payload[0] = x;
;;;   wr_exception.payload[1] = wr_from_ref(wr_i31(7u));
;;;   wr_throw(&m0_error);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED, u32 x) {
;;;   struct wr_handler handler;
;;;   u32 t0;
;;;   ref t1;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_fail(x);
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     if (wr_exception.tag == &m0_error) {
;;;       t0 = (u32)wr_exception.payload[0];
;;;       t1 = wr_to_ref(wr_exception.payload[1]);
;;;       goto L1;
;;;     }
;;;     wr_throw_again();
;;;   }
;;;   wr_results[0] = wr_from_ref((ref)0);
;;;   return 0u;
;;; L1:;
;;;   wr_results[0] = wr_from_ref(t1);
;;;   return t0;
;;; }
