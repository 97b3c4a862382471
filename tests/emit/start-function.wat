;; The start function runs once memories, tables and segments are ready; `_start` is what `run` calls.
;;! show = "entry"
(module
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (func $init (global.set $g (i32.const 1)))
  (func $main (export "_start") (global.set $g (i32.const 2)))
  (start $init)
  (data (i32.const 0) "x"))

;;; u32 m0_g = 1u;
;;; struct wr_memory m0_memory0;
;;; static const u8 k0_data0_bytes[] = "x";
;;; struct wr_data m0_data0 = { k0_data0_bytes, 1u };
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
;;; const struct wr_function wr_functions[] = {
;;;   { (wr_code)m0_init, ty_func0_word, "init", 0 },
;;;   { (wr_code)m0_main_, ty_func0_word, "main", 0 },
;;; };
;;; const u32 wr_function_count = 2u;
;;; void wr_program_instantiate(ref *sp WR_UNUSED) {
;;;   wr_memory_create_low(&m0_memory0, 1ull, 65536ull);
;;;   wr_memory_init(&m0_memory0, &m0_data0, 0u, 0u, 1u);
;;;   wr_data_drop(&m0_data0);
;;;   m0_init();
;;; }
;;; static void run(ref *sp WR_UNUSED) {
;;;   m0_main_();
;;; }
;;; const struct wr_program wr_program = { 0, run, &m0_memory0 };
