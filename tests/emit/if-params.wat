;; Both arms of an `if` get its operands; without an else they are its results.
(module
  (func $f (param $x i32) (param $c i32) (result i32)
    (i32.mul (local.get $x) (local.get $x))
    (local.get $c)
    (if (param i32) (result i32) (then (i32.add (local.get $x))))
    (i32.xor (local.get $c))))

;;; u32 m0_f(u32 x, u32 c) {
;;;   u32 t1 = x * x;
;;;   u32 t0;
;;;   if (c) {
;;;     t0 = t1 + x;
;;;   } else {
;;;     t0 = t1;
;;;   }
;;;   return t0 ^ c;
;;; }
