;; What is known of a reference survives calls: its type, that it is not null, how long its array is at least. After the `if`, what both arms know.
(module
  (import "" "work" (func $work (param eqref)))
  (type $list (array (mut eqref)))
  (type $pair (struct (field eqref) (field eqref)))
  (global $three (ref $list) (array.new_fixed $list 3 (ref.null eq) (ref.null eq) (ref.null eq)))
  (func $f (param $x eqref) (param $p (ref null $pair)) (result eqref)
    (call $work (array.get $list (ref.cast (ref $list) (local.get $x)) (i32.const 2)))
    (call $work (array.get $list (ref.cast (ref $list) (local.get $x)) (i32.const 1)))
    (call $work (array.get $list (ref.cast (ref $list) (local.get $x)) (i32.const 3)))
    (call $work (array.get $list (global.get $three) (i32.const 2)))
    (array.set $list (global.get $three) (i32.const 2) (local.get $x))
    (array.set $list (global.get $three) (i32.const 3) (local.get $x))
    (call $work (struct.get $pair 0 (local.get $p)))
    (struct.get $pair 1 (local.get $p)))
  (func $join (param $x eqref) (result eqref)
    (if (ref.test (ref $pair) (local.get $x))
      (then (call $work (struct.get $pair 0 (ref.cast (ref $pair) (local.get $x)))))
      (else (call $work (struct.get $pair 1 (ref.cast (ref $pair) (local.get $x))))))
    (struct.get $pair 0 (ref.cast (ref $pair) (local.get $x)))))

;;; // import .work
;;; void m0_work(ref x0 WR_UNUSED) {
;;;   wr_unknown_import("", "work");
;;; }
;;;
;;; ref m0_f(ref x, ref p) {
;;;   m0_work(ty_list_get(wr_as_any_eq(x, ty_list_range), 2u));
;;;   m0_work(ty_list_read(x, 1u));
;;;   m0_work(ty_list_get(x, 3u));
;;;   m0_work(ty_list_read(m0_three, 2u));
;;;   ty_list_write(m0_three, 2u, x);
;;;   ty_list_set(m0_three, 3u, x);
;;;   m0_work(slot_ref(ty_pair(wr_nonnull(p))->f0));
;;;   return slot_ref(ty_pair(p)->f1);
;;; }
;;;
;;; ref m0_join(ref x) {
;;;   if (wr_is_any_eq(x, ty_pair_range)) {
;;;     m0_work(slot_ref(ty_pair(x)->f0));
;;;   } else {
;;;     m0_work(slot_ref(ty_pair(wr_as_any_eq(x, ty_pair_range))->f1));
;;;   }
;;;   return slot_ref(ty_pair(x)->f0);
;;; }
