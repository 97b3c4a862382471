;; A global that is set to its own value needs no statement: compilers would warn of one.
(module
  (global $g (mut i32) (i32.const 0))
  (func $same (export "same") (global.set $g (global.get $g)))
  (func $next (export "next") (global.set $g (i32.add (global.get $g) (i32.const 1)))))

;;; void m0_same(void) {}
;;;
;;; void m0_next(void) {
;;;   m0_g = m0_g + 1u;
;;; }
