;; A cast tests only what the operand's type leaves open: null, a number, the object's type.
(module
  (type $top (sub (struct (field i32))))
  (type $sub (sub $top (struct (field i32) (field i32))))
  (func $from_object (param $x (ref $top)) (result (ref $sub)) (ref.cast (ref $sub) (local.get $x)))
  (func $from_object_or_null (param $x (ref null $top)) (result (ref $sub)) (ref.cast (ref $sub) (local.get $x)))
  (func $from_nonnull (param $x (ref eq)) (result (ref $sub)) (ref.cast (ref $sub) (local.get $x)))
  (func $from_any (param $x anyref) (result (ref $sub)) (ref.cast (ref $sub) (local.get $x)))
  (func $null_passes (param $x anyref) (result (ref null $sub)) (ref.cast (ref null $sub) (local.get $x)))
  (func $to_i31 (param $x eqref) (result (ref i31)) (ref.cast (ref i31) (local.get $x)))
  (func $to_struct (param $x anyref) (result (ref struct)) (ref.cast (ref struct) (local.get $x)))
  (func $to_eq (param $x anyref) (result eqref) (ref.cast eqref (local.get $x))))

;;; ref m0_from_object(ref x) {
;;;   return wr_as(x, ty_sub_range);
;;; }
;;;
;;; ref m0_from_object_or_null(ref x) {
;;;   return wr_as_any_eq(x, ty_sub_range);
;;; }
;;;
;;; ref m0_from_nonnull(ref x) {
;;;   return wr_as_nonnull_eq(x, ty_sub_range);
;;; }
;;;
;;; ref m0_from_any(ref x) {
;;;   return wr_as_any(x, ty_sub_range);
;;; }
;;;
;;; ref m0_null_passes(ref x) {
;;;   return wr_as_or_null(x, ty_sub_range);
;;; }
;;;
;;; ref m0_to_i31(ref x) {
;;;   return wr_as_i31(x);
;;; }
;;;
;;; ref m0_to_struct(ref x) {
;;;   return wr_as_any(x, ty_any_struct_range);
;;; }
;;;
;;; ref m0_to_eq(ref x) {
;;;   return wr_as_eq_or_null(x);
;;; }
