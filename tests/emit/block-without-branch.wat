;; A block to which nobody branches is nothing at all.
(module
  (func $f (param $x i32) (result i32)
    (i32.add
      (block (result i32) (i32.mul (local.get $x) (i32.const 3)))
      (block (result i32) (nop) (local.get $x)))))

;;; u32 m0_f(u32 x) {
;;;   return x * 3u + x;
;;; }
