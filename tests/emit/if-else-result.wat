;; The arms of an `if` with a result assign one variable, or return, where nothing but the end follows.
(module
  (func $in_tail (param $x i32) (result i32)
    (if (result i32) (local.get $x)
      (then (i32.const 1))
      (else (i32.add (local.get $x) (i32.const 2)))))
  (func $in_sum (param $x i32) (result i32)
    (i32.mul (local.get $x)
      (if (result i32) (i32.eqz (local.get $x))
        (then (i32.const 1))
        (else (i32.sub (local.get $x) (i32.const 2)))))))

;;; u32 m0_in_tail(u32 x) {
;;;   if (x) {
;;;     return 1u;
;;;   } else {
;;;     return x + 2u;
;;;   }
;;; }
;;;
;;; u32 m0_in_sum(u32 x) {
;;;   u32 t0;
;;;   if (!x) {
;;;     t0 = 1u;
;;;   } else {
;;;     t0 = x - 2u;
;;;   }
;;;   return x * t0;
;;; }
