;; Each case assigns the variable of its own target before it goes there.
;; FIXME: no path reads `t0` or `t1` as zero.
(module
  (func $f (param $x i32) (result i32)
    (i32.add
      (block $outer (result i32)
        (i32.mul
          (block $inner (result i32)
            (br_table $inner $outer $inner (i32.sub (local.get $x) (i32.const 4)) (local.get $x)))
          (i32.const 3)))
      (i32.const 1))))

;;; u32 m0_f(u32 x) {
;;;   u32 t0 = 0u;
;;;   u32 t1 = 0u;
;;;   u32 t2 = x - 4u;
;;;   switch (x) {
;;;     case 1u:
;;;       t0 = t2;
;;;       goto L1;
;;;     default:
;;;       t1 = t2;
;;;       break;
;;;   }
;;;   t0 = t1 * 3u;
;;; L1:;
;;;   return t0 + 1u;
;;; }
