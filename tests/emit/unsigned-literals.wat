;; Literals are unsigned: a product with constants wraps, where C's ints would overflow.
(module
  (func $f (param $x i32) (result i32)
    (i32.mul (i32.mul (local.get $x) (i32.const 769)) (i32.mul (local.get $x) (i32.const 205740))))
  (func $g (param $x i64) (result i64)
    (i64.add (i64.sub (i64.const -1) (local.get $x)) (i64.const 0x7fffffffffffffff))))

;;; u32 m0_f(u32 x) {
;;;   return x * 769u * (x * 205740u);
;;; }
;;;
;;; u64 m0_g(u64 x) {
;;;   return 18446744073709551615ull - x + 9223372036854775807ull;
;;; }
