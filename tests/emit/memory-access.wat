;; Loads and stores carry no check of ours: the reservation around a memory catches every address.
(module
  (memory 1)
  (func $f (param $p i32) (result i64)
    (i32.store8 offset=1 (local.get $p) (i32.load16_s (local.get $p)))
    (f64.store (local.get $p) (f64.promote_f32 (f32.load offset=4 (local.get $p))))
    (i64.load32_u offset=4294967295 (local.get $p))))

;;; u64 m0_f(u32 p) {
;;;   i32_store8(&m0_memory0, p, 1ull, i32_load16_s(&m0_memory0, p, 0ull));
;;;   f64_store(&m0_memory0, p, 0ull, (f64)f32_load(&m0_memory0, p, 4ull));
;;;   return i64_load32_u(&m0_memory0, p, 4294967295ull);
;;; }
