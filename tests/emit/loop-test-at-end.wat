;; The usual shape of a counting loop: it goes on while the condition holds, and ends by running to its end.
(module
  (func $sum (param $n i32) (result i32) (local $s i32)
    (loop $next
      (local.set $s (i32.add (local.get $s) (local.get $n)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (i32.ne (local.get $n) (i32.const 0))))
    (local.get $s)))

;;; u32 m0_sum(u32 n) {
;;;   u32 s = 0u;
;;;   for (;;) {
;;;     s = s + n;
;;;     n = n - 1u;
;;;     if (n == 0u) break;
;;;   }
;;;   return s;
;;; }
