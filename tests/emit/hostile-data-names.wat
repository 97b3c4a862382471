;; Functions whose names are those that we make for segments.
;;! show = "functions, entry"
(module
  (memory 1)
  (table 1 funcref)
  (data "x")
  (elem func $elem0_items)
  (func $data0_bytes (data.drop 0))
  (func $elem0_items)
  (func $data0)
  (func $memory0))

;;; void m0_data0_bytes(void) {
;;;   wr_data_drop(&m0_data0_);
;;; }
;;;
;;; u64 m0_elem0_items(WR_WORDS0()) {
;;;   return 0ull;
;;; }
;;;
;;; void m0_data0(void) {}
;;;
;;; void m0_memory0(void) {}
;;;
;;; struct wr_memory m0_memory0_;
;;; struct wr_code_table m0_table0;
;;; static const u8 k0_data0__bytes[] = "x";  // passive
;;; struct wr_data m0_data0_ = { k0_data0__bytes, 1u };
;;; static const struct wr_func_entry k0_elem0_items[] = { { (wr_code)m0_elem0_items, ty_func0_word } };
;;; struct wr_func_elem m0_elem0 = { k0_elem0_items, 1u };
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
;;;   { (wr_code)m0_data0_bytes, ty_func0_word, "data0_bytes", 0 },
;;;   { (wr_code)m0_elem0_items, ty_func0_word, "elem0_items", 0 },
;;;   { (wr_code)m0_data0, ty_func0_word, "data0", 0 },
;;;   { (wr_code)m0_memory0, ty_func0_word, "memory0", 0 },
;;; };
;;; const u32 wr_function_count = 4u;
;;; void wr_program_instantiate(ref *sp WR_UNUSED) {
;;;   wr_memory_create_low(&m0_memory0_, 1ull, 65536ull);
;;;   wr_code_table_create(&m0_table0, 1ull, 4294967295ull, (wr_code)0);
;;; }
;;; const struct wr_program wr_program = { 0, 0, &m0_memory0_ };
