;; A comparison is an int in C: as an operand it is made unsigned, as a condition it is left alone.
(module
  (func $f (param $x i32) (param $y i32) (result i32)
    (if (i32.eqz (i32.lt_u (local.get $x) (local.get $y))) (then (return (i32.const 1))))
    (i32.sub (i32.lt_u (local.get $x) (local.get $y)) (i32.eqz (local.get $x))))
  (func $g (param $x i32) (param $y i32) (result i64)
    (i64.extend_i32_u (i32.gt_u (i32.eqz (local.get $x)) (i32.eqz (local.get $y))))))

;;; u32 m0_f(u32 x, u32 y) {
;;;   if (!(x < y)) return 1u;
;;;   return (u32)(x < y) - (u32)!x;
;;; }
;;;
;;; u64 m0_g(u32 x, u32 y) {
;;;   return (u64)(u32)((u32)!x > (u32)!y);
;;; }
