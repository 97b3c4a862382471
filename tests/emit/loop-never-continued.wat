;; A loop to which nobody branches runs once.
(module
  (func $f (param $x i32) (result i32)
    (loop $once (result i32) (i32.add (local.get $x) (i32.const 1)))))

;;; u32 m0_f(u32 x) {
;;;   for (;;) {
;;;     break;
;;;   }
;;;   return x + 1u;
;;; }
