;; A box that each round of a loop makes and reads, and that leaves the loop only at its end, is made there. What is wanted on every way stays
;; where it is, and so does an object of which fields can change.
(module
  (type $box (struct (field i64)))
  (type $cell (struct (field (mut i64))))
  (func $last (param $n i32) (result (ref $box)) (local $x i64) (local $box (ref $box))
    (loop $next (result (ref $box))
      (local.set $box (struct.new $box (i64.add (i64.mul (local.get $x) (i64.const 3)) (i64.const 1))))
      (if (result (ref $box)) (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
        (then
          (local.set $x (struct.get $box 0 (local.get $box)))
          (br $next))
        (else (local.get $box)))))
  (func $on-all-ways (param $x i64) (result (ref $box)) (local $box (ref $box))
    (local.set $box (struct.new $box (local.get $x)))
    (if (i64.eqz (struct.get $box 0 (local.get $box))) (then (return (local.get $box))))
    (local.get $box))
  (func $changes (param $x i64) (param $wanted i32) (result (ref null $cell)) (local $cell (ref $cell))
    (local.set $cell (struct.new $cell (local.get $x)))
    (if (i64.eqz (struct.get $cell 0 (local.get $cell))) (then (return (ref.null $cell))))
    (local.get $cell)))

;;; ref m0_last(ref *sp WR_UNUSED, u32 n) {
;;;   u64 x = 0ull;
;;;   ref box;
;;;   ref t4;
;;;   for (;;) {
;;;     u64 t5 = x * 3ull + 1ull;
;;;     n = n - 1u;
;;;     if (n) {
;;;       x = t5;
;;;       continue;
;;;     } else {
;;;       void *o = wr_allocate(sizeof(struct ty_box));
;;;       if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_box));
;;;       box = ty_box_init(o, t5);
;;;       t4 = box;
;;;     }
;;;     break;
;;;   }
;;;   return t4;
;;; }
;;;
;;; // $on-all-ways
;;; ref m0_on_all_ways(ref *sp WR_UNUSED, u64 x) {
;;;   void *o = wr_allocate(sizeof(struct ty_box));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_box));
;;;   ref box = ty_box_init(o, x);
;;;   if (!ty_box(box)->f0) return box;
;;;   return box;
;;; }
;;;
;;; ref m0_changes(ref *sp WR_UNUSED, u64 x, u32 wanted WR_UNUSED) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_cell));
;;;   ref cell = ty_cell_init(o, x);
;;;   if (!ty_cell(cell)->f0) return (ref)0;
;;;   return cell;
;;; }
