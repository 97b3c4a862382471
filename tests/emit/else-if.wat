;; An `if` alone in an else-arm is `else if`.
(module
  (func $sign (param $x i32) (result i32) (local $r i32)
    (if (i32.lt_s (local.get $x) (i32.const 0))
      (then (local.set $r (i32.const -1)))
      (else (if (i32.gt_s (local.get $x) (i32.const 0))
        (then (local.set $r (i32.const 1)))
        (else (local.set $r (i32.const 0))))))
    (i32.shl (local.get $r) (i32.const 1))))

;;; u32 m0_sign(u32 x) {
;;;   u32 r;
;;;   if ((i32)x < 0) {
;;;     r = 4294967295u;
;;;   } else if ((i32)x > 0) {
;;;     r = 1u;
;;;   } else {
;;;     r = 0u;
;;;   }
;;;   return r << 1;
;;; }
