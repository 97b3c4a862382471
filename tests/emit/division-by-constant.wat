;; A constant that is neither 0 nor -1 divides without a check, and does not trap.
(module
  (func $unsigned (param $x i32) (result i32)
    (i32.add (i32.div_u (local.get $x) (i32.const 10)) (i32.rem_u (local.get $x) (i32.const 10))))
  (func $signed (param $x i64) (result i64)
    (i64.add (i64.div_s (local.get $x) (i64.const -10)) (i64.rem_s (local.get $x) (i64.const 10))))
  (func $checked (param $x i32) (result i32)
    (i32.add (i32.div_s (local.get $x) (i32.const -1)) (i32.rem_s (local.get $x) (i32.const -1))))
  (func $traps (param $x i32) (result i32) (i32.div_u (local.get $x) (i32.const 0))))

;;; // $unsigned
;;; u32 m0_unsigned_(u32 x) {
;;;   return x / 10u + x % 10u;
;;; }
;;;
;;; // $signed
;;; u64 m0_signed_(u64 x) {
;;;   return (u64)((i64)x / -10) + (u64)((i64)x % 10);
;;; }
;;;
;;; u32 m0_checked(u32 x) {
;;;   u32 t0 = i32_div_s(x, 4294967295u);
;;;   return t0 + i32_rem_s(x, 4294967295u);
;;; }
;;;
;;; u32 m0_traps(u32 x) {
;;;   return i32_div_u(x, 0u);
;;; }
