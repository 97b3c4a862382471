;; A number that changes inside of a `try` and is read by its handler is volatile; one that does not change is saved before.
(module
  (tag $error)
  (func $may_fail (param $n i32) (if (local.get $n) (then (throw $error))))
  (func $f (param $n i32) (param $m i32) (result i32)
    (block $caught
      (try_table (catch $error $caught)
        (call $may_fail (local.get $n))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (call $may_fail (local.get $n))
        (return (i32.const 0))))
    (i32.add (local.get $n) (local.get $m))))

;;; inline void m0_may_fail(u32 n) {
;;;   if (n) wr_throw(&m0_error);
;;; }
;;;
;;; WR_HAS_TRY u32 m0_f(ref *sp WR_UNUSED, u32 n_word, u32 m) {
;;;   struct wr_handler handler;
;;;   volatile u32 n = n_word;
;;;   volatile u32 m_saved = m;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_may_fail(n);
;;;     n = n + 1u;
;;;     m0_may_fail(n);
;;;     WR_TRY_END(handler);
;;;     return 0u;
;;;   } else {
;;;     m = m_saved;
;;;     if (wr_exception.tag == &m0_error) goto L1;
;;;     wr_throw_again();
;;;   }
;;; L1:;
;;;   return n + m;
;;; }
