;; A narrow field compared with what it cannot hold: gcc would say so.
(module
  (type $s (struct (field $byte (mut i8)) (field $half (mut i16))))
  (func $always (param $s (ref $s)) (result i32)
    (i32.lt_u (struct.get_u $s $byte (local.get $s)) (i32.const 256)))
  (func $never (param $s (ref $s)) (result i32)
    (i32.gt_s (struct.get_s $s $half (local.get $s)) (i32.const 32767)))
  (func $sometimes (param $s (ref $s)) (result i32)
    (i32.gt_s (struct.get_s $s $half (local.get $s)) (i32.const 32766))))

;;; u32 m0_always(ref s WR_UNUSED) {
;;;   return 1u;
;;; }
;;;
;;; u32 m0_never(ref s WR_UNUSED) {
;;;   return 0u;
;;; }
;;;
;;; u32 m0_sometimes(ref s) {
;;;   return (i32)(u32)(i32)(i16)ty_s(s)->half_ > 32766;
;;; }
