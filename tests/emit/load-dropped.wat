;; A load whose value nobody wants is still a load, for its trap.
(module
  (memory 1)
  (func $probe (param $p i32)
    (local $unread i64)
    (drop (i32.load (local.get $p)))
    (local.set $unread (i64.load8_s offset=4 (local.get $p)))
    (drop (f64.load (local.get $p)))))

;;; void m0_probe(u32 p) {
;;;   wr_touch(i32_load(&m0_memory0, p, 0ull));
;;;   wr_touch(i64_load8_s(&m0_memory0, p, 4ull));
;;;   wr_touch(f64_load(&m0_memory0, p, 0ull));
;;; }
