;; Elements are reached through functions of their array type, which check the bound.
(module
  (type $bytes (array (mut i8)))
  (type $refs (array (mut eqref)))
  (type $floats (array (mut f64)))
  (func $f (param $b (ref $bytes)) (param $r (ref $refs)) (param $d (ref $floats)) (param $i i32) (result f64)
    (array.set $bytes (local.get $b) (local.get $i) (array.get_s $bytes (local.get $b) (i32.const 0)))
    (array.set $refs (local.get $r) (local.get $i) (array.get $refs (local.get $r) (i32.const 1)))
    (array.get $floats (local.get $d) (i32.sub (array.len (local.get $d)) (i32.const 1)))))

;;; f64 m0_f(ref b, ref r, ref d, u32 i) {
;;;   ty_bytes_set(b, i, ty_bytes_get_s(b, 0u));
;;;   ty_refs_set(r, i, ty_refs_get(r, 1u));
;;;   return ty_floats_get(d, wr_array_length(d) - 1u);
;;; }
