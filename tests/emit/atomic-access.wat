;; Atomic accesses are calls that check alignment: a load stays an expression, what writes is a statement and gives its value to
;; whoever wants it, and a fence is nothing.
(module
  (memory $m 1)
  (memory $big i64 1)
  (func $f (param $p i32) (param $q i64) (result i64)
    (i32.atomic.store8 offset=1 (local.get $p) (i32.atomic.load16_u (local.get $p)))
    (atomic.fence)
    (drop (i32.atomic.rmw.add (local.get $p) (i32.const 1)))
    (local.set $q (i64.atomic.rmw32.xchg_u $big offset=8 (local.get $q) (i64.const 5)))
    (i64.atomic.rmw.cmpxchg $big (local.get $q) (i64.const 0) (i64.const 7))))

;;; u64 m0_f(u32 p, u64 q) {
;;;   i32_atomic_store8(&m0_m, p, 1ull, i32_atomic_load16_u(&m0_m, p, 0ull));
;;;   (void)i32_atomic_rmw_add(&m0_m, p, 0ull, 1u);
;;;   q = i64_atomic_rmw32_xchg_u_checked(&m0_big, q, 8ull, 5ull);
;;;   u64 t2 = i64_atomic_rmw_cmpxchg_checked(&m0_big, q, 0ull, 0ull, 7ull);
;;;   return t2;
;;; }
