;; The tail-call convention passes a vector as two words, of which the second may be the first that travels in memory.
(module
  (func $next (param $n i64) (param $by i32) (param $a v128) (param $b v128) (param $c v128) (result v128 v128 i32)
    (if (i64.eqz (local.get $n))
      (then (return (i32x4.add (local.get $a) (local.get $b)) (local.get $c) (i32.const 1))))
    (return_call $next (i64.sub (local.get $n) (i64.const 1)) (local.get $by) (local.get $b)
      (local.get $c) (i32x4.shl (local.get $a) (local.get $by))))
  (func $plain (param $a v128) (result v128 v128)
    (local.get $a) (i32x4.neg (local.get $a)))
  (func $both (param $v v128) (result v128)
    (drop (call $next (i64.const 3) (i32.const 1) (local.get $v) (local.get $v) (local.get $v)))
    i32x4.sub
    (call $plain (local.get $v))
    drop
    v128.xor))

;;; u64 m0_next(WR_WORDS5(n_word, by_word, a_word, a_high, b_word)) {
;;;   u64 n = n_word;
;;;   u32 by = (u32)by_word;
;;;   v128 a = wr_to_v128(a_word, a_high);
;;;   v128 b = wr_to_v128(b_word, wr_overflow[0]);
;;;   v128 c = wr_to_v128(wr_overflow[1], wr_overflow[2]);
;;;   if (!n) {
;;;     wr_results[1] = wr_low(c);
;;;     wr_results[2] = wr_high(c);
;;;     wr_results[3] = 1u;
;;;     v128 v = i32x4_add(a, b);
;;;     wr_results[0] = wr_high(v);
;;;     return wr_low(v);
;;;   }
;;;   wr_overflow[0] = wr_high(c);
;;;   v128 v_2 = i32x4_shl(a, by);
;;;   wr_overflow[1] = wr_low(v_2);
;;;   wr_overflow[2] = wr_high(v_2);
;;;   WR_TAIL return m0_next(WR_ARGS5(sp, n - 1ull, by, wr_low(b), wr_high(b), wr_low(c)));
;;; }
;;;
;;; inline v128 m0_plain(v128 a) {
;;;   v128 v = i32x4_neg(a);
;;;   wr_results[1] = wr_low(v);
;;;   wr_results[2] = wr_high(v);
;;;   return a;
;;; }
;;;
;;; v128 m0_both(v128 v) {
;;;   wr_overflow[0] = wr_high(v);
;;;   wr_overflow[1] = wr_low(v);
;;;   wr_overflow[2] = wr_high(v);
;;;   u64 low = m0_next(WR_ARGS5(WR_NO_SP, 3ull, 1u, wr_low(v), wr_high(v), wr_low(v)));
;;;   v128 t0 = wr_to_v128(low, wr_results[0]);
;;;   v128 t1 = wr_to_v128(wr_results[1], wr_results[2]);
;;;   v128 t3 = m0_plain(v);
;;;   return v128_xor(i32x4_sub(t0, t1), t3);
;;; }
