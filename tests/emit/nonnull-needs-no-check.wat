;; A reference whose type excludes null is not checked.
(module
  (type $cell (struct (field $value i32)))
  (type $numbers (array i32))
  (func $checked (param $c (ref null $cell)) (param $a (ref null $numbers)) (result i32)
    (i32.add (struct.get $cell $value (local.get $c)) (array.len (local.get $a))))
  (func $unchecked (param $c (ref $cell)) (param $a (ref $numbers)) (result i32)
    (i32.add (struct.get $cell $value (local.get $c)) (array.len (local.get $a))))
  (func $once (param $c (ref null $cell)) (result i32)
    (struct.get $cell $value (ref.as_non_null (local.get $c)))))

;;; u32 m0_checked(ref c, ref a) {
;;;   return ty_cell(wr_nonnull(c))->value + wr_array_length(wr_nonnull(a));
;;; }
;;;
;;; u32 m0_unchecked(ref c, ref a) {
;;;   return ty_cell(c)->value + wr_array_length(a);
;;; }
;;;
;;; u32 m0_once(ref c) {
;;;   return ty_cell(wr_nonnull(c))->value;
;;; }
