;; Comparisons that are always true or false: compilers would say so, and they are not made.
(module
  (func $f (param $x i32) (param $y i64) (result i32)
    (i32.add
      (i32.add
        (i32.add (i32.ge_u (local.get $x) (i32.const 0)) (i32.lt_u (local.get $x) (i32.const 0)))
        (i32.add (i32.lt_s (local.get $x) (i32.const 0x80000000)) (i32.le_s (local.get $x) (i32.const 0x7fffffff))))
      (i32.add
        (i32.add (i64.lt_s (local.get $y) (i64.const 0x8000000000000000)) (i64.le_u (local.get $y) (i64.const -1)))
        (i32.add (i32.eq (local.get $x) (local.get $x)) (i64.lt_u (local.get $y) (local.get $y)))))))

;;; u32 m0_f(u32 x WR_UNUSED, u64 y WR_UNUSED) {
;;;   return 4u;
;;; }
