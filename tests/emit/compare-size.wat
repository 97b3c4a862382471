;; A size is 32 bits wide in C, also where it is an i64: what no size can be is not compared, for C compilers would warn.
(module
  (table $t i64 1 (ref null func))
  (memory $m i64 1)
  (func $f (result i32) (i64.lt_u (table.size $t) (i64.const 0x100000000)))
  (func $g (result i32) (i64.gt_u (memory.size $m) (i64.const 0x200000000)))
  (func $h (result i32) (i64.gt_u (memory.size $m) (i64.const 3))))

;;; u32 m0_f(void) {
;;;   return 1u;
;;; }
;;;
;;; u32 m0_g(void) {
;;;   return 0u;
;;; }
;;;
;;; u32 m0_h(void) {
;;;   return (u64)wr_memory_size(&m0_m) > 3ull;
;;; }
