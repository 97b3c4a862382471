;; Whole ranges, the size, and growing.
(module
  (memory 1)
  (func $f (param $p i32) (param $n i32) (result i32)
    (memory.fill (local.get $p) (i32.const 0) (local.get $n))
    (memory.copy (local.get $p) (i32.const 64) (local.get $n))
    (i32.sub (memory.size) (memory.grow (i32.const 1)))))

;;; u32 m0_f(u32 p, u32 n) {
;;;   wr_memory_fill(&m0_memory0, p, 0u, n);
;;;   wr_memory_copy(&m0_memory0, &m0_memory0, p, 64u, n);
;;;   u32 t0 = wr_memory_size(&m0_memory0);
;;;   u32 t1 = wr_memory_grow(&m0_memory0, 1u);
;;;   return t0 - t1;
;;; }
