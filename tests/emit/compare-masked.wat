;; Bits that a mask clears or sets decide a comparison: compilers would say so.
(module
  (func $never (param $x i32) (result i32)
    (i32.eq (i32.and (local.get $x) (i32.const 16)) (i32.const 10)))
  (func $always (param $x i64) (result i32)
    (i64.ne (i64.or (local.get $x) (i64.const 4)) (i64.const 3)))
  (func $sometimes (param $x i32) (result i32)
    (i32.eq (i32.and (local.get $x) (i32.const 26)) (i32.const 10))))

;;; u32 m0_never(u32 x WR_UNUSED) {
;;;   return 0u;
;;; }
;;;
;;; u32 m0_always(u64 x WR_UNUSED) {
;;;   return 1u;
;;; }
;;;
;;; u32 m0_sometimes(u32 x) {
;;;   return (x & 26u) == 10u;
;;; }
