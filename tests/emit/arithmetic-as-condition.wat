;; Any number is a condition: products, shifts and selects, of which compilers suspect a slip, are compared with 0.
(module
  (func $f (param $x i32) (param $y i32) (result i32)
    (if (i32.mul (local.get $x) (local.get $y)) (then (return (i32.const 1))))
    (if (i32.shl (local.get $x) (i32.const 3)) (then (return (i32.const 2))))
    (if (i32.eqz (i32.mul (local.get $x) (local.get $x))) (then (return (i32.const 3))))
    (if (select (i32.const 2) (local.get $y) (local.get $x)) (then (return (i32.const 4))))
    (if (i32.and (i32.lt_u (local.get $x) (i32.const 9)) (i32.ne (local.get $y) (i32.const 1))) (then (return (i32.const 5))))
    (if (i32.and (local.get $x) (i32.const 1)) (then (return (i32.const 6))))
    (i32.const 7)))

;;; u32 m0_f(u32 x, u32 y) {
;;;   if (x * y != 0u) return 1u;
;;;   if (x << 3 != 0u) return 2u;
;;;   if (x * x == 0u) return 3u;
;;;   if ((x ? 2u : y) != 0u) return 4u;
;;;   if ((u32)(x < 9u) & (u32)(y != 1u)) return 5u;
;;;   if (x & 1u) return 6u;
;;;   return 7u;
;;; }
