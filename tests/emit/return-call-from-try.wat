;; A function with a handler cannot jump out of its frame: it leaves the tail call to a wrapper.
(module
  (tag $stop)
  (func $work (param $n i32) (throw $stop))
  (func $f (param $n i32) (result i32)
    (block $caught
      (try_table (catch $stop $caught) (call $work (local.get $n)))
      (return_call $f (i32.sub (local.get $n) (i32.const 1))))
    (local.get $n)))

;;; void m0_work(u32 n WR_UNUSED) {
;;;   wr_throw(&m0_stop);
;;; }
;;;
;;; static WR_HAS_TRY u64 m0_f_body(WR_WORDS1(n_word)) {
;;;   struct wr_handler handler;
;;;   u32 n = (u32)n_word;
;;;   volatile u32 n_saved = n;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_work(n);
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     n = n_saved;
;;;     if (wr_exception.tag == &m0_stop) goto L1;
;;;     wr_throw_again();
;;;   }
;;;   wr_pending_tail.args[0] = n - 1u;
;;;   wr_pending_tail.code = (wr_code)m0_f;
;;;   return 0ull;
;;; L1:;
;;;   return n;
;;; }
;;;
;;; u64 m0_f(WR_WORDS1(n_word)) {
;;;   u64 result = m0_f_body(WR_ARGS1(sp, n_word));
;;;   wr_code next = wr_pending_tail.code;
;;;   if (!next) return result;
;;;   wr_pending_tail.code = 0;
;;;   WR_TAIL return WR_CALL5(next, sp, wr_pending_tail.args[0], wr_pending_tail.args[1],
;;;       wr_pending_tail.args[2], wr_pending_tail.args[3], wr_pending_tail.args[4]);
;;; }
