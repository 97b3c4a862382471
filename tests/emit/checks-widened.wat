;; The first access asks for all the elements that are sure to be wanted before anybody can see anything: over branches that agree, through
;; copies and casts, not beyond a call or a store, a return, another round. What ends in a trap wants nothing.
(module
  (import "" "work" (func $work (param eqref)))
  (type $list (array (mut eqref)))
  (type $bytes (array i8))
  (func $parts (param $x eqref) (result eqref) (local $a (ref $list))
    (local.set $a (ref.cast (ref $list) (local.get $x)))
    (call $work (array.get $list (ref.cast (ref $list) (local.get $x)) (i32.const 0)))
    (drop (ref.cast (ref $list) (array.get $list (local.get $a) (i32.const 1))))
    (drop (ref.cast (ref $list) (array.get $list (local.get $a) (i32.const 4))))
    (array.set $list (local.get $a) (i32.const 2) (array.get $list (local.get $a) (i32.const 3)))
    (drop (ref.cast (ref $list) (array.get $list (local.get $a) (i32.const 5))))
    (array.set $list (local.get $a) (i32.const 6) (local.get $x))
    (array.get $list (local.get $a) (i32.const 7)))
  (func $tagged (param $a (ref $list)) (result eqref)
    (if (ref.is_null (array.get $list (local.get $a) (i32.const 0)))
      (then (return (array.get $list (local.get $a) (i32.const 3)))))
    (if (ref.is_null (array.get $list (local.get $a) (i32.const 1)))
      (then (unreachable)))
    (array.get $list (local.get $a) (i32.const 2)))
  (func $bytes (param $a (ref $bytes)) (result i32)
    (if (array.get_s $bytes (local.get $a) (i32.const 0))
      (then (return (array.get_u $bytes (local.get $a) (i32.const 1)))))
    (array.get_s $bytes (local.get $a) (i32.const 2)))
  (func $unsure (param $a (ref $list)) (param $n i32) (result eqref)
    (call $work
      (select (result eqref) (array.get $list (local.get $a) (i32.const 2)) (ref.null eq)
        (ref.is_null (array.get $list (local.get $a) (i32.const 0)))))
    (if (ref.is_null (array.get $list (local.get $a) (i32.const 1)))
      (then (return (ref.null eq))))
    (drop (ref.cast (ref $list) (array.get $list (local.get $a) (i32.const 3))))
    (loop $again
      (if (ref.is_null (array.get $list (local.get $a) (i32.const 4)))
        (then
          (local.set $n (i32.add (local.get $n) (i32.const 1)))
          (br_if $again (i32.lt_s (local.get $n) (i32.const 9))))))
    (array.get $list (local.get $a) (i32.const 5)))
  (func $walk (param $a (ref $list)) (result eqref)
    (loop $again
      (local.set $a (ref.cast (ref $list) (array.get $list (local.get $a) (i32.const 0))))
      (br_if $again (ref.is_null (array.get $list (local.get $a) (i32.const 1)))))
    (array.get $list (local.get $a) (i32.const 2))))

;;; // import .work
;;; void m0_work(ref x0 WR_UNUSED) {
;;;   wr_unknown_import("", "work");
;;; }
;;;
;;; ref m0_parts(ref x) {
;;;   ref a = wr_as_any_eq(x, ty_list_range);
;;;   m0_work(ty_list_get(x, 0u));
;;;   (void)wr_as_any_eq(ty_list_get_of(a, 1u, 5u), ty_list_range);
;;;   (void)wr_as_any_eq(ty_list_read(a, 4u), ty_list_range);
;;;   ty_list_write(a, 2u, ty_list_read(a, 3u));
;;;   (void)wr_as_any_eq(ty_list_get_of(a, 5u, 7u), ty_list_range);
;;;   ty_list_write(a, 6u, x);
;;;   return ty_list_get(a, 7u);
;;; }
;;;
;;; ref m0_tagged(ref a) {
;;;   if (!ty_list_get_of(a, 0u, 3u)) return ty_list_get(a, 3u);
;;;   if (!ty_list_read(a, 1u)) wr_trap(WR_TRAP_UNREACHABLE);
;;;   return ty_list_read(a, 2u);
;;; }
;;;
;;; u32 m0_bytes(ref a) {
;;;   if (ty_bytes_get_of_s(a, 0u, 2u)) return ty_bytes_read_u(a, 1u);
;;;   return ty_bytes_get_s(a, 2u);
;;; }
;;;
;;; ref m0_unsure(ref a, u32 n) {
;;;   ref t0 = ty_list_get(a, 2u);
;;;   m0_work(!ty_list_read(a, 0u) ? t0 : (ref)0);
;;;   if (!ty_list_read(a, 1u)) return (ref)0;
;;;   (void)wr_as_any_eq(ty_list_get_of(a, 3u, 5u), ty_list_range);
;;;   for (;;) {
;;;     if (!ty_list_read(a, 4u)) {
;;;       n = n + 1u;
;;;       if ((i32)n < 9) continue;
;;;     }
;;;     break;
;;;   }
;;;   return ty_list_get(a, 5u);
;;; }
;;;
;;; ref m0_walk(ref a) {
;;;   for (;;) {
;;;     a = wr_as_any_eq(ty_list_get(a, 0u), ty_list_range);
;;;     if (ty_list_get(a, 1u)) break;
;;;   }
;;;   return ty_list_get(a, 2u);
;;; }
