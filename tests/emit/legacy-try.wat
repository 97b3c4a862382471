;; A clause of a legacy `try` stands behind the block that its `catch` goes to.
(module
  (tag $number (param i32))
  (tag $other)
  (func $work (param $x i32) (result i32) (throw $number (local.get $x)))
  (func $f (param $x i32) (result i32)
    try (result i32)
      (call $work (local.get $x))
    catch $number
      (i32.add (i32.const 1))
    catch_all
      (i32.const -1)
    end))

;;; u32 m0_work(u32 x) {
;;;   wr_exception.payload[0] = x;
;;;   wr_throw(&m0_number);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED, u32 x) {
;;;   struct wr_handler handler;
;;;   u32 t0;
;;;   u32 t1;
;;;   if (!WR_TRY(handler, sp)) {
;;;     t0 = m0_work(x);
;;;     WR_TRY_END(handler);
;;;     goto L1;
;;;   L2:;
;;;     return t1 + 1u;
;;;   } else if (wr_exception.tag == &m0_number) {
;;;     t1 = (u32)wr_exception.payload[0];
;;;     goto L2;
;;;   }
;;;   return 4294967295u;
;;; L1:;
;;;   return t0;
;;; }
