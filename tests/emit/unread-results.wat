;; Results that nobody reads: a call's, a growth's, an allocation's. None may leave an unused variable behind.
(module
  (type $cell (struct (field i32)))
  (memory 1)
  (func $two (param $x i32) (result i32 i32) (local.get $x) (local.get $x))
  (func $first (param $x i32) (result i32) (call $two (local.get $x)) (drop))
  (func $second (param $x i32) (result i32) (local $r i32)
    (call $two (local.get $x)) (local.set $r) (drop) (local.get $r))
  (func $none (drop (call $first (i32.const 1))))
  (func $grow (drop (memory.grow (i32.const 1))))
  (func $allocate (drop (struct.new $cell (i32.const 1)))))

;;; inline u32 m0_two(u32 x) {
;;;   wr_results[0] = x;
;;;   return x;
;;; }
;;;
;;; inline u32 m0_first(u32 x) {
;;;   u32 t0 = m0_two(x);
;;;   return t0;
;;; }
;;;
;;; u32 m0_second(u32 x) {
;;;   (void)m0_two(x);
;;;   u32 r = (u32)wr_results[0];
;;;   return r;
;;; }
;;;
;;; void m0_none(void) {
;;;   (void)m0_first(1u);
;;; }
;;;
;;; void m0_grow(void) {
;;;   (void)wr_memory_grow(&m0_memory0, 1u);
;;; }
;;;
;;; void m0_allocate(ref *sp WR_UNUSED) {
;;;   void *o = wr_allocate(sizeof(struct ty_cell));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_cell));
;;;   (void)ty_cell_init(o, 1u);
;;; }
