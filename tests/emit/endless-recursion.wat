;; A function that does nothing but call itself: no compiler may warn of it, or make a loop of it.
;; FIXME: gcc and clang warn of the infinite recursion.
(module
  (func $runaway (call $runaway)))

;;; void m0_runaway(void) {
;;;   m0_runaway();
;;;   WR_KEEP_CALL;
;;; }
