;; Expressions of more than 24 levels are cut: clang reads 256 parentheses, and nobody reads as many.
(module
  (func $f (param $x i32) (result i32)
    (i32.const 1)
    (i32.clz (i32.ctz (i32.clz (i32.ctz (i32.clz (i32.ctz (i32.clz (i32.ctz (i32.clz (i32.ctz
    (i32.clz (i32.ctz (i32.clz (i32.ctz (i32.clz (i32.ctz (i32.clz (i32.ctz (i32.clz (i32.ctz
    (i32.clz (i32.ctz (i32.clz (i32.ctz (i32.clz (i32.ctz (i32.clz (i32.ctz (i32.clz (i32.ctz
      (local.get $x)
    ))))))))))))))))))))))))))))))
    (i32.sub)))

;;; u32 m0_f(u32 x) {
;;;   u32 t0 =
;;;       i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(x))))))))))))))))))))))));
;;;   return 1u - i32_clz(i32_ctz(i32_clz(i32_ctz(i32_clz(i32_ctz(t0))))));
;;; }
