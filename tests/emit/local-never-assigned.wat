;; A parameter that nobody assigns cannot change under a reader: not even a call between evaluates it early.
(module
  (import "host" "tick" (func $tick))
  (func $f (param $x i32) (result i32)
    (i32.add (local.get $x) (i32.const 1))
    (call $tick)
    (i32.mul (local.get $x))))

;;; // import host.tick
;;; void m0_tick(void) {
;;;   wr_unknown_import("host", "tick");
;;; }
;;;
;;; u32 m0_f(u32 x) {
;;;   m0_tick();
;;;   return (x + 1u) * x;
;;; }
