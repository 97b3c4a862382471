;; A recursive call in tail position must not become a jump, or endless recursion would never exhaust the stack.
(module
  (func $down (param $n i32) (result i32)
    (if (result i32) (local.get $n)
      (then (call $down (i32.sub (local.get $n) (i32.const 1))))
      (else (i32.const 0))))
  (func $leaf (result i32) (i32.const 1))
  (func $not_recursive (result i32) (call $leaf)))

;;; u32 m0_down(u32 n) {
;;;   if (n) {
;;;     u32 t1 = m0_down(n - 1u);
;;;     WR_KEEP_CALL;
;;;     return t1;
;;;   } else {
;;;     return 0u;
;;;   }
;;; }
;;;
;;; inline u32 m0_leaf(void) {
;;;   return 1u;
;;; }
;;;
;;; u32 m0_not_recursive(void) {
;;;   u32 t0 = m0_leaf();
;;;   return t0;
;;; }
