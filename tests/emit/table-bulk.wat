;; Tables of functions and of references have functions of their own.
(module
  (table $code 4 funcref)
  (table $refs 2 eqref)
  (func $f (param $x eqref) (param $g funcref) (param $n i32) (result i32)
    (table.fill $code (i32.const 0) (local.get $g) (local.get $n))
    (table.copy $refs $refs (i32.const 0) (i32.const 1) (local.get $n))
    (i32.add
      (table.grow $code (ref.null func) (local.get $n))
      (table.grow $refs (local.get $x) (local.get $n)))))

;;; u32 m0_f(ref x, wr_code g, u32 n) {
;;;   wr_code_table_fill(&m0_code, 0u, g, n);
;;;   wr_ref_table_copy(&m0_refs, &m0_refs, 0u, 1u, n);
;;;   u32 t0 = wr_code_table_grow(&m0_code, (wr_code)0, n);
;;;   u32 t1 = wr_ref_table_grow(&m0_refs, x, n);
;;;   return t0 + t1;
;;; }
