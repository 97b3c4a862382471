;; Objects are aligned to 8 bytes: a vector in one has a C type that says so.
;;! show = "header, functions, entry"
(module
  (type $point (struct (field $id i32) (field $at (mut v128))))
  (type $path (array (mut v128)))
  (global $origin (ref $point) (struct.new $point (i32.const 1) (v128.const f64x2 0 1)))
  (global $way (ref $path) (array.new_fixed $path 2 (v128.const i64x2 1 2) (v128.const i64x2 3 4)))
  (func $move (param $p (ref $point)) (param $by v128)
    (struct.set $point $at (local.get $p) (f64x2.add (struct.get $point $at (local.get $p)) (local.get $by))))
  (func $grow (param $v v128) (result (ref $path))
    (array.new $path (local.get $v) (i32.const 10)))
  (func $step (param $path (ref $path)) (param $i i32) (result v128)
    (array.get $path (local.get $path) (local.get $i))))

;;; #define ty_any_struct_range 3u, 0u
;;; #define ty_any_array_range 5u, 0u
;;; #define ty_func2_range 3u, 0u
;;; #define ty_func2_word 3u
;;; #define ty_func3_range 5u, 0u
;;; #define ty_func3_word 5u
;;; #define ty_func4_range 7u, 0u
;;; #define ty_func4_word 7u
;;;
;;; // (type $point (struct (field $id i32) (field $at (mut v128))))
;;; struct ty_point {
;;;   u32        type;
;;;   u32        id;
;;;   v128_field at;
;;; };
;;; _Static_assert(sizeof(struct ty_point) == 24, "ty_point");
;;; WR_STRUCT(ty_point)
;;; #define ty_point_range 3u, 0u
;;; #define ty_point_word 3u
;;; WR_INLINE ref ty_point_init(void *wr_object, u32 id, v128 at) {
;;;   ty_point((ref)wr_object)->type = ty_point_word;
;;;   ty_point((ref)wr_object)->id = id;
;;;   ty_point((ref)wr_object)->at = at;
;;;   return (ref)wr_object;
;;; }
;;;
;;; // (type $path (array (mut v128)))
;;; WR_ARRAY_OF(ty_path, v128_field, v128)
;;; #define ty_path_range 5u, 0u
;;; #define ty_path_word 5u
;;;
;;; void m0_move(ref x0, v128 x1);
;;; ref m0_grow(ref *sp, v128 x0);
;;; v128 m0_step(ref x0, u32 x1);
;;;
;;; extern struct ty_point k0_0;
;;; #define m0_origin ((ref)&k0_0)
;;; extern struct ty_path k0_1;
;;; #define m0_way ((ref)&k0_1)
;;;
;;; void m0_move(ref p, v128 by) {
;;;   ty_point(p)->at = f64x2_add(ty_point(p)->at, by);
;;; }
;;;
;;; ref m0_grow(ref *sp WR_UNUSED, v128 v) {
;;;   void *o = wr_allocate_array(10u, 4u);
;;;   if (wr_unlikely(!o)) o = wr_allocate_array_slow(sp, 10u, 4u);
;;;   ref t0 = wr_array_init_fill_v128(o, ty_path_word, 10u, v);
;;;   return t0;
;;; }
;;;
;;; v128 m0_step(ref path, u32 i) {
;;;   return ty_path_get(path, i);
;;; }
;;;
;;; WR_STATIC_OBJECT struct ty_point k0_0 = { .type = ty_point_word, .id = 1u, .at = v128_const(0u, 0u,
;;;     0u, 1072693248u) };
;;; WR_STATIC_OBJECT struct ty_path k0_1 = {
;;;   ty_path_word,
;;;   2u,
;;;   { v128_const(1u, 0u, 2u, 0u), v128_const(3u, 0u, 4u, 0u) },
;;; };
;;; const struct wr_type wr_types[] = {
;;;   { .kind = WR_KIND_EXN, .name = "exn" },
;;;   { .kind = WR_KIND_STRUCT, .refs = 0, .size = 24, .name = "$point" },
;;;   { .kind = WR_KIND_ARRAY, .shift = 4, .name = "$path" },
;;; };
;;; const u32 wr_type_count = 3u;
;;; const u32 wr_uses_simd = 1u;
;;; ref *const wr_global_roots[] = { 0 };
;;; const u32 wr_global_root_count = 0u;
;;; struct wr_object *const wr_static_roots[] = { 0 };
;;; const u32 wr_static_root_count = 0u;
;;; struct wr_ref_table *const wr_ref_tables[] = { 0 };
;;; const u32 wr_ref_table_count = 0u;
;;; struct wr_ref_elem *const wr_ref_elems[] = { 0 };
;;; const u32 wr_ref_elem_count = 0u;
;;; const struct wr_function wr_functions[] = {
;;;   { (wr_code)m0_move, ty_func2_word, "move", 0 },
;;;   { (wr_code)m0_grow, ty_func3_word, "grow", 0 },
;;;   { (wr_code)m0_step, ty_func4_word, "step", 0 },
;;; };
;;; const u32 wr_function_count = 3u;
;;; void wr_program_instantiate(ref *sp WR_UNUSED) {}
;;; const struct wr_heap_service *const wr_heap_used = &wr_heap_service;
;;; const struct wr_program wr_program = { 0, 0, 0 };
