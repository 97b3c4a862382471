;; What only one tail call leads to is a part of the function that calls, with what that leads to in turn; a local of it begins as
;; zero. Not what two call, what is exported or in a table, what has a handler, nor what is called in the ordinary way.
(module
  (type $f (func (param i32) (result i32)))
  (tag $e)
  (table funcref (elem $listed))
  (func $down (export "down") (param $n i32) (param $sum i32) (result i32)
    (if (local.get $n) (then (return_call $next (i32.sub (local.get $n) (i32.const 1)) (local.get $sum))))
    (return_call $done (local.get $sum)))
  (func $next (param $n i32) (param $sum i32) (result i32)
    (if (i32.and (local.get $n) (i32.const 1)) (then (return_call $shared (local.get $n) (local.get $sum))))
    (return_call $even (local.get $n) (local.get $sum)))
  (func $even (param $n i32) (param $sum i32) (result i32) (return_call $down (local.get $n) (local.get $sum)))
  (func $done (param $sum i32) (result i32) (local $bits i32)
    (loop $again
      (local.set $bits (i32.add (local.get $bits) (i32.const 1)))
      (br_if $again (local.tee $sum (i32.shr_u (local.get $sum) (i32.const 1)))))
    (local.get $bits))
  (func $shared (param $n i32) (param $sum i32) (result i32)
    (if (i32.eq (local.get $n) (i32.const 7)) (then (return_call $shared (local.get $sum) (local.get $n))))
    (return_call $down (local.get $n) (call $listed (local.get $sum))))
  (func $listed (param $x i32) (result i32)
    (return_call $guarded (local.get $x)))
  (func $guarded (param $x i32) (result i32)
    (block $caught
      (try_table (catch $e $caught)
        (if (local.get $x) (then (throw $e))))
      (return_call $last (local.get $x)))
    (i32.const 1))
  (func $last (param $x i32) (result i32) (i32.mul (local.get $x) (i32.const 3))))

;;; u64 m0_down(WR_WORDS2(n_word, sum_word)) {
;;;   u32 n = (u32)n_word;
;;;   u32 sum = (u32)sum_word;
;;;   u32 bits = 0u;
;;;   if (n) {
;;;     u32 n_2 = n - 1u;
;;;     if (n_2 & 1u) WR_TAIL return m0_shared(WR_ARGS2(sp, n_2, sum));
;;;     WR_TAIL return m0_down(WR_ARGS2(sp, n_2, sum));
;;;   }
;;;   u32 sum_2 = sum;
;;;   for (;;) {
;;;     bits = bits + 1u;
;;;     sum_2 = sum_2 >> 1;
;;;     if (!sum_2) break;
;;;   }
;;;   return bits;
;;; }
;;;
;;; u64 m0_shared(WR_WORDS2(n_word, sum_word)) {
;;;   u32 n = (u32)n_word;
;;;   u32 sum = (u32)sum_word;
;;;   if (n == 7u) WR_TAIL return m0_shared(WR_ARGS2(sp, sum, n));
;;;   u32 t0 = (u32)m0_listed(WR_ARGS1(sp, sum));
;;;   WR_TAIL return m0_down(WR_ARGS2(sp, n, t0));
;;; }
;;;
;;; u64 m0_listed(WR_WORDS1(x_word)) {
;;;   u32 x = (u32)x_word;
;;;   WR_TAIL return m0_guarded(WR_ARGS1(sp, x));
;;; }
;;;
;;; static WR_HAS_TRY u64 m0_guarded_body(WR_WORDS1(x_word)) {
;;;   struct wr_handler handler;
;;;   u32 x = (u32)x_word;
;;;   if (!WR_TRY(handler, sp)) {
;;;     if (x) wr_throw(&m0_e);
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     if (wr_exception.tag == &m0_e) goto L1;
;;;     wr_throw_again();
;;;   }
;;;   wr_pending_tail.args[0] = x;
;;;   wr_pending_tail.code = (wr_code)m0_last;
;;;   return 0ull;
;;; L1:;
;;;   return 1u;
;;; }
;;;
;;; u64 m0_guarded(WR_WORDS1(x_word)) {
;;;   u64 result = m0_guarded_body(WR_ARGS1(sp, x_word));
;;;   wr_code next = wr_pending_tail.code;
;;;   if (!next) return result;
;;;   wr_pending_tail.code = 0;
;;;   WR_TAIL return WR_CALL5(next, sp, wr_pending_tail.args[0], wr_pending_tail.args[1],
;;;       wr_pending_tail.args[2], wr_pending_tail.args[3], wr_pending_tail.args[4]);
;;; }
;;;
;;; u64 m0_last(WR_WORDS1(x_word)) {
;;;   u32 x = (u32)x_word;
;;;   return x * 3u;
;;; }
