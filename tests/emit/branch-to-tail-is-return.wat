;; A branch to a block after which only the function's end comes is a `return`, however deep the blocks are.
(module
  (func $f (param $x i32) (result i32)
    (block $a (result i32)
      (block $b (result i32)
        (drop (br_if $b (i32.const 1) (local.get $x)))
        (br $a (i32.const 2))))))

;;; u32 m0_f(u32 x) {
;;;   if (x) return 1u;
;;;   return 2u;
;;; }
