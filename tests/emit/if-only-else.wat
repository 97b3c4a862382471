;; An `if` whose then-arm is empty is turned around.
(module
  (func $f (param $x i32) (result i32)
    (if (i32.lt_s (local.get $x) (i32.const 0))
      (then)
      (else (local.set $x (i32.add (local.get $x) (i32.const 1)))))
    (i32.mul (local.get $x) (local.get $x))))

;;; u32 m0_f(u32 x) {
;;;   if (!((i32)x < 0)) x = x + 1u;
;;;   return x * x;
;;; }
