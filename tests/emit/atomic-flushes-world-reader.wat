;; An atomic instruction that writes comes after what reads memory before it, also in a loop that comes later.
(module
  (memory 1)
  (func $straight (param $p i32) (result i32)
    (i32.sub (i32.load (local.get $p)) (i32.atomic.rmw.add (local.get $p) (i32.const 1))))
  (func $loop (param $p i32) (param $n i32) (result i32)
    (i32.load (local.get $p))
    (loop $again
      (drop (i32.atomic.rmw.sub (local.get $p) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))

;;; u32 m0_straight(u32 p) {
;;;   u32 t0 = i32_load(&m0_memory0, p, 0ull);
;;;   u32 t1 = i32_atomic_rmw_add(&m0_memory0, p, 0ull, 1u);
;;;   return t0 - t1;
;;; }
;;;
;;; u32 m0_loop(u32 p, u32 n) {
;;;   u32 t0 = i32_load(&m0_memory0, p, 0ull);
;;;   for (;;) {
;;;     (void)i32_atomic_rmw_sub(&m0_memory0, p, 0ull, 1u);
;;;     n = n - 1u;
;;;     if (!n) break;
;;;   }
;;;   return t0;
;;; }
