;; A cast with which every round begins is done once, before the loop, also an outer one; not where the variable changes, nor where
;; something that can be seen, or only some rounds, come first.
(module
  (import "" "work" (func $work (param eqref)))
  (type $list (array (mut eqref)))
  (func $sum (param $x eqref) (param $n i32) (result i32) (local $i i32) (local $j i32) (local $sum i32)
    (loop $rows
      (local.set $j (i32.const 0))
      (loop $columns
        (local.set $sum
          (i32.add (local.get $sum) (array.len (ref.cast (ref $list) (local.get $x)))))
        (array.set $list (ref.cast (ref $list) (local.get $x)) (local.get $j) (ref.null eq))
        (br_if $columns (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (local.get $n))))
      (br_if $rows (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum))
  (func $walk (param $x eqref)
    (loop $next
      (local.set $x (array.get $list (ref.cast (ref $list) (local.get $x)) (i32.const 0)))
      (br_if $next (ref.test (ref $list) (local.get $x)))))
  (func $late (param $x eqref) (param $n i32)
    (loop $next
      (call $work (local.get $x))
      (call $work (ref.cast (ref $list) (local.get $x)))
      (br_if $next (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 9)))))
  (func $sometimes (param $x eqref) (param $n i32)
    (loop $next
      (if (i32.eq (local.get $n) (i32.const 5))
        (then (call $work (ref.cast (ref $list) (local.get $x)))))
      (br_if $next (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 9))))))

;;; // import .work
;;; void m0_work(ref x0 WR_UNUSED) {
;;;   wr_unknown_import("", "work");
;;; }
;;;
;;; u32 m0_sum(ref x, u32 n) {
;;;   u32 i = 0u;
;;;   u32 sum = 0u;
;;;   (void)wr_as_any_eq(x, ty_list_range);
;;;   u32 j;
;;;   for (;;) {
;;;     j = 0u;
;;;     for (;;) {
;;;       sum = sum + wr_array_length(x);
;;;       ty_list_set(x, j, (ref)0);
;;;       j = j + 1u;
;;;       if (!(j < n)) break;
;;;     }
;;;     i = i + 1u;
;;;     if (!(i < n)) break;
;;;   }
;;;   return sum;
;;; }
;;;
;;; void m0_walk(ref x) {
;;;   for (;;) {
;;;     x = ty_list_get(wr_as_any_eq(x, ty_list_range), 0u);
;;;     if (!wr_is_any_eq(x, ty_list_range)) break;
;;;   }
;;; }
;;;
;;; void m0_late(ref x, u32 n) {
;;;   for (;;) {
;;;     m0_work(x);
;;;     m0_work(wr_as_any_eq(x, ty_list_range));
;;;     n = n + 1u;
;;;     if (!(n < 9u)) break;
;;;   }
;;; }
;;;
;;; void m0_sometimes(ref x, u32 n) {
;;;   for (;;) {
;;;     if (n == 5u) m0_work(wr_as_any_eq(x, ty_list_range));
;;;     n = n + 1u;
;;;     if (!(n < 9u)) break;
;;;   }
;;; }
