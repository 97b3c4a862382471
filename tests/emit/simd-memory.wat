;; A load or store of one lane is a load or store of a number, put into or taken out of the vector.
(module
  (memory 1)
  (func $copy (param $from i32) (param $to i32)
    (v128.store (local.get $to) (v128.load offset=16 (local.get $from))))
  (func $parts (param $at i32) (result v128)
    (i16x8.add (v128.load8x8_s (local.get $at)) (v128.load64_zero (local.get $at))))
  (func $lane (param $at i32) (param $v v128) (result v128)
    (v128.store16_lane 3 (local.get $at) (local.get $v))
    (v128.load32_lane offset=8 1 (local.get $at) (local.get $v)))
  (func $dropped (param $at i32)
    (drop (v128.load (local.get $at)))))

;;; void m0_copy(u32 from, u32 to) {
;;;   v128_store(&m0_memory0, to, 0ull, v128_load(&m0_memory0, from, 16ull));
;;; }
;;;
;;; v128 m0_parts(u32 at) {
;;;   return i16x8_add(v128_load8x8_s(&m0_memory0, at, 0ull), v128_load64_zero(&m0_memory0, at, 0ull));
;;; }
;;;
;;; v128 m0_lane(u32 at, v128 v) {
;;;   i32_store16(&m0_memory0, at, 0ull, i16x8_extract_lane_u(v, 3));
;;;   return i32x4_replace_lane(v, 1, i32_load(&m0_memory0, at, 8ull));
;;; }
;;;
;;; void m0_dropped(u32 at) {
;;;   wr_touch_v128(v128_load(&m0_memory0, at, 0ull));
;;; }
