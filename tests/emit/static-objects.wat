;; Objects of constant expressions are data: no code runs for them. One that can be made to point into the heap is a root.
;;! show = "entry"
(module
  (type $string (array i8))
  (type $block (array (mut eqref)))
  (type $pair (struct (field $a (ref $string)) (field $b f64)))
  (global $hello (ref $string)
    (array.new_fixed $string 5 (i32.const 104) (i32.const 105) (i32.const 34) (i32.const 0) (i32.const 255)))
  (global $pair (ref $pair) (struct.new $pair (global.get $hello) (f64.const 0.1)))
  (global $block (ref $block)
    (array.new_fixed $block 3 (ref.i31 (i32.const 0)) (global.get $hello) (ref.null eq)))
  (global $zeros (ref $string) (array.new_default $string (i32.const 100))))

;;; WR_STATIC_OBJECT struct ty_string k0_0 = { ty_string_word, 5u, { "hi\"\000\377" } };
;;; WR_STATIC_OBJECT struct ty_pair k0_1 = { .type = ty_pair_word, .a = WR_SLOT(&k0_0), .b = 0.1 };
;;; WR_STATIC_OBJECT struct ty_block k0_2 = {
;;;   ty_block_word,
;;;   3u,
;;;   { WR_SLOT_I31(0u), WR_SLOT(&k0_0), WR_SLOT_NULL },
;;; };
;;; WR_STATIC_OBJECT struct ty_string k0_3 = { ty_string_word, 100u, { [0 ... 99] = 0 } };
;;; static const u16 ty_pair_refs[] = { 8 };
;;; const struct wr_type wr_types[] = {
;;;   { .kind = WR_KIND_EXN, .name = "exn" },
;;;   { .kind = WR_KIND_STRUCT, .refs = 1, .size = 24, .ref_offsets = ty_pair_refs, .name = "$pair" },
;;;   { .kind = WR_KIND_ARRAY, .shift = 0, .name = "$string" },
;;;   { .kind = WR_KIND_ARRAY_OF_REFS, .shift = 3, .name = "$block" },
;;; };
;;; const u32 wr_type_count = 4u;
;;; ref *const wr_global_roots[] = { 0 };
;;; const u32 wr_global_root_count = 0u;
;;; struct wr_object *const wr_static_roots[] = { (struct wr_object *)&k0_2 };
;;; const u32 wr_static_root_count = 1u;
;;; struct wr_ref_table *const wr_ref_tables[] = { 0 };
;;; const u32 wr_ref_table_count = 0u;
;;; struct wr_ref_elem *const wr_ref_elems[] = { 0 };
;;; const u32 wr_ref_elem_count = 0u;
;;; const struct wr_function wr_functions[] = { { 0 } };
;;; const u32 wr_function_count = 0u;
;;; void wr_program_instantiate(ref *sp WR_UNUSED) {}
;;; const struct wr_heap_service *const wr_heap_used = &wr_heap_service;
;;; const struct wr_program wr_program = { 0, 0, 0 };
