;; A call cannot change the caller's locals: what only reads those is evaluated after it; the global is read before it.
(module
  (global $counter (mut i32) (i32.const 0))
  (func $count (global.set $counter (i32.add (global.get $counter) (i32.const 1))))
  (func $f (param $x i32) (result i32)
    (i32.mul (local.get $x) (local.get $x))
    (global.get $counter)
    (call $count)
    (i32.add)))

;;; inline void m0_count(void) {
;;;   m0_counter = m0_counter + 1u;
;;; }
;;;
;;; u32 m0_f(u32 x) {
;;;   u32 t0 = m0_counter;
;;;   m0_count();
;;;   return x * x + t0;
;;; }
