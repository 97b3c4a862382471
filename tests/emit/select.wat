;; A select of values that cannot trap is C's conditional.
(module
  (func $max (param $x i32) (param $y i32) (result i32)
    (select (local.get $x) (local.get $y) (i32.gt_s (local.get $x) (local.get $y)))))

;;; u32 m0_max(u32 x, u32 y) {
;;;   return (i32)x > (i32)y ? x : y;
;;; }
