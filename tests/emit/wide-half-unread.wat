;; A half that nobody reads is not taken.
(module
  (func $high (param $a i64) (param $b i64) (result i64) (local $h i64)
    (i64.mul_wide_s (local.get $a) (local.get $b))
    (local.set $h)
    (drop)
    (local.get $h))
  (func $low (param $a i64) (param $b i64) (result i64)
    (drop (i64.sub128 (local.get $a) (i64.const 0) (local.get $b) (i64.const 0)))))

;;; u64 m0_high(u64 a, u64 b) {
;;;   u128 wide = i64_mul_wide_s(a, b);
;;;   u64 h = wr_high_half(wide);
;;;   return h;
;;; }
;;;
;;; u64 m0_low(u64 a, u64 b) {
;;;   u128 wide = i64_sub128(a, 0ull, b, 0ull);
;;;   return wr_low_half(wide);
;;; }
