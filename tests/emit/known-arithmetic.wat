;; Arithmetic on constants is done: clang takes `10u ^ 3u` for a power.
(module
  (func $f (result i32) (i32.xor (i32.const 10) (i32.const 3)))
  (func $g (result i64) (i64.rem_s (i64.const -7) (i64.const 4)))
  (func $h (param $x i32) (result i32) (i32.and (i32.shl (local.get $x) (i32.const 4)) (i32.const 15)))
  (func $traps (result i32) (i32.div_u (i32.const 1) (i32.const 0))))

;;; u32 m0_f(void) {
;;;   return 9u;
;;; }
;;;
;;; u64 m0_g(void) {
;;;   return 18446744073709551613ull;
;;; }
;;;
;;; u32 m0_h(u32 x WR_UNUSED) {
;;;   return 0u;
;;; }
;;;
;;; u32 m0_traps(void) {
;;;   return i32_div_u(1u, 0u);
;;; }
