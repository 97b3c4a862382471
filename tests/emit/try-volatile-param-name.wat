;; A volatile copy takes its parameter's name, whatever other names there are.
(module
  (tag $error)
  (func $may_fail (param $n i32) (if (local.get $n) (then (throw $error))))
  (func $f (param $n i32) (param $n_word i32) (result i32)
    (block $caught
      (try_table (catch $error $caught)
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (call $may_fail (local.get $n_word))))
    (local.get $n)))

;;; inline void m0_may_fail(u32 n) {
;;;   if (n) wr_throw(&m0_error);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED, u32 n_word_2, u32 n_word) {
;;;   struct wr_handler handler;
;;;   volatile u32 n = n_word_2;
;;;   if (!WR_TRY(handler, sp)) {
;;;     n = n + 1u;
;;;     m0_may_fail(n_word);
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     if (wr_exception.tag == &m0_error) goto L1;
;;;     wr_throw_again();
;;;   }
;;; L1:;
;;;   return n;
;;; }
