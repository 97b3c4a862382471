;; At a call that may collect, the references alive after it are on the side stack: `b` is, `a` and the number are not.
(module
  (type $cell (struct (field $value i32)))
  (func $collect (result (ref $cell)) (struct.new $cell (i32.const 1)))
  (func $f (param $a (ref $cell)) (param $b (ref $cell)) (param $n i32) (result i32)
    (local.set $n (i32.add (local.get $n) (struct.get $cell $value (local.get $a))))
    (drop (call $collect))
    (i32.add (local.get $n) (struct.get $cell $value (local.get $b)))))

;;; inline ref m0_collect(ref *sp WR_UNUSED) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_cell));
;;;   ref t0 = ty_cell_init(o, 1u);
;;;   return t0;
;;; }
;;;
;;; u32 m0_f(ref *sp WR_UNUSED, ref a, ref b, u32 n) {
;;;   n = n + ty_cell(a)->value;
;;;   sp[0] = b;
;;;   (void)m0_collect(sp + 1);
;;;   b = sp[0];
;;;   return n + ty_cell(b)->value;
;;; }
