;; Names from outside become identifiers that mean nothing to C; in comments they cannot leave the line.
(module
  (func $"main")
  (func $"int")
  (func $"printf\\")
  (func $"a\nb */ \"")
  (func $"a b")
  (func $"m0_a_b")
  (func $" ")
  (func $"4th")
  (func $"wr_trap")
  (func $"\u{3bb}??/")
  (func $all
    (call $"main") (call $"int") (call $"printf\\") (call $"a\nb */ \"") (call $"a b") (call $"m0_a_b") (call $" ")
    (call $"4th") (call $"wr_trap") (call $"\u{3bb}??/")))

;;; // $main
;;; inline void m0_main_(void) {}
;;;
;;; // $int
;;; inline void m0_int_(void) {}
;;;
;;; // $"printf\x5c\x5c"
;;; inline void m0_printf_(void) {}
;;;
;;; // $"a\x5cnb */ \x5c""
;;; inline void m0_a_b_(void) {}
;;;
;;; // $"a b"
;;; inline void m0_a_b(void) {}
;;;
;;; // $m0_a_b
;;; inline void m0_x_m0_a_b(void) {}
;;;
;;; // $" "
;;; inline void m0_x(void) {}
;;;
;;; // $4th
;;; inline void m0_x4th(void) {}
;;;
;;; // $wr_trap
;;; inline void m0_x_wr_trap(void) {}
;;;
;;; // $"\u{3bb}?\x3f/"
;;; inline void m0_x_(void) {}
;;;
;;; void m0_all(void) {
;;;   m0_main_();
;;;   m0_int_();
;;;   m0_printf_();
;;;   m0_a_b_();
;;;   m0_a_b();
;;;   m0_x_m0_a_b();
;;;   m0_x();
;;;   m0_x4th();
;;;   m0_x_wr_trap();
;;;   m0_x_();
;;; }
