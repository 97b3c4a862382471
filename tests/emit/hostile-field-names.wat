;; Fields too: what the struct and its functions use themselves is taken.
;;! show = "header"
(module
  (type $s (struct (field $type i32) (field $object i32) (field $ty_s i32) (field $ty_s_word i32) (field $sizeof i8)
                   (field $"a\\" i8) (field $f3 i32) (field i32)))
  (type $padded (struct (field $pad4 i64))))

;;; #define ty_any_struct_range 3u, 2u
;;; #define ty_any_array_range 1u, 0u
;;;
;;; // (type $s (struct (field $type i32) (field $object i32) (field $ty_s i32) (field $ty_s_word i32)
;;; //   (field $sizeof i8) (field $"a\x5c\x5c" i8) (field $f3 i32) (field i32)))
;;; struct ty_s {
;;;   u32 type;
;;;   u32 type_2;
;;;   u32 object;
;;;   u32 x_ty_s;
;;;   u32 x_ty_s_word;
;;;   u8  sizeof_;
;;;   u8  a_;
;;;   u8  wr_pad22[2];
;;;   u32 f3;
;;;   u32 f7;
;;; };
;;; _Static_assert(sizeof(struct ty_s) == 32, "ty_s");
;;; WR_STRUCT(ty_s)
;;; #define ty_s_range 3u, 0u
;;; #define ty_s_word 3u
;;; WR_INLINE ref ty_s_init(void *wr_object, u32 type_2, u32 object, u32 x_ty_s, u32 x_ty_s_word,
;;;     u32 sizeof_, u32 a_, u32 f3, u32 f7) {
;;;   ty_s((ref)wr_object)->type = ty_s_word;
;;;   ty_s((ref)wr_object)->type_2 = type_2;
;;;   ty_s((ref)wr_object)->object = object;
;;;   ty_s((ref)wr_object)->x_ty_s = x_ty_s;
;;;   ty_s((ref)wr_object)->x_ty_s_word = x_ty_s_word;
;;;   ty_s((ref)wr_object)->sizeof_ = (u8)sizeof_;
;;;   ty_s((ref)wr_object)->a_ = (u8)a_;
;;;   ty_s((ref)wr_object)->f3 = f3;
;;;   ty_s((ref)wr_object)->f7 = f7;
;;;   return (ref)wr_object;
;;; }
;;;
;;; // (type $padded (struct (field $pad4 i64)))
;;; struct ty_padded {
;;;   u32 type;
;;;   u8  wr_pad4[4];
;;;   u64 pad4;
;;; };
;;; _Static_assert(sizeof(struct ty_padded) == 16, "ty_padded");
;;; WR_STRUCT(ty_padded)
;;; #define ty_padded_range 5u, 0u
;;; #define ty_padded_word 5u
;;; WR_INLINE ref ty_padded_init(void *wr_object, u64 pad4) {
;;;   ty_padded((ref)wr_object)->type = ty_padded_word;
;;;   ty_padded((ref)wr_object)->pad4 = pad4;
;;;   return (ref)wr_object;
;;; }
