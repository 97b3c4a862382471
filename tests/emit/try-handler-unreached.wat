;; Nothing is thrown to the handler, but to C every try may fail at once: what it reads has a value.
(module
  (tag $t)
  (global $g (mut i32) (i32.const 0))
  (func $f (param $x i32) (result i32) (local $y i32)
    (block $h
      (try_table (catch_all $h)
        (global.set $g (local.get $x))
        (return (i32.const 0))))
    (local.get $y)))

;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED, u32 x) {
;;;   struct wr_handler handler;
;;;   u32 y = 0u;
;;;   volatile u32 y_saved = y;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_g = x;
;;;     WR_TRY_END(handler);
;;;     return 0u;
;;;   } else {
;;;     y = y_saved;
;;;   }
;;;   return y;
;;; }
