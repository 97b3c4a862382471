;; Filling and copying are one call each; references take the one with barriers.
(module
  (type $bytes (array (mut i8)))
  (type $refs (array (mut eqref)))
  (data $d "abc")
  (elem $e eqref (ref.i31 (i32.const 1)) (ref.null eq))
  (func $numbers (param $a (ref $bytes)) (param $b (ref null $bytes)) (param $n i32)
    (array.fill $bytes (local.get $a) (i32.const 0) (i32.const 255) (local.get $n))
    (array.copy $bytes $bytes (local.get $a) (i32.const 1) (local.get $b) (i32.const 2) (local.get $n))
    (array.init_data $bytes $d (local.get $a) (i32.const 3) (i32.const 0) (local.get $n)))
  (func $references (param $a (ref $refs)) (param $b (ref null $refs)) (param $n i32)
    (array.fill $refs (local.get $a) (i32.const 0) (ref.null eq) (local.get $n))
    (array.copy $refs $refs (local.get $a) (i32.const 1) (local.get $b) (i32.const 2) (local.get $n))
    (array.init_elem $refs $e (local.get $a) (i32.const 3) (i32.const 0) (local.get $n))))

;;; void m0_numbers(ref a, ref b, u32 n) {
;;;   ty_bytes_fill(a, 0u, 255u, n);
;;;   wr_array_copy(a, 1u, wr_nonnull(b), 2u, n, 1u);
;;;   wr_array_init_data(a, 3u, &m0_data0, 0u, n, 0u);
;;; }
;;;
;;; void m0_references(ref a, ref b, u32 n) {
;;;   ty_refs_fill(a, 0u, (ref)0, n);
;;;   wr_array_copy_refs(a, 1u, wr_nonnull(b), 2u, n);
;;;   wr_array_init_elem(a, 3u, &m0_elem0, 0u, n);
;;; }
