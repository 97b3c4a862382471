;; Either operand may trap, with different words: C would evaluate them in any order, so the first gets a temporary.
(module
  (memory 1)
  (func $f (param $x i32) (param $y i32) (result i32)
    (i32.add
      (i32.div_u (local.get $x) (local.get $y))
      (i32.load (local.get $x)))))

;;; u32 m0_f(u32 x, u32 y) {
;;;   u32 t0 = i32_div_u(x, y);
;;;   return t0 + i32_load(&m0_memory0, x, 0ull);
;;; }
