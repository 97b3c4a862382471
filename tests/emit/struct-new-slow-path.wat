;; Allocation is a bump of a pointer; only where that fails are the references spilled, those of the new object included.
(module
  (type $cell (struct (field $car eqref) (field $cdr (ref null $cell))))
  (func $cons (param $x eqref) (param $l (ref null $cell)) (result (ref $cell))
    (struct.new $cell (local.get $x) (local.get $l)))
  (func $iota (param $n i32) (result (ref null $cell)) (local $l (ref null $cell))
    (loop $next
      (if (local.get $n) (then
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (local.set $l (struct.new $cell (ref.i31 (local.get $n)) (local.get $l)))
        (br $next))))
    (local.get $l)))

;;; ref m0_cons(ref *sp WR_UNUSED, ref x, ref l) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) {
;;;     sp[0] = x;
;;;     sp[1] = l;
;;;     o = wr_allocate_slow(sp + 2, sizeof(struct ty_cell));
;;;     x = sp[0];
;;;     l = sp[1];
;;;   }
;;;   ref t0 = ty_cell_init(o, x, l);
;;;   return t0;
;;; }
;;;
;;; ref m0_iota(ref *sp WR_UNUSED, u32 n) {
;;;   ref l = (ref)0;
;;;   for (;;) {
;;;     if (!n) break;
;;;     n = n - 1u;
;;;     void *o = wr_allocate(sizeof(struct ty_cell));
;;;     if (wr_unlikely(!o)) {
;;;       sp[0] = l;
;;;       o = wr_allocate_slow(sp + 1, sizeof(struct ty_cell));
;;;       l = sp[0];
;;;     }
;;;     l = ty_cell_init(o, wr_i31(n), l);
;;;   }
;;;   return l;
;;; }
