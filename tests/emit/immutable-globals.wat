;; Immutable globals in the common header: numbers, floats that have no literal, references to static objects.
;;! show = "header"
(module
  (type $cell (struct (field $value i32)))
  (global $big i64 (i64.const -1))
  (global $sum i32 (i32.add (i32.const 40) (i32.const 2)))
  (global $inf f64 (f64.const -inf))
  (global $nan f32 (f32.const nan:0x200000))
  (global $cell (ref $cell) (struct.new $cell (i32.const 1)))
  (global $same eqref (global.get $cell))
  (global $number (ref i31) (ref.i31 (i32.const -1)))
  (global $nothing eqref (ref.null eq)))

;;; #define ty_any_struct_range 3u, 0u
;;; #define ty_any_array_range 1u, 0u
;;;
;;; // (type $cell (struct (field $value i32)))
;;; struct ty_cell {
;;;   u32 type;
;;;   u32 value;
;;; };
;;; _Static_assert(sizeof(struct ty_cell) == 8, "ty_cell");
;;; WR_STRUCT(ty_cell)
;;; #define ty_cell_range 3u, 0u
;;; #define ty_cell_word 3u
;;; WR_INLINE ref ty_cell_init(void *wr_object, u32 value) {
;;;   ty_cell((ref)wr_object)->type = ty_cell_word;
;;;   ty_cell((ref)wr_object)->value = value;
;;;   return (ref)wr_object;
;;; }
;;;
;;;
;;; #define m0_big 18446744073709551615ull
;;; #define m0_sum 42u
;;; #define m0_inf (-__builtin_inf())
;;; #define m0_nan __builtin_nansf("0x200000")
;;; extern struct ty_cell k0_0;
;;; #define m0_cell ((ref)&k0_0)
;;; #define m0_same ((ref)&k0_0)
;;; #define m0_number wr_i31(2147483647u)
;;; #define m0_nothing ((ref)0)
