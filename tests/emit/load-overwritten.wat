;; The first value of `x` is overwritten, but its load may trap: loads are volatile in C, so that none is forgotten.
(module
  (memory 1)
  (func $f (param $p i32) (result i32)
    (local $x i32)
    (local.set $x (i32.load (local.get $p)))
    (local.set $x (i32.const 1))
    (local.get $x)))

;;; u32 m0_f(u32 p) {
;;;   u32 x = i32_load(&m0_memory0, p, 0ull);
;;;   x = 1u;
;;;   return x;
;;; }
