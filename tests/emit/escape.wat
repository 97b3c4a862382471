;; A box that each round of a loop makes and reads, and that leaves the loop only at its end, is made there. What is wanted on every way stays
;; where it is. An array that is wanted on some ways through a loop is made by the first; one that each round wants, before the loop.
;; What is set at first is set by whoever makes it.
(module
  (type $box (struct (field i64)))
  (type $cell (struct (field (mut i64))))
  (type $bytes (array (mut i8)))
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
    (local.get $cell))
  (func $seldom (param $n i32) (result i32) (local $bytes (ref $bytes)) (local $i i32)
    (local.set $bytes (array.new $bytes (i32.const 7) (local.get $n)))
    (loop $next
      (if (i32.and (local.get $i) (i32.const 1))
        (then (array.set $bytes (local.get $bytes) (local.get $i) (i32.const 1))))
      (if (i32.and (local.get $i) (i32.const 16))
        (then (return (array.get_u $bytes (local.get $bytes) (local.get $i)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (i32.const 0))
  (func $set-at-first (param $n i32) (param $i i32) (result i32) (local $bytes (ref $bytes))
    (local.set $bytes (array.new_default $bytes (local.get $n)))
    (array.set $bytes (local.get $bytes) (i32.const 3) (i32.add (local.get $i) (i32.const 1)))
    (if (local.get $i) (then (return (array.get_u $bytes (local.get $bytes) (local.get $i)))))
    (i32.const 0))
  (func $always (param $n i32) (result i32) (local $bytes (ref $bytes)) (local $i i32)
    (local.set $bytes (array.new $bytes (i32.const 7) (local.get $n)))
    (block $out
      (loop $next
        (br_if $out (i32.ge_u (local.get $i) (local.get $n)))
        (array.set $bytes (local.get $bytes) (local.get $i) (i32.const 1))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (local.get $i)))

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
;;;
;;; u32 m0_seldom(ref *sp WR_UNUSED, u32 n) {
;;;   u32 i = 0u;
;;;   ref bytes = (ref)0;
;;;   for (;;) {
;;;     if (i & 1u) {
;;;       if (!bytes) {
;;;         void *o = wr_allocate_array(n, 0u);
;;;         if (wr_unlikely(!o)) o = wr_allocate_array_slow(sp, n, 0u);
;;;         bytes = wr_array_init_fill_u8(o, ty_bytes_word, n, 7u);
;;;       }
;;;       ty_bytes_set(bytes, i, 1u);
;;;     }
;;;     if (i & 16u) {
;;;       if (!bytes) {
;;;         void *o_2 = wr_allocate_array(n, 0u);
;;;         if (wr_unlikely(!o_2)) o_2 = wr_allocate_array_slow(sp, n, 0u);
;;;         bytes = wr_array_init_fill_u8(o_2, ty_bytes_word, n, 7u);
;;;       }
;;;       return ty_bytes_get_u(bytes, i);
;;;     }
;;;     i = i + 1u;
;;;     if (!(i < n)) break;
;;;   }
;;;   return 0u;
;;; }
;;;
;;; // $set-at-first
;;; u32 m0_set_at_first(ref *sp WR_UNUSED, u32 n, u32 i) {
;;;   u32 t3 = i + 1u;
;;;   ref bytes;
;;;   if (n <= 3u) {
;;;     void *o = wr_allocate_array(n, 0u);
;;;     if (wr_unlikely(!o)) o = wr_allocate_array_slow(sp, n, 0u);
;;;     bytes = wr_array_init_default(o, ty_bytes_word, n, 0u);
;;;     ty_bytes_set(bytes, 3u, t3);
;;;     wr_trap(WR_TRAP_UNREACHABLE);
;;;   }
;;;   if (i) {
;;;     void *o_2 = wr_allocate_array(n, 0u);
;;;     if (wr_unlikely(!o_2)) o_2 = wr_allocate_array_slow(sp, n, 0u);
;;;     bytes = wr_array_init_default(o_2, ty_bytes_word, n, 0u);
;;;     ty_bytes_write(bytes, 3u, t3);
;;;     return ty_bytes_get_u(bytes, i);
;;;   }
;;;   return 0u;
;;; }
;;;
;;; u32 m0_always(ref *sp WR_UNUSED, u32 n) {
;;;   u32 i = 0u;
;;;   void *o = wr_allocate_array(n, 0u);
;;;   if (wr_unlikely(!o)) o = wr_allocate_array_slow(sp, n, 0u);
;;;   ref bytes = wr_array_init_fill_u8(o, ty_bytes_word, n, 7u);
;;;   for (;;) {
;;;     if (i >= n) break;
;;;     ty_bytes_set(bytes, i, 1u);
;;;     i = i + 1u;
;;;   }
;;;   return i;
;;; }
