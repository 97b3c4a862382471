;; A memory knows whether it is shared: only then may a program wait there.
;;! show = "functions, entry"
(module
  (memory 1 2 shared)
  (func $f (param $p i32) (result i32)
    (i32.or
      (memory.atomic.wait32 (local.get $p) (i32.const 0) (i64.const -1))
      (memory.atomic.notify offset=4 (local.get $p) (i32.const 1)))))

;;; u32 m0_f(u32 p) {
;;;   u32 t0 = memory_atomic_wait32(&m0_memory0, p, 0ull, 0u, 18446744073709551615ull);
;;;   u32 t1 = memory_atomic_notify(&m0_memory0, p, 4ull, 1u);
;;;   return t0 | t1;
;;; }
;;;
;;; struct wr_memory m0_memory0;
;;; const struct wr_type wr_types[] = { { .kind = WR_KIND_EXN, .name = "exn" } };
;;; const u32 wr_type_count = 1u;
;;; ref *const wr_global_roots[] = { 0 };
;;; const u32 wr_global_root_count = 0u;
;;; struct wr_object *const wr_static_roots[] = { 0 };
;;; const u32 wr_static_root_count = 0u;
;;; struct wr_ref_table *const wr_ref_tables[] = { 0 };
;;; const u32 wr_ref_table_count = 0u;
;;; struct wr_ref_elem *const wr_ref_elems[] = { 0 };
;;; const u32 wr_ref_elem_count = 0u;
;;; const struct wr_function wr_functions[] = { { (wr_code)m0_f, ty_func0_word, "f", 0 } };
;;; const u32 wr_function_count = 1u;
;;; void wr_program_instantiate(ref *sp WR_UNUSED) {
;;;   wr_memory_create_low(&m0_memory0, 1ull, 2ull);
;;;   wr_memory_share(&m0_memory0);
;;; }
;;; const struct wr_program wr_program = { 0, 0, &m0_memory0 };
