;; A long one by a list of assignments.
(module
  (type $bytes (array (mut i32)))
  (func $nine (param $x i32) (result (ref $bytes))
    (array.new_fixed $bytes 9 (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)
      (i32.const 7) (i32.const 8) (local.get $x))))

;;; ref m0_nine(ref *sp WR_UNUSED, u32 x) {
;;;   void *o = wr_allocate(48);
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, 48);
;;;   wr_array_header(o, ty_bytes_word, 9u);
;;;   ty_bytes((ref)o)->items[0] = 1u;
;;;   ty_bytes((ref)o)->items[1] = 2u;
;;;   ty_bytes((ref)o)->items[2] = 3u;
;;;   ty_bytes((ref)o)->items[3] = 4u;
;;;   ty_bytes((ref)o)->items[4] = 5u;
;;;   ty_bytes((ref)o)->items[5] = 6u;
;;;   ty_bytes((ref)o)->items[6] = 7u;
;;;   ty_bytes((ref)o)->items[7] = 8u;
;;;   ty_bytes((ref)o)->items[8] = x;
;;;   ref t0 = (ref)o;
;;;   return t0;
;;; }
