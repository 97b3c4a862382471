;; An integer of 128 bits is one value in C, whose halves go where Wasm wants them.
(module
  (func $mul (param $a i64) (param $b i64) (result i64 i64)
    (i64.mul_wide_u (local.get $a) (local.get $b)))
  (func $accumulate (param $x i64) (param $y i64) (param $low i64) (param $high i64) (result i64)
    (i64.add128 (local.get $low) (local.get $high) (i64.mul_wide_s (local.get $x) (local.get $y)))
    (local.set $high)
    (local.set $low)
    (i64.xor (local.get $low) (local.get $high))))

;;; u64 m0_mul(u64 a, u64 b) {
;;;   u128 wide = i64_mul_wide_u(a, b);
;;;   wr_results[0] = wr_high_half(wide);
;;;   return wr_low_half(wide);
;;; }
;;;
;;; u64 m0_accumulate(u64 x, u64 y, u64 low, u64 high) {
;;;   u128 wide = i64_mul_wide_s(x, y);
;;;   u128 wide_2 = i64_add128(low, high, wr_low_half(wide), wr_high_half(wide));
;;;   high = wr_high_half(wide_2);
;;;   low = wr_low_half(wide_2);
;;;   return low ^ high;
;;; }
