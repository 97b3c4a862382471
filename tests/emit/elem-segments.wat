;; Segments of functions keep code beside its type; those of references hold static objects.
;;! show = "functions, entry"
(module
  (table $code 4 funcref)
  (table $refs 2 eqref)
  (elem (table $code) (i32.const 1) func $a $b)
  (elem $later funcref (ref.func $a) (ref.null func))
  (elem $numbers eqref (ref.i31 (i32.const 3)))
  (func $a)
  (func $b)
  (func $f (param $n i32) (result funcref)
    (table.init $code $later (i32.const 0) (i32.const 0) (local.get $n))
    (table.init $refs $numbers (i32.const 0) (i32.const 0) (local.get $n))
    (elem.drop $later)
    (table.set $refs (i32.const 1) (table.get $refs (i32.const 0)))
    (table.get $code (table.size $code))))

;;; u64 m0_a(WR_WORDS0()) {
;;;   return 0ull;
;;; }
;;;
;;; u64 m0_b(WR_WORDS0()) {
;;;   return 0ull;
;;; }
;;;
;;; wr_code m0_f(u32 n) {
;;;   wr_code_table_init(&m0_code, &m0_elem1, 0u, 0u, n);
;;;   wr_ref_table_init(&m0_refs, &m0_elem2, 0u, 0u, n);
;;;   wr_func_elem_drop(&m0_elem1);
;;;   wr_ref_table_set(&m0_refs, 1u, wr_ref_table_get(&m0_refs, 0u));
;;;   return wr_code_table_get(&m0_code, wr_code_table_size(&m0_code));
;;; }
;;;
;;; struct wr_code_table m0_code;
;;; struct wr_ref_table m0_refs;
;;; static const struct wr_func_entry k0_elem0_items[] = {
;;;   { (wr_code)m0_a, ty_func0_word },
;;;   { (wr_code)m0_b, ty_func0_word },
;;; };
;;; struct wr_func_elem m0_elem0 = { k0_elem0_items, 2u };
;;; static const struct wr_func_entry k0_elem1_items[] = {
;;;   { (wr_code)m0_a, ty_func0_word },
;;;   { 0, 0u },
;;; };
;;; struct wr_func_elem m0_elem1 = { k0_elem1_items, 2u };
;;; slot k0_elem2_items[] = { WR_SLOT_I31(3u) };
;;; struct wr_ref_elem m0_elem2 = { k0_elem2_items, 1u };
;;; const struct wr_type wr_types[] = { { .kind = WR_KIND_EXN, .name = "exn" } };
;;; const u32 wr_type_count = 1u;
;;; ref *const wr_global_roots[] = { 0 };
;;; const u32 wr_global_root_count = 0u;
;;; struct wr_object *const wr_static_roots[] = { 0 };
;;; const u32 wr_static_root_count = 0u;
;;; struct wr_ref_table *const wr_ref_tables[] = { &m0_refs };
;;; const u32 wr_ref_table_count = 1u;
;;; struct wr_ref_elem *const wr_ref_elems[] = { 0 };
;;; const u32 wr_ref_elem_count = 0u;
;;; const struct wr_function wr_functions[] = {
;;;   { (wr_code)m0_a, ty_func0_word, "a", 0 },
;;;   { (wr_code)m0_b, ty_func0_word, "b", 0 },
;;;   { (wr_code)m0_f, ty_func1_word, "f", 0 },
;;; };
;;; const u32 wr_function_count = 3u;
;;; void wr_program_instantiate(ref *sp WR_UNUSED) {
;;;   wr_code_table_create(&m0_code, 4ull, 4294967295ull, (wr_code)0);
;;;   wr_ref_table_create(&m0_refs, 2ull, 4294967295ull, (ref)0);
;;;   wr_code_table_init(&m0_code, &m0_elem0, 1u, 0u, 2u);
;;;   wr_func_elem_drop(&m0_elem0);
;;; }
;;; const struct wr_heap_service *const wr_heap_used = &wr_heap_service;
;;; const struct wr_program wr_program = { 0, 0, 0 };
