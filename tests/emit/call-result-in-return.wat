;; The result of a call goes to one variable, or to where it is wanted.
(module
  (import "host" "f" (func $f (param i32) (result i32)))
  (func $tail (param $x i32) (result i32) (call $f (local.get $x)))
  (func $local (param $x i32) (result i32) (local.set $x (call $f (local.get $x))) (local.get $x))
  (func $sum (param $x i32) (result i32)
    (i32.add (call $f (local.get $x)) (call $f (i32.const 1)))))

;;; // import host.f
;;; u32 m0_f(u32 x0 WR_UNUSED) {
;;;   wr_unknown_import("host", "f");
;;; }
;;;
;;; u32 m0_tail(u32 x) {
;;;   u32 t0 = m0_f(x);
;;;   return t0;
;;; }
;;;
;;; u32 m0_local(u32 x) {
;;;   x = m0_f(x);
;;;   return x;
;;; }
;;;
;;; u32 m0_sum(u32 x) {
;;;   u32 t0 = m0_f(x);
;;;   u32 t1 = m0_f(1u);
;;;   return t0 + t1;
;;; }
