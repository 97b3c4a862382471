;; Active segments are copied when the module starts, and dropped; passive ones wait.
;;! show = "functions, entry"
(module
  (memory 1 2)
  (data (i32.const 16) "one\00\"two\"")
  (data $later "\ff\fe")
  (func $f (param $to i32)
    (memory.init $later (local.get $to) (i32.const 0) (i32.const 2))
    (data.drop $later)))

;;; void m0_f(u32 to) {
;;;   wr_memory_init(&m0_memory0, &m0_data1, to, 0u, 2u);
;;;   wr_data_drop(&m0_data1);
;;; }
;;;
;;; struct wr_memory m0_memory0;
;;; static const u8 k0_data0_bytes[] = "one\000\"two\"";
;;; struct wr_data m0_data0 = { k0_data0_bytes, 9u };
;;; static const u8 k0_data1_bytes[] = "\377\376";  // passive
;;; struct wr_data m0_data1 = { k0_data1_bytes, 2u };
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
;;;   wr_memory_init(&m0_memory0, &m0_data0, 16u, 0u, 9u);
;;;   wr_data_drop(&m0_data0);
;;; }
;;; const struct wr_program wr_program = { 0, 0, &m0_memory0 };
