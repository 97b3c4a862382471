;; Integers are unsigned in C; a signed comparison casts its operands, and writes a constant with its sign.
(module
  (func $f (param $x i32) (param $y i64) (result i32)
    (i32.and
      (i32.lt_s (local.get $x) (i32.const -5))
      (i32.and
        (i64.ge_s (local.get $y) (i64.const 0x100000000))
        (i32.gt_s (i32.const 3) (i32.sub (local.get $x) (i32.wrap_i64 (local.get $y))))))))

;;; u32 m0_f(u32 x, u64 y) {
;;;   return (u32)((i32)x < -5) & (u32)((i64)y >= 4294967296) & (u32)(3 > (i32)(x - (u32)y));
;;; }
