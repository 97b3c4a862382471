;; A comparison that selects a label is made a number first: compilers warn of a `switch` on a truth value.
(module
  (func $f (param $x i32) (param $y i32) (result i32)
    (block $no (block $yes
      (br_table $no $yes (i32.lt_u (local.get $x) (local.get $y))))
      (return (i32.const 1)))
    (i32.const 2)))

;;; u32 m0_f(u32 x, u32 y) {
;;;   switch ((u32)(x < y)) {
;;;     case 0u: return 2u;
;;;     default: return 1u;
;;;   }
;;; }
