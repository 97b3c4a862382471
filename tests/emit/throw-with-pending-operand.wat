;; What nobody will read after a throw is not computed before it, unless it may trap.
(module
  (global $g (mut i32) (i32.const 0))
  (tag $error (param i32))
  (func $f (param $x i32) (param $y i32)
    (global.get $g)
    (i32.div_u (local.get $x) (local.get $y))
    (throw $error (local.get $x))))

;;; void m0_f(u32 x, u32 y) {
;;;   (void)i32_div_u(x, y);
;;;   wr_exception.payload[0] = x;
;;;   wr_throw(&m0_error);
;;; }
