;; A call whose result nobody wants.
(module
  (import "host" "f" (func $f (result i32)))
  (func $g (drop (call $f)))
  (func $h (param $x i32) (local.set $x (call $f))))

;;; // import host.f
;;; u32 m0_f(void) {
;;;   wr_unknown_import("host", "f");
;;; }
;;;
;;; void m0_g(void) {
;;;   (void)m0_f();
;;; }
;;;
;;; void m0_h(u32 x WR_UNUSED) {
;;;   (void)m0_f();
;;; }
