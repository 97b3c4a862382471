;; Tail calls: every function that makes or gets one has the prototype of words, so that each is a jump.
(module
  (func $even (param $n i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (return (i32.const 1))))
    (return_call $odd (i32.sub (local.get $n) (i32.const 1))))
  (func $odd (param $n i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (return (i32.const 0))))
    (return_call $even (i32.sub (local.get $n) (i32.const 1)))))

;;; u64 m0_even(WR_WORDS1(n_word)) {
;;;   u32 n = (u32)n_word;
;;;   if (!n) return 1u;
;;;   WR_TAIL return m0_odd(WR_ARGS1(sp, n - 1u));
;;; }
;;;
;;; u64 m0_odd(WR_WORDS1(n_word)) {
;;;   u32 n = (u32)n_word;
;;;   if (!n) return 0u;
;;;   WR_TAIL return m0_even(WR_ARGS1(sp, n - 1u));
;;; }
