;; The old value of `x` is kept for a local that nobody reads: neither is written, nor spilled at the call.
;; FIXME: `x0` is spilled without ever having a value: the collector follows garbage.
(module
  (type $cell (struct (field i32)))
  (func $collect (drop (struct.new $cell (i32.const 1))))
  (func $f (param $x eqref) (param $y eqref) (result eqref)
    (local $unread eqref)
    (local.get $x)
    (local.set $x (local.get $y))
    (call $collect)
    (local.set $unread)
    (local.get $x)))

;;; inline void m0_collect(ref *sp WR_UNUSED) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_cell));
;;;   (void)ty_cell_init(o, 1u);
;;; }
;;;
;;; ref m0_f(ref *sp WR_UNUSED, ref x, ref y) {
;;;   x = y;
;;;   sp[0] = x;
;;;   m0_collect(sp + 1);
;;;   x = sp[0];
;;;   return x;
;;; }
