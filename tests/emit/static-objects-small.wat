;; With references of 32 bits C takes no addresses in the initialisers of slots: a table says which the runtime fills.
;;! ref-width = 32
;;! show = "entry"
(module
  (type $block (array (mut eqref)))
  (type $pair (struct (field $a (ref $block)) (field $b (mut eqref)) (field $f (ref null func))))
  (global $block (ref $block) (array.new_fixed $block 2 (ref.i31 (i32.const 1)) (ref.null eq)))
  (global $pair (ref $pair) (struct.new $pair (global.get $block) (ref.i31 (i32.const 2)) (ref.null func)))
  (global $alike (ref $block) (array.new $block (global.get $pair) (i32.const 100)))
  (global $last (mut eqref) (global.get $alike))
  (elem eqref (item (ref.null eq)) (item (global.get $pair))))

;;; WR_STATIC_OBJECT struct ty_block k0_0 = { ty_block_word, 2u, { WR_SLOT_I31(1u), WR_SLOT_NULL } };
;;; WR_STATIC_OBJECT struct ty_pair k0_1 = { .type = ty_pair_word, .a = WR_SLOT(&k0_0),
;;;     .b = WR_SLOT_I31(2u), .f = 0 };
;;; WR_STATIC_OBJECT struct ty_block k0_2 = { ty_block_word, 100u, { [0 ... 99] = WR_SLOT(&k0_1) } };
;;; ref m0_last = (ref)&k0_2;
;;; slot k0_elem0_items[] = { WR_SLOT_NULL, WR_SLOT(&k0_1) };
;;; struct wr_ref_elem m0_elem0 = { k0_elem0_items, 2u };
;;; static const u16 ty_pair_refs[] = { 4, 8 };
;;; const struct wr_type wr_types[] = {
;;;   { .kind = WR_KIND_EXN, .name = "exn" },
;;;   { .kind = WR_KIND_STRUCT, .refs = 2, .size = 24, .ref_offsets = ty_pair_refs, .name = "$pair" },
;;;   { .kind = WR_KIND_ARRAY_OF_REFS, .shift = 2, .name = "$block" },
;;; };
;;; const u32 wr_type_count = 3u;
;;; WR_LINK_SLOT(k0_1, 4, k0_0);
;;; WR_LINK_SLOT(k0_elem0_items, 4, k0_1);
;;; const struct wr_static_slots wr_static_slots[] = { { WR_SLOT_AT(k0_2, 8), 100u, &k0_1 } };
;;; const u32 wr_static_slots_count = 1u;
;;; ref *const wr_global_roots[] = { &m0_last };
;;; const u32 wr_global_root_count = 1u;
;;; struct wr_object *const wr_static_roots[] = { (struct wr_object *)&k0_0, (struct wr_object *)&k0_1,
;;;     (struct wr_object *)&k0_2 };
;;; const u32 wr_static_root_count = 3u;
;;; struct wr_ref_table *const wr_ref_tables[] = { 0 };
;;; const u32 wr_ref_table_count = 0u;
;;; struct wr_ref_elem *const wr_ref_elems[] = { 0 };
;;; const u32 wr_ref_elem_count = 0u;
;;; const struct wr_function wr_functions[] = { { 0 } };
;;; const u32 wr_function_count = 0u;
;;; void wr_program_instantiate(ref *sp WR_UNUSED) {}
;;; const struct wr_heap_service *const wr_heap_used = &wr_heap_service;
;;; const struct wr_program wr_program = { 0, 0, 0 };
