;; Operands that go into a block stay what they were.
(module
  (func $f (param $x i32) (param $y i32) (result i32)
    (local.get $x)
    (i32.add (local.get $y) (i32.const 1))
    (block $b (param i32 i32) (result i32)
      (i32.sub)
      (br_if $b (local.get $x))
      (i32.mul (local.get $y)))
    (i32.add (i32.const 5))))

;;; u32 m0_f(u32 x, u32 y) {
;;;   u32 t1 = x - (y + 1u);
;;;   u32 t0;
;;;   if (x) {
;;;     t0 = t1;
;;;   } else {
;;;     t0 = t1 * y;
;;;   }
;;;   return t0 + 5u;
;;; }
