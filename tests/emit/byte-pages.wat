;; A memory whose pages are bytes ends where no guard page can: its accesses check, and it is measured in bytes.
;;! show = "functions, entry"
(module
  (memory 10 (pagesize 1))
  (func $f (param $p i32) (result i32)
    (i32.store offset=4 (local.get $p) (memory.size))
    (drop (memory.grow (i32.const 3)))
    (i32.load8_u (local.get $p))))

;;; u32 m0_f(u32 p) {
;;;   i32_store_checked(&m0_memory0, p, 4ull, (u32)wr_memory_size_bytes(&m0_memory0));
;;;   (void)(u32)wr_memory_grow_bytes(&m0_memory0, 3u);
;;;   return i32_load8_u_checked(&m0_memory0, p, 0ull);
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
;;;   wr_memory_create_bytes(&m0_memory0, 10ull, 4294967295ull);
;;; }
;;; const struct wr_program wr_program = { 0, 0, &m0_memory0 };
