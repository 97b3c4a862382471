;; A local that starts as zero says so; others are declared where they are first assigned, temporaries as deep as they can be.
(module
  (func $f (param $x i32) (result i32)
    (local $zero i32) (local $late i32) (local $unused i32)
    (if (local.get $x)
      (then
        (local.set $late (i32.mul (local.get $x) (local.get $x)))
        (local.set $zero (i32.add (local.get $zero) (local.get $late)))))
    (local.set $late (i32.add (local.get $x) (i32.const 3)))
    (i32.add (local.get $zero) (local.get $late))))

;;; u32 m0_f(u32 x) {
;;;   u32 zero = 0u;
;;;   u32 late;
;;;   if (x) {
;;;     late = x * x;
;;;     zero = zero + late;
;;;   }
;;;   late = x + 3u;
;;;   return zero + late;
;;; }
