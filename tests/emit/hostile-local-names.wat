;; Locals keep their names, unless C, libc, the runtime or the emitted code gave those a meaning.
(module
  (type $cell (struct (field $value (mut i32))))
  (global $constant (ref $cell) (struct.new $cell (i32.const 1)))
  (func $f (param $ty_cell (ref $cell)) (param $ty_cell_word i32) (param $k00 i32) (param $k0_0 i32) (param $o i32)
           (param $sp i32) (param $return i32) (param $errno i32) (param $m0_f i32) (param $" " i32) (result i32)
    (local $new (ref $cell))
    (local.set $new (struct.new $cell (i32.add (local.get $ty_cell_word) (local.get $k00))))
    (i32.add
      (i32.add
        (i32.add (i32.add (local.get $o) (local.get $sp)) (i32.add (local.get $return) (local.get $errno)))
        (i32.add (i32.add (local.get $m0_f) (local.get $" ")) (local.get $k0_0)))
      (i32.add
        (struct.get $cell $value (local.get $new))
        (i32.add
          (struct.get $cell $value (global.get $constant))
          (struct.get $cell $value (local.get $ty_cell)))))))

;;; u32 m0_f(ref *sp WR_UNUSED, ref x_ty_cell, u32 x_ty_cell_word, u32 x_k00, u32 x_k0_0, u32 o,
;;;     u32 sp_, u32 return_, u32 errno_, u32 x_m0_f, u32 x) {
;;;   void *o_2 = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o_2)) {
;;;     sp[0] = x_ty_cell;
;;;     o_2 = wr_allocate_slow(sp + 1, sizeof(struct ty_cell));
;;;     x_ty_cell = sp[0];
;;;   }
;;;   ref new = ty_cell_init(o_2, x_ty_cell_word + x_k00);
;;;   return o + sp_ + (return_ + errno_) + (x_m0_f + x + x_k0_0) + (ty_cell(new)->value +
;;;       (ty_cell(m0_constant)->value + ty_cell(x_ty_cell)->value));
;;; }
