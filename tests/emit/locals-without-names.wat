;; A local that has no name is declared where it is first assigned, like a temporary, but one that a round of a loop may read from the
;; round before begins as zero; one with a name is declared for the whole function.
(module
  (func (export "f") (param i32) (result i32) (local i32 i32) (local $named i32)
    (loop
      (if (i32.and (local.get 0) (i32.const 1))
        (then
          (local.set 1 (i32.shl (local.get 0) (i32.const 1)))
          (local.set $named (i32.mul (local.get 1) (local.get 1)))
          (local.set 2 (i32.add (i32.add (local.get $named) (local.get 2)) (local.get $named)))))
      (br_if 0 (local.tee 0 (i32.shr_u (local.get 0) (i32.const 1)))))
    (local.get 2)))

;;; u32 m0_f(u32 x0) {
;;;   u32 x2 = 0u;
;;;   u32 named;
;;;   for (;;) {
;;;     if (x0 & 1u) {
;;;       u32 x1 = x0 << 1;
;;;       named = x1 * x1;
;;;       x2 = named + x2 + named;
;;;     }
;;;     x0 = x0 >> 1;
;;;     if (!x0) break;
;;;   }
;;;   return x2;
;;; }
