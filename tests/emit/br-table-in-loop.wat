;; A switch inside of a loop: one case continues it, the other leaves it.
(module
  (func $f (param $x i32) (result i32)
    (local $n i32)
    (block $done
      (loop $again
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (br_table $again $done (i32.and (local.get $n) (local.get $x)))))
    (local.get $n)))

;;; u32 m0_f(u32 x) {
;;;   u32 n = 0u;
;;;   for (;;) {
;;;   L2:;
;;;     n = n + 1u;
;;;     switch (n & x) {
;;;       case 0u: goto L2;
;;;       default: goto L1;
;;;     }
;;;   }
;;; L1:;
;;;   return n;
;;; }
