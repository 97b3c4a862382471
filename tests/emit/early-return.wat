;; A return, and a branch to the function's own label, are `return`; what is below on the stack is dropped.
(module
  (func $f (param $x i32) (result i32)
    (if (i32.eqz (local.get $x)) (then (return (i32.const 7))))
    (i32.const 1)
    (drop (br_if 0 (i32.const 8) (i32.eq (local.get $x) (i32.const 1))))
    (drop)
    (i32.mul (local.get $x) (local.get $x))))

;;; u32 m0_f(u32 x) {
;;;   if (!x) return 7u;
;;;   if (x == 1u) return 8u;
;;;   return x * x;
;;; }
