;; Leaving a `try` by a branch takes its handler away first.
(module
  (tag $error)
  (func $step (param $n i32) (result i32) (if (local.get $n) (then (throw $error))) (local.get $n))
  (func $f (param $n i32) (result i32)
    (block $done
      (loop $again
        (block $caught
          (try_table (catch_all $caught)
            (br_if $done (call $step (local.get $n)))
            (br $again)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $again)))
    (local.get $n)))

;;; inline u32 m0_step(u32 n) {
;;;   if (n) wr_throw(&m0_error);
;;;   return n;
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED, u32 n) {
;;;   struct wr_handler handler;
;;;   for (;;) {
;;;     volatile u32 n_saved = n;
;;;     if (!WR_TRY(handler, sp)) {
;;;       u32 t0 = m0_step(n);
;;;       if (t0) {
;;;         WR_TRY_END(handler);
;;;         break;
;;;       }
;;;       WR_TRY_END(handler);
;;;       continue;
;;;     } else {
;;;       n = n_saved;
;;;     }
;;;     n = n - 1u;
;;;   }
;;;   return n;
;;; }
