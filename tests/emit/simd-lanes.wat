;; The numbers of lanes are arguments; bitmasks are numbers that a C compiler may compare.
(module
  (func $second (param $v v128) (result i32) (i8x16.extract_lane_s 1 (local.get $v)))
  (func $replace (param $v v128) (param $x f64) (result v128) (f64x2.replace_lane 1 (local.get $v) (local.get $x)))
  (func $interleave (param $a v128) (param $b v128) (result v128)
    (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $a) (local.get $b)))
  (func $choose (param $a v128) (param $b v128) (param $mask v128) (result v128)
    (if (i32.gt_u (i8x16.bitmask (local.get $mask)) (i32.const 0xffff)) (then (return (local.get $a))))
    (if (v128.any_true (local.get $mask)) (then (return (local.get $b))))
    (select (local.get $a) (v128.bitselect (local.get $a) (local.get $b) (local.get $mask))
      (i32x4.all_true (local.get $a)))))

;;; u32 m0_second(v128 v) {
;;;   return i8x16_extract_lane_s(v, 1);
;;; }
;;;
;;; v128 m0_replace(v128 v, f64 x) {
;;;   return f64x2_replace_lane(v, 1, x);
;;; }
;;;
;;; v128 m0_interleave(v128 a, v128 b) {
;;;   return i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
;;; }
;;;
;;; v128 m0_choose(v128 a, v128 b, v128 mask) {
;;;   if (0u) return a;
;;;   if (v128_any_true(mask)) return b;
;;;   return i32x4_all_true(a) ? a : v128_bitselect(a, b, mask);
;;; }
