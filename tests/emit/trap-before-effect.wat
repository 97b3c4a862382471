;; A pending division may trap, so it does before anybody can see the global change.
(module
  (global $g (mut i32) (i32.const 0))
  (func $f (param $x i32) (param $y i32) (result i32)
    (i32.div_u (local.get $x) (local.get $y))
    (global.set $g (local.get $x))))

;;; u32 m0_f(u32 x, u32 y) {
;;;   u32 t0 = i32_div_u(x, y);
;;;   m0_g = x;
;;;   return t0;
;;; }
