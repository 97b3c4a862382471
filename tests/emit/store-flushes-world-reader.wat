;; A store is seen by the load that is still pending, so the load comes first; the sum, which reads no memory, stays.
(module
  (memory 1)
  (func $exchange (param $p i32) (param $v i32) (result i32)
    (i32.add (local.get $p) (local.get $v))
    (i32.load offset=8 (local.get $p))
    (i32.store offset=8 (local.get $p) (local.get $v))
    (i32.add)))

;;; u32 m0_exchange(u32 p, u32 v) {
;;;   u32 t0 = i32_load(&m0_memory0, p, 8ull);
;;;   i32_store(&m0_memory0, p, 8ull, v);
;;;   return p + v + t0;
;;; }
