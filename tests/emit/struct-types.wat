;; One C struct for each type, with the type above it; a field has one place, that of the type which introduces it.
;;! show = "header, functions"
(module
  (type $bytes (array (mut i8)))
  (type $point (sub (struct (field $x f64) (field $y (mut i8)))))
  (type $named (sub $point (struct (field $x f64) (field $y (mut i8)) (field $name (mut (ref null $bytes))))))
  (func $f (param $n (ref $named)) (result f64)
    (struct.set $named $y (local.get $n) (array.len (struct.get $named $name (local.get $n))))
    (struct.get $named $x (local.get $n))))

;;; #define ty_any_struct_range 3u, 2u
;;; #define ty_any_array_range 7u, 0u
;;; #define ty_func3_range 3u, 0u
;;; #define ty_func3_word 3u
;;;
;;; // (type $point (sub (struct (field $x f64) (field $y (mut i8)))))
;;; struct ty_point {
;;;   u32 type;
;;;   u8  y;
;;;   u8  wr_pad5[3];
;;;   f64 x;
;;; };
;;; _Static_assert(sizeof(struct ty_point) == 16, "ty_point");
;;; WR_STRUCT(ty_point)
;;; #define ty_point_range 3u, 2u
;;; #define ty_point_word 3u
;;; WR_INLINE ref ty_point_init(void *wr_object, f64 x, u32 y) {
;;;   ty_point((ref)wr_object)->type = ty_point_word;
;;;   ty_point((ref)wr_object)->x = x;
;;;   ty_point((ref)wr_object)->y = (u8)y;
;;;   return (ref)wr_object;
;;; }
;;;
;;; // (type $named (sub $point (struct (field $x f64) (field $y (mut i8)) (field $name (mut (ref null
;;; //   $bytes))))))
;;; struct ty_named {
;;;   u32  type;
;;;   u8   y;
;;;   u8   wr_pad5[3];
;;;   f64  x;
;;;   slot name;
;;; };
;;; _Static_assert(sizeof(struct ty_named) == 24, "ty_named");
;;; WR_STRUCT(ty_named)
;;; #define ty_named_range 5u, 0u
;;; #define ty_named_word 5u
;;; WR_INLINE ref ty_named_init(void *wr_object, f64 x, u32 y, ref name) {
;;;   ty_named((ref)wr_object)->type = ty_named_word;
;;;   ty_point((ref)wr_object)->x = x;
;;;   ty_point((ref)wr_object)->y = (u8)y;
;;;   ty_named((ref)wr_object)->name = ref_slot(name);
;;;   return (ref)wr_object;
;;; }
;;;
;;; // (type $bytes (array (mut i8)))
;;; WR_ARRAY_PACKED(ty_bytes, u8, i8)
;;; #define ty_bytes_range 7u, 0u
;;; #define ty_bytes_word 7u
;;;
;;; f64 m0_f(ref x0);
;;;
;;; f64 m0_f(ref n) {
;;;   ty_point(n)->y = (u8)wr_array_length(wr_nonnull(slot_ref(ty_named(n)->name)));
;;;   return ty_point(n)->x;
;;; }
