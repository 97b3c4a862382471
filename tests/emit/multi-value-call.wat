;; The first result of a call is its value in C; the others are words of `wr_results`, read before anything else happens.
(module
  (func $divmod (param $a i32) (param $b i32) (result i32 i32)
    (i32.div_u (local.get $a) (local.get $b))
    (i32.rem_u (local.get $a) (local.get $b)))
  (func $f (param $x i32) (result i32)
    (call $divmod (local.get $x) (i32.const 10))
    (i32.sub)))

;;; inline u32 m0_divmod(u32 a, u32 b) {
;;;   wr_results[0] = i32_rem_u(a, b);
;;;   return i32_div_u(a, b);
;;; }
;;;
;;; u32 m0_f(u32 x) {
;;;   u32 t0 = m0_divmod(x, 10u);
;;;   u32 t1 = (u32)wr_results[0];
;;;   return t0 - t1;
;;; }
