;; A loop's parameters are variables, which each branch to it assigns all at once, as far as anyone can tell.
(module
  (func $fib (param $n i32) (result i64)
    (local $a i64) (local $b i64)
    (i64.const 0)
    (i64.const 1)
    (loop $next (param i64 i64) (result i64)
      (local.set $b)
      (local.set $a)
      (local.get $b)
      (i64.add (local.get $a) (local.get $b))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (local.get $n))
      (drop))))

;;; u64 m0_fib(u32 n) {
;;;   u64 t3 = 0ull;
;;;   u64 t4 = 1ull;
;;;   u64 a;
;;;   u64 b;
;;;   for (;;) {
;;;     b = t4;
;;;     a = t3;
;;;     n = n - 1u;
;;;     u64 t5 = a + b;
;;;     if (!n) break;
;;;     t3 = b;
;;;     t4 = t5;
;;;   }
;;;   return b;
;;; }
