;; An `if` that does nothing is still asked, for its trap.
(module
  (func $f (param $x i32) (param $y i32)
    (if (local.get $x) (then))
    (if (i32.rem_u (local.get $x) (local.get $y)) (then) (else))))

;;; void m0_f(u32 x, u32 y) {
;;;   if (x) {
;;;   }
;;;   if (i32_rem_u(x, y)) {
;;;   }
;;; }
