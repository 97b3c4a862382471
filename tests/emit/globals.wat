;; A mutable global is a variable, and a root if it holds a reference; an immutable one is a macro for its value.
;;! show = "functions, entry"
(module
  (type $cell (struct (field $value i32)))
  (global $limit i32 (i32.const 100))
  (global $count (mut i32) (i32.const 0))
  (global $last (mut eqref) (ref.i31 (i32.const 7)))
  (global $cell (ref $cell) (struct.new $cell (global.get $limit)))
  (global $code (mut funcref) (ref.func $f))
  (func $f (result eqref)
    (if (i32.lt_u (global.get $count) (global.get $limit))
      (then (global.set $count (i32.add (global.get $count) (i32.const 1)))))
    (global.set $last (global.get $cell))
    (global.get $last)))

;;; u64 m0_f(WR_WORDS0()) {
;;;   if (m0_count < m0_limit) m0_count = m0_count + 1u;
;;;   wr_global_set(&m0_last, m0_cell);
;;;   return wr_from_ref(m0_last);
;;; }
;;;
;;; u32 m0_count = 0u;
;;; ref m0_last = WR_REF_I31(7u);
;;; WR_STATIC_OBJECT struct ty_cell k0_0 = { .type = ty_cell_word, .value = 100u };
;;; wr_code m0_code = (wr_code)m0_f;
;;; const struct wr_type wr_types[] = {
;;;   { .kind = WR_KIND_EXN, .name = "exn" },
;;;   { .kind = WR_KIND_STRUCT, .refs = 0, .size = 8, .name = "$cell" },
;;; };
;;; const u32 wr_type_count = 2u;
;;; ref *const wr_global_roots[] = { &m0_last };
;;; const u32 wr_global_root_count = 1u;
;;; struct wr_object *const wr_static_roots[] = { 0 };
;;; const u32 wr_static_root_count = 0u;
;;; struct wr_ref_table *const wr_ref_tables[] = { 0 };
;;; const u32 wr_ref_table_count = 0u;
;;; struct wr_ref_elem *const wr_ref_elems[] = { 0 };
;;; const u32 wr_ref_elem_count = 0u;
;;; const struct wr_function wr_functions[] = { { (wr_code)m0_f, ty_func1_word, "f", 0 } };
;;; const u32 wr_function_count = 1u;
;;; void wr_program_instantiate(ref *sp WR_UNUSED) {}
;;; const struct wr_heap_service *const wr_heap_used = &wr_heap_service;
;;; const struct wr_program wr_program = { 0, 0, 0 };
