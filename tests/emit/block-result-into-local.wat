;; A block whose result goes to a local leaves it there at once: no variable for the block's result.
(module
  (func $clamp (param $x i32) (result i32)
    (local $r i32)
    (local.set $r
      (block $done (result i32)
        (drop (br_if $done (i32.const 100) (i32.gt_u (local.get $x) (i32.const 100))))
        (local.get $x)))
    (i32.mul (local.get $r) (local.get $r))))

;;; u32 m0_clamp(u32 x) {
;;;   u32 r;
;;;   if (x > 100u) {
;;;     r = 100u;
;;;   } else {
;;;     r = x;
;;;   }
;;;   return r * r;
;;; }
