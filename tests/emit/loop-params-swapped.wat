;; A branch that turns a loop's parameters round needs a third variable.
(module
  (func $f (param $n i32) (result i32)
    (local $top i32)
    (i32.const 1)
    (i32.const 2)
    (i32.const 3)
    (loop $next (param i32 i32 i32) (result i32)
      (local.set $top)
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (block $swap (param i32 i32) (result i32 i32 i32)
        (local.get $top)
        (br_if $next (local.get $n)))
      (i32.sub)
      (i32.sub))))

;;; u32 m0_f(u32 n) {
;;;   u32 t4 = 3u;
;;;   u32 top;
;;;   for (;;) {
;;;     top = t4;
;;;     n = n - 1u;
;;;     if (!n) break;
;;;     t4 = top;
;;;   }
;;;   return 1u - (2u - top);
;;; }
