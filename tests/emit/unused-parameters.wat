;; Parameters that nobody mentions are marked.
(module
  (func $f (param $x i32) (param $unused i32) (param $written i32) (result i32)
    (local.set $written (i32.const 1))
    (local.get $x)))

;;; u32 m0_f(u32 x, u32 unused WR_UNUSED, u32 written WR_UNUSED) {
;;;   return x;
;;; }
