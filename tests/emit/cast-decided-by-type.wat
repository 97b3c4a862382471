;; Casts and tests of which the types decide, or which ask for null only.
(module
  (type $cell (struct (field i32)))
  (func $upwards (param $x (ref $cell)) (result (ref any)) (ref.cast (ref any) (local.get $x)))
  (func $not_null (param $x anyref) (result (ref any)) (ref.cast (ref any) (local.get $x)))
  (func $null (param $x anyref) (result nullref) (ref.cast nullref (local.get $x)))
  (func $never (param $x anyref) (result i32) (ref.test (ref none) (local.get $x)))
  (func $always (param $x (ref $cell)) (result i32) (ref.test anyref (local.get $x)))
  (func $same (param $x (ref $cell)) (result i32) (ref.test (ref $cell) (local.get $x))))

;;; ref m0_upwards(ref x) {
;;;   return x;
;;; }
;;;
;;; ref m0_not_null(ref x) {
;;;   return wr_as_not_null(x);
;;; }
;;;
;;; ref m0_null(ref x) {
;;;   return wr_as_null(x);
;;; }
;;;
;;; u32 m0_never(ref x) {
;;;   return wr_never(x);
;;; }
;;;
;;; u32 m0_always(ref x) {
;;;   return wr_always(x);
;;; }
;;;
;;; u32 m0_same(ref x) {
;;;   return wr_is(x, ty_cell_range);
;;; }
