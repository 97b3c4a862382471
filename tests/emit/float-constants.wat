;; Floats are written so that they read back as they were, sign of zero and bits of NaN included.
(module
  (func $f (result f64 f64 f64 f64 f64 f64)
    (f64.const -0.0) (f64.const inf) (f64.const -nan:0x4000000000001) (f64.const 0.1) (f64.const 1e300)
    (f64.const 0x1p-1074))
  (func $g (result f32 f32 f32 f32 f32 f32)
    (f32.const -0.0) (f32.const -inf) (f32.const nan:0x200001) (f32.const 0.1) (f32.const 16777216) (f32.const 0x1p-149)))

;;; f64 m0_f(void) {
;;;   wr_results[0] = wr_from_f64(f64_from_bits(0x7ff0000000000000ull));
;;;   wr_results[1] = wr_from_f64(f64_from_bits(0xfff4000000000001ull));
;;;   wr_results[2] = wr_from_f64(0.1);
;;;   wr_results[3] = wr_from_f64(1e300);
;;;   wr_results[4] = wr_from_f64(5e-324);
;;;   return -0.0;
;;; }
;;;
;;; f32 m0_g(void) {
;;;   wr_results[0] = wr_from_f32(f32_from_bits(0xff800000u));
;;;   wr_results[1] = wr_from_f32(f32_from_bits(0x7fa00001u));
;;;   wr_results[2] = wr_from_f32(0.1f);
;;;   wr_results[3] = wr_from_f32(16777216.0f);
;;;   wr_results[4] = wr_from_f32(1e-45f);
;;;   return -0.0f;
;;; }
