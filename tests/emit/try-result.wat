;; The result of a `try` is left in a variable, as that of a block is.
(module
  (tag $error (param i32))
  (func $work (param $x i32) (result i32) (throw $error (local.get $x)))
  (func $f (param $x i32) (result i32)
    (i32.add
      (block $caught (result i32)
        (try_table (result i32) (catch $error $caught) (call $work (local.get $x))))
      (i32.const 1))))

;;; u32 m0_work(u32 x) {
;;;   wr_exception.payload[0] = x;
;;;   wr_throw(&m0_error);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED, u32 x) {
;;;   struct wr_handler handler;
;;;   u32 t0;
;;;   u32 t1;
;;;   if (!WR_TRY(handler, sp)) {
;;;     t1 = m0_work(x);
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     if (wr_exception.tag == &m0_error) {
;;;       t0 = (u32)wr_exception.payload[0];
;;;       goto L1;
;;;     }
;;;     wr_throw_again();
;;;   }
;;;   t0 = t1;
;;; L1:;
;;;   return t0 + 1u;
;;; }
