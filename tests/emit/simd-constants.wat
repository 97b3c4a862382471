;; Vectors are values like others; a constant is written as four lanes of 32 bits, an immutable global is a macro.
;;! show = "header, functions, entry"
(module
  (global $ones v128 (v128.const i16x8 1 1 1 1 1 1 1 1))
  (global $sum (mut v128) (v128.const f32x4 1 0 nan -1))
  (func $add
    (global.set $sum (f32x4.add (global.get $sum) (v128.const f32x4 1 1 1 1)))
    (global.set $sum (v128.xor (global.get $sum) (global.get $ones)))))

;;; #define ty_any_struct_range 1u, 0u
;;; #define ty_any_array_range 1u, 0u
;;; #define ty_func0_range 3u, 0u
;;; #define ty_func0_word 3u
;;;
;;; void m0_add(void);
;;;
;;; #define m0_ones v128_const(65537u, 65537u, 65537u, 65537u)
;;; extern v128 m0_sum;
;;;
;;; void m0_add(void) {
;;;   m0_sum = f32x4_add(m0_sum, v128_const(1065353216u, 1065353216u, 1065353216u, 1065353216u));
;;;   m0_sum = v128_xor(m0_sum, m0_ones);
;;; }
;;;
;;; v128 m0_sum = v128_const(1065353216u, 0u, 2143289344u, 3212836864u);
;;; const struct wr_type wr_types[] = { { .kind = WR_KIND_EXN, .name = "exn" } };
;;; const u32 wr_type_count = 1u;
;;; const u32 wr_uses_simd = 1u;
;;; ref *const wr_global_roots[] = { 0 };
;;; const u32 wr_global_root_count = 0u;
;;; struct wr_object *const wr_static_roots[] = { 0 };
;;; const u32 wr_static_root_count = 0u;
;;; struct wr_ref_table *const wr_ref_tables[] = { 0 };
;;; const u32 wr_ref_table_count = 0u;
;;; struct wr_ref_elem *const wr_ref_elems[] = { 0 };
;;; const u32 wr_ref_elem_count = 0u;
;;; const struct wr_function wr_functions[] = { { (wr_code)m0_add, ty_func0_word, "add", 0 } };
;;; const u32 wr_function_count = 1u;
;;; void wr_program_instantiate(ref *sp WR_UNUSED) {}
;;; const struct wr_program wr_program = { 0, 0, 0 };
