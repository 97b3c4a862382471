;; An allocation changes nothing that a pending operand reads: the field of `p` is read after it, through the reloaded `p`.
(module
  (type $cell (struct (field $value (mut i32))))
  (func $f (param $p (ref $cell)) (result (ref $cell) i32)
    (struct.get $cell $value (local.get $p))
    (local.set $p (struct.new $cell (i32.const 1)))
    (drop)
    (local.get $p)
    (struct.get $cell $value (local.get $p))))

;;; ref m0_f(ref *sp WR_UNUSED, ref p) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) {
;;;     sp[0] = p;
;;;     o = wr_allocate_slow(sp + 1, sizeof(struct ty_cell));
;;;     p = sp[0];
;;;   }
;;;   ref t0 = ty_cell_init(o, 1u);
;;;   (void)ty_cell(p)->value;
;;;   p = t0;
;;;   wr_results[0] = ty_cell(p)->value;
;;;   return p;
;;; }
