;; Comparisons that are always true or false: compilers know, and must not say so.
;; FIXME: gcc warns of the three of i32 and a limit.
(module
  (func $f (param $x i32) (param $y i64) (result i32)
    (i32.add
      (i32.add
        (i32.add (i32.ge_u (local.get $x) (i32.const 0)) (i32.lt_u (local.get $x) (i32.const 0)))
        (i32.add (i32.lt_s (local.get $x) (i32.const 0x80000000)) (i32.le_s (local.get $x) (i32.const 0x7fffffff))))
      (i32.add
        (i32.add (i64.lt_s (local.get $y) (i64.const 0x8000000000000000)) (i64.le_u (local.get $y) (i64.const -1)))
        (i32.add (i32.eq (local.get $x) (local.get $x)) (i64.lt_u (local.get $y) (local.get $y)))))))

;;; u32 m0_f(u32 x, u64 y) {
;;;   return (u32)(x >= 0u) + (u32)(x < 0u) + ((u32)((i32)x < -2147483648) + (u32)((i32)x <=
;;;       2147483647)) + ((u32)((i64)y < (i64)9223372036854775808ull) +
;;;       (u32)(y <= 18446744073709551615ull) + ((u32)1 + (u32)0));
;;; }
