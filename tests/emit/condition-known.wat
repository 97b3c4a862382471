;; A condition that always or never holds is a constant, in a loop, too; what it evaluates still traps.
(module
  (func $f (param $x i32) (param $y i32) (result i32)
    (if (i32.or (local.get $x) (i32.const 1)) (then (return (i32.const 1))))
    (loop $l (br_if $l (i32.and (i32.rem_u (local.get $x) (local.get $y)) (i32.const 0))))
    (select (local.get $x) (local.get $y) (i32.const 7))))

;;; u32 m0_f(u32 x, u32 y) {
;;;   if (1u) return 1u;
;;;   for (;;) {
;;;     (void)i32_rem_u(x, y);
;;;     if (!0u) break;
;;;   }
;;;   return 1u ? x : y;
;;; }
