;; One whose address is taken has the prototype of words, its sixth argument in the static block.
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (elem declare func $path_open)
  (func $f (result funcref) (ref.func $path_open)))

;;; // import wasi_snapshot_preview1.path_open
;;; u64 m0_path_open(WR_WORDS5(x0, x1, x2, x3, x4)) {
;;;   return wasi_path_open(&m0_memory0, (u32)x0, (u32)x1, (u32)x2, (u32)x3, (u32)x4, wr_overflow[0],
;;;       wr_overflow[1], (u32)wr_overflow[2], (u32)wr_overflow[3]);
;;; }
;;;
;;; wr_code m0_f(void) {
;;;   return (wr_code)m0_path_open;
;;; }
