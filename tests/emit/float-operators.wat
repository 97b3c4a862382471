;; Operators of C where they agree with Wasm, functions where they do not.
(module
  (func $f (param $x f64) (param $y f64) (result f64)
    (f64.min
      (f64.neg (f64.div (local.get $x) (f64.sub (local.get $y) (f64.const 1))))
      (f64.copysign (f64.sqrt (local.get $x)) (f64.nearest (local.get $y)))))
  (func $g (param $x f64) (result i32)
    (i32.or (f64.ne (local.get $x) (local.get $x)) (i32.trunc_f64_s (local.get $x))))
  (func $h (param $x f64) (result f32)
    (f32.add (f32.demote_f64 (local.get $x)) (f32.convert_i64_u (i64.trunc_sat_f64_u (local.get $x))))))

;;; f64 m0_f(f64 x, f64 y) {
;;;   return f64_min(-(x / (y - 1.0)), f64_copysign(f64_sqrt(x), f64_nearest(y)));
;;; }
;;;
;;; u32 m0_g(f64 x) {
;;;   return (u32)(x != x) | i32_trunc_f64_s(x);
;;; }
;;;
;;; f32 m0_h(f64 x) {
;;;   return f32_demote_f64(x) + (f32)i64_trunc_sat_f64_u(x);
;;; }
