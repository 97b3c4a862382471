;; C evaluates one of the arms only; Wasm both. An arm that may trap is evaluated before.
(module
  (func $f (param $x i32) (param $y i32) (result i32)
    (select (i32.div_u (local.get $x) (local.get $y)) (i32.const 0) (local.get $y))))

;;; u32 m0_f(u32 x, u32 y) {
;;;   u32 t0 = i32_div_u(x, y);
;;;   return y ? t0 : 0u;
;;; }
