;; Arrays of a length that is known at run time come from the runtime, which roots what it is given; `keep` is ours to root.
(module
  (type $block (array (mut eqref)))
  (type $bytes (array (mut i8)))
  (data $text "hello")
  (elem $items eqref (ref.i31 (i32.const 1)))
  (global $last (mut eqref) (ref.null eq))
  (func $f (param $n i32) (param $keep eqref) (param $x eqref) (result eqref)
    (global.set $last (array.new $block (local.get $x) (local.get $n)))
    (global.set $last (array.new_default $block (local.get $n)))
    (global.set $last (array.new_elem $block $items (i32.const 0) (local.get $n)))
    (global.set $last (array.new $bytes (i32.const 32) (local.get $n)))
    (global.set $last (array.new_data $bytes $text (i32.const 1) (local.get $n)))
    (local.get $keep)))

;;; ref m0_f(ref *sp WR_UNUSED, u32 n, ref keep, ref x) {
;;;   void *o = wr_allocate_array(n, 3u);
;;;   if (wr_unlikely(!o)) {
;;;     sp[0] = keep;
;;;     sp[1] = x;
;;;     o = wr_allocate_array_slow(sp + 2, n, 3u);
;;;     keep = sp[0];
;;;     x = sp[1];
;;;   }
;;;   ref t0 = wr_array_init_fill_ref(o, ty_block_word, n, x);
;;;   wr_global_set(&m0_last, t0);
;;;   void *o_2 = wr_allocate_array(n, 3u);
;;;   if (wr_unlikely(!o_2)) {
;;;     sp[0] = keep;
;;;     o_2 = wr_allocate_array_slow(sp + 1, n, 3u);
;;;     keep = sp[0];
;;;   }
;;;   ref t1 = wr_array_init_default(o_2, ty_block_word, n, 3u);
;;;   wr_global_set(&m0_last, t1);
;;;   sp[0] = keep;
;;;   ref t2 = wr_array_new_elem(sp + 1, ty_block_word, &m0_elem0, 0u, n);
;;;   keep = sp[0];
;;;   wr_global_set(&m0_last, t2);
;;;   void *o_3 = wr_allocate_array(n, 0u);
;;;   if (wr_unlikely(!o_3)) {
;;;     sp[0] = keep;
;;;     o_3 = wr_allocate_array_slow(sp + 1, n, 0u);
;;;     keep = sp[0];
;;;   }
;;;   ref t3 = wr_array_init_fill_u8(o_3, ty_bytes_word, n, 32u);
;;;   wr_global_set(&m0_last, t3);
;;;   sp[0] = keep;
;;;   ref t4 = wr_array_new_data(sp + 1, ty_bytes_word, 0u, &m0_data0, 1u, n);
;;;   keep = sp[0];
;;;   wr_global_set(&m0_last, t4);
;;;   return keep;
;;; }
