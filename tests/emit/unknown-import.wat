;; An import that nobody provides is a function that traps and says its name.
(module
  (import "env" "sin\"\\" (func $sin (param f64) (result f64)))
  (func $f (param $x f64) (result f64) (f64.add (call $sin (local.get $x)) (f64.const 1))))

;;; // import env.sin"\x5c
;;; f64 m0_sin(f64 x0 WR_UNUSED) {
;;;   wr_unknown_import("env", "sin\"\\");
;;; }
;;;
;;; f64 m0_f(f64 x) {
;;;   f64 t0 = m0_sin(x);
;;;   return t0 + 1.0;
;;; }
