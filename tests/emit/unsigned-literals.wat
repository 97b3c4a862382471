;; Literals are unsigned: a product of constants wraps, where C's ints would overflow.
(module
  (func $f (result i32)
    (i32.mul (i32.mul (i32.const 60) (i32.const 769)) (i32.mul (i32.const 381) (i32.const 540))))
  (func $g (result i64)
    (i64.add (i64.const -1) (i64.const 0x7fffffffffffffff))))

;;; u32 m0_f(void) {
;;;   return 60u * 769u * (381u * 540u);
;;; }
;;;
;;; u64 m0_g(void) {
;;;   return 18446744073709551615ull + 9223372036854775807ull;
;;; }
