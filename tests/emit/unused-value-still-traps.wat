;; A value that nobody uses is not computed, but a trap on the way to it is kept.
;; FIXME: `(void)(x - y)` does nothing.
(module
  (func $f (param $x i32) (param $y i32)
    (local $unread i32)
    (drop (i32.mul (local.get $x) (local.get $y)))
    (drop (i32.div_u (local.get $x) (local.get $y)))
    (local.set $unread (i32.sub (local.get $x) (local.get $y)))
    (local.set $unread (i32.rem_u (local.get $x) (local.get $y)))))

;;; void m0_f(u32 x, u32 y) {
;;;   (void)i32_div_u(x, y);
;;;   (void)(x - y);
;;;   (void)i32_rem_u(x, y);
;;; }
