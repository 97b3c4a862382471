;; Types whose names are those that we make from other types' names.
;;! show = "header"
(module
  (type $a (struct (field (mut eqref))))
  (type $a_refs (struct))
  (type $a_init (struct))
  (type $a_word (array i8))
  (type $any_struct (struct (field i32)))
  (type $struct (struct (field i64))))

;;; #define ty_any_struct_range 3u, 6u
;;; #define ty_any_array_range 11u, 0u
;;;
;;; // (type $a (struct (field (mut eqref))))
;;; struct ty_a {
;;;   u32  type;
;;;   u8   wr_pad4[4];
;;;   slot f0;
;;; };
;;; _Static_assert(sizeof(struct ty_a) == 16, "ty_a");
;;; WR_STRUCT(ty_a)
;;; #define ty_a_range 3u, 0u
;;; #define ty_a_word 3u
;;; WR_INLINE ref ty_a_init(void *wr_object, ref f0) {
;;;   ty_a((ref)wr_object)->type = ty_a_word;
;;;   ty_a((ref)wr_object)->f0 = ref_slot(f0);
;;;   return (ref)wr_object;
;;; }
;;;
;;; // (type $a_refs (struct))
;;; struct ty_a_refs_2 {
;;;   u32 type;
;;;   u8  wr_pad4[4];
;;; };
;;; _Static_assert(sizeof(struct ty_a_refs_2) == 8, "ty_a_refs_2");
;;; WR_STRUCT(ty_a_refs_2)
;;; #define ty_a_refs_2_range 5u, 0u
;;; #define ty_a_refs_2_word 5u
;;; WR_INLINE ref ty_a_refs_2_init(void *wr_object) {
;;;   ty_a_refs_2((ref)wr_object)->type = ty_a_refs_2_word;
;;;   return (ref)wr_object;
;;; }
;;;
;;; // (type $any_struct (struct (field i32)))
;;; struct ty_any_struct_ {
;;;   u32 type;
;;;   u32 f0;
;;; };
;;; _Static_assert(sizeof(struct ty_any_struct_) == 8, "ty_any_struct_");
;;; WR_STRUCT(ty_any_struct_)
;;; #define ty_any_struct__range 7u, 0u
;;; #define ty_any_struct__word 7u
;;; WR_INLINE ref ty_any_struct__init(void *wr_object, u32 f0) {
;;;   ty_any_struct_((ref)wr_object)->type = ty_any_struct__word;
;;;   ty_any_struct_((ref)wr_object)->f0 = f0;
;;;   return (ref)wr_object;
;;; }
;;;
;;; // (type $struct (struct (field i64)))
;;; struct ty_struct_ {
;;;   u32 type;
;;;   u8  wr_pad4[4];
;;;   u64 f0;
;;; };
;;; _Static_assert(sizeof(struct ty_struct_) == 16, "ty_struct_");
;;; WR_STRUCT(ty_struct_)
;;; #define ty_struct__range 9u, 0u
;;; #define ty_struct__word 9u
;;; WR_INLINE ref ty_struct__init(void *wr_object, u64 f0) {
;;;   ty_struct_((ref)wr_object)->type = ty_struct__word;
;;;   ty_struct_((ref)wr_object)->f0 = f0;
;;;   return (ref)wr_object;
;;; }
;;;
;;; // (type $a_word (array i8))
;;; WR_ARRAY_PACKED(ty_a_word_2, u8, i8)
;;; #define ty_a_word_2_range 11u, 0u
;;; #define ty_a_word_2_word 11u
