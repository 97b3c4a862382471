;; Fields too: what the struct and its functions use themselves is taken.
;;! show = "header"
(module
  (type $s (struct (field $type i32) (field $object i32) (field $pad4 i64) (field $ty_s i32) (field $ty_s_word i32)
                   (field $sizeof i8) (field $"a\\" i8))))

;;; #define ty_any_struct_range 3u, 0u
;;; #define ty_any_array_range 1u, 0u
;;;
;;; // (type $s (struct (field $type i32) (field $object i32) (field $pad4 i64) (field $ty_s i32) (field
;;; //   $ty_s_word i32) (field $sizeof i8) (field $"a\x5c\x5c" i8)))
;;; struct ty_s {
;;;   u32 type;
;;;   u32 type_2;
;;;   u32 object;
;;;   u32 ty_s;
;;;   u64 pad4;
;;;   u32 ty_s_word;
;;;   u8  sizeof_;
;;;   u8  a_;
;;;   u8  pad30[2];
;;; };
;;; _Static_assert(sizeof(struct ty_s) == 32, "ty_s");
;;; WR_STRUCT(ty_s)
;;; #define ty_s_range 3u, 0u
;;; #define ty_s_word 3u
;;; WR_INLINE ref ty_s_init(void *object, u32 type_2, u32 object, u64 pad4, u32 ty_s, u32 ty_s_word,
;;;     u32 sizeof_, u32 a_) {
;;;   ty_s((ref)object)->type = ty_s_word;
;;;   ty_s((ref)object)->type_2 = type_2;
;;;   ty_s((ref)object)->object = object;
;;;   ty_s((ref)object)->pad4 = pad4;
;;;   ty_s((ref)object)->ty_s = ty_s;
;;;   ty_s((ref)object)->ty_s_word = ty_s_word;
;;;   ty_s((ref)object)->sizeof_ = (u8)sizeof_;
;;;   ty_s((ref)object)->a_ = (u8)a_;
;;;   return (ref)object;
;;; }
