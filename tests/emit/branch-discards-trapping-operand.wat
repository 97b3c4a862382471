;; `return` and `br` drop what lies below their operands, but not its trap.
;; FIXME: both divisions are lost.
(module
  (func $by_return (param $x i32) (param $y i32) (result i32)
    (i32.div_u (local.get $x) (local.get $y))
    (return (i32.const 1)))
  (func $by_br (param $x i32) (param $y i32)
    (block $out
      (i32.div_u (local.get $x) (local.get $y))
      (br $out))
    (block $out
      (i32.rem_u (local.get $x) (local.get $y))
      (br $out))))

;;; u32 m0_by_return(u32 x, u32 y) {
;;;   (void)i32_div_u(x, y);
;;;   return 1u;
;;; }
;;;
;;; void m0_by_br(u32 x, u32 y) {
;;;   (void)i32_div_u(x, y);
;;;   (void)i32_rem_u(x, y);
;;; }
