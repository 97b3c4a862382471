;; Blocks nest without braces in C: only ifs, loops and handlers count for its limit of nesting.
(module
  (func $f (param $x i32) (result i32)
    (block $a (block $b (block $c (block $d (block $e
      (br_if $a (i32.eq (local.get $x) (i32.const 1)))
      (br_if $c (i32.eq (local.get $x) (i32.const 3)))
      (br_if $e (i32.eq (local.get $x) (i32.const 5)))
      (return (i32.const 0)))
      (local.set $x (i32.add (local.get $x) (i32.const 50))))
      (local.set $x (i32.add (local.get $x) (i32.const 40))))
      (local.set $x (i32.add (local.get $x) (i32.const 30))))
      (local.set $x (i32.add (local.get $x) (i32.const 20))))
    (local.get $x)))

;;; u32 m0_f(u32 x) {
;;;   if (x != 1u) {
;;;     if (x != 3u) {
;;;       if (x != 5u) return 0u;
;;;       x = x + 50u;
;;;       x = x + 40u;
;;;     }
;;;     x = x + 30u;
;;;     x = x + 20u;
;;;   }
;;;   return x;
;;; }
