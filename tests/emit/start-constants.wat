;; What a start function begins with is done by the compiler: the objects are static, a global that nothing else sets is constant and not
;; null, and what is left stays in its order.
;;! show = "header, functions, entry"
(module
  (type $pair (struct (field $car (mut (ref null eq))) (field $cdr (mut (ref null eq)))))
  (type $bytes (array (mut i8)))
  (import "host" "tick" (func $tick))
  (global $text (mut (ref null $bytes)) (ref.null $bytes))
  (global $list (mut (ref null eq)) (ref.null eq))
  (global $count (mut i32) (i32.const 0))
  (data $data "hello")
  (func $make
    (global.set $text (array.new_data $bytes $data (i32.const 0) (i32.const 5)))
    (global.set $list (struct.new $pair (ref.as_non_null (global.get $text)) (ref.i31 (i32.const 1)))))
  (func $next (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (func $start
    (call $make)
    (call $next)
    (call $next))
  (start $start)
  (func $first (export "first") (result (ref null eq))
    (struct.get $pair $car (ref.cast (ref $pair) (global.get $list)))))

;;; #define ty_any_struct_range 3u, 0u
;;; #define ty_any_array_range 5u, 0u
;;; #define ty_func2_range 3u, 0u
;;; #define ty_func2_word 3u
;;; #define ty_func3_range 5u, 0u
;;; #define ty_func3_word 5u
;;;
;;; // (type $pair (struct (field $car (mut eqref)) (field $cdr (mut eqref))))
;;; struct ty_pair {
;;;   u32  type;
;;;   u8   wr_pad4[4];
;;;   slot car;
;;;   slot cdr;
;;; };
;;; _Static_assert(sizeof(struct ty_pair) == 24, "ty_pair");
;;; WR_STRUCT(ty_pair)
;;; #define ty_pair_range 3u, 0u
;;; #define ty_pair_word 3u
;;; WR_INLINE ref ty_pair_init(void *wr_object, ref car, ref cdr) {
;;;   ty_pair((ref)wr_object)->type = ty_pair_word;
;;;   ty_pair((ref)wr_object)->car = ref_slot(car);
;;;   ty_pair((ref)wr_object)->cdr = ref_slot(cdr);
;;;   return (ref)wr_object;
;;; }
;;;
;;; // (type $bytes (array (mut i8)))
;;; WR_ARRAY_PACKED(ty_bytes, u8, i8)
;;; #define ty_bytes_range 5u, 0u
;;; #define ty_bytes_word 5u
;;;
;;; void m0_tick(void);
;;; void m0_next(void);
;;; void m0_start(void);
;;; ref m0_first(void);
;;;
;;; extern u32 m0_count;
;;; extern struct ty_pair k0_1;
;;; #define m0_list ((ref)&k0_1)
;;;
;;; // import host.tick
;;; void m0_tick(void) {
;;;   wr_unknown_import("host", "tick");
;;; }
;;;
;;; inline void m0_next(void) {
;;;   m0_count = m0_count + 1u;
;;; }
;;;
;;; void m0_start(void) {
;;;   m0_next();
;;;   m0_next();
;;; }
;;;
;;; ref m0_first(void) {
;;;   return slot_ref(ty_pair(m0_list)->car);
;;; }
;;;
;;; extern struct ty_bytes k0_0;
;;; u32 m0_count = 0u;
;;; WR_STATIC_OBJECT struct ty_bytes k0_0 = { ty_bytes_word, 5u, { "hello" } };
;;; WR_STATIC_OBJECT struct ty_pair k0_1 = { .type = ty_pair_word, .car = WR_SLOT(&k0_0),
;;;     .cdr = WR_SLOT_I31(1u) };
;;; static const u16 ty_pair_refs[] = { 8, 16 };
;;; const struct wr_type wr_types[] = {
;;;   { .kind = WR_KIND_EXN, .name = "exn" },
;;;   { .kind = WR_KIND_STRUCT, .refs = 2, .size = 24, .ref_offsets = ty_pair_refs, .name = "$pair" },
;;;   { .kind = WR_KIND_ARRAY, .shift = 0, .name = "$bytes" },
;;; };
;;; const u32 wr_type_count = 3u;
;;; ref *const wr_global_roots[] = { 0 };
;;; const u32 wr_global_root_count = 0u;
;;; struct wr_object *const wr_static_roots[] = { (struct wr_object *)&k0_1 };
;;; const u32 wr_static_root_count = 1u;
;;; struct wr_ref_table *const wr_ref_tables[] = { 0 };
;;; const u32 wr_ref_table_count = 0u;
;;; struct wr_ref_elem *const wr_ref_elems[] = { 0 };
;;; const u32 wr_ref_elem_count = 0u;
;;; const struct wr_function wr_functions[] = {
;;;   { (wr_code)m0_tick, ty_func2_word, "tick", 0 },
;;;   { (wr_code)m0_next, ty_func2_word, "next", 0 },
;;;   { (wr_code)m0_start, ty_func2_word, "start", 0 },
;;;   { (wr_code)m0_first, ty_func3_word, "first", 0 },
;;; };
;;; const u32 wr_function_count = 4u;
;;; void wr_program_instantiate(ref *sp WR_UNUSED) {
;;;   m0_start();
;;; }
;;; const struct wr_heap_service *const wr_heap_used = &wr_heap_service;
;;; const struct wr_program wr_program = { 0, 0, 0 };
