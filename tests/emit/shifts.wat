;; A constant distance is taken modulo the width when the C is written, any other when it runs.
(module
  (func $f (param $x i32) (param $y i64) (result i64)
    (i64.or
      (i64.extend_i32_s (i32.shr_s (local.get $x) (i32.const 33)))
      (i64.add
        (i64.shl (local.get $y) (i64.const 3))
        (i64.shr_u (local.get $y) (i64.extend_i32_u (local.get $x)))))))

;;; u64 m0_f(u32 x, u64 y) {
;;;   return (u64)(i64)(i32)(u32)((i32)x >> 1) | ((y << 3) + i64_shr_u(y, (u64)x));
;;; }
