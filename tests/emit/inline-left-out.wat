;; The same without that pass.
;;! passes = "no-inline"
(module
  (type $box (struct (field i32)))
  (tag $e)
  (func $get (param $b (ref null $box)) (result i32) (struct.get $box 0 (local.get $b)))
  (func $wait (param $n i32) (loop $again (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $fail (throw $e))
  (func (export "f") (param $b (ref null $box)) (result i32)
    (call $wait (i32.const 3))
    (if (i32.eqz (call $get (local.get $b))) (then (call $fail)))
    (call $get (local.get $b))))

;;; u32 m0_get(ref b) {
;;;   return ty_box(wr_nonnull(b))->f0;
;;; }
;;;
;;; void m0_wait(u32 n) {
;;;   for (;;) {
;;;     n = n - 1u;
;;;     if (!n) break;
;;;   }
;;; }
;;;
;;; void m0_fail(void) {
;;;   wr_throw(&m0_e);
;;; }
;;;
;;; u32 m0_f(ref b) {
;;;   m0_wait(3u);
;;;   u32 t0 = m0_get(b);
;;;   if (!t0) m0_fail();
;;;   u32 t1 = m0_get(b);
;;;   return t1;
;;; }
