;; A branch to the outer loop from the inner one cannot be C's `continue`: it is a goto to the label on its head.
(module
  (func $f (param $n i32) (param $m i32) (result i32) (local $s i32)
    (block $done
      (loop $outer
        (loop $inner
          (local.set $s (i32.add (local.get $s) (i32.const 1)))
          (br_if $done (i32.gt_u (local.get $s) (local.get $n)))
          (br_if $outer (i32.and (local.get $s) (local.get $m)))
          (br $inner))))
    (local.get $s)))

;;; u32 m0_f(u32 n, u32 m) {
;;;   u32 s = 0u;
;;;   for (;;) {
;;;   L2:;
;;;     for (;;) {
;;;       s = s + 1u;
;;;       if (s > n) goto L1;
;;;       if (s & m) goto L2;
;;;     }
;;;     break;
;;;   }
;;; L1:;
;;;   return s;
;;; }
