;; gcc warns of a switch over a truth.
(module
  (func $f (param $x i32) (result i32)
    (block $a (block $b
      (br_table $a $b (i32.lt_u (local.get $x) (i32.const 9))))
      (return (i32.const 1)))
    (i32.const 2)))

;;; u32 m0_f(u32 x) {
;;;   switch ((u32)(x < 9u)) {
;;;     case 0u: return 2u;
;;;     default: return 1u;
;;;   }
;;; }
