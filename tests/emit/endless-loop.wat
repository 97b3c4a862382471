;; A loop that never ends is `for (;;)`, of which C does not assume that it ends, and nothing follows it.
(module
  (func $f (param $x i32) (result i32)
    (loop $forever (result i32) (br $forever))))

;;; u32 m0_f(u32 x WR_UNUSED) {
;;;   for (;;) {
;;;   }
;;; }
