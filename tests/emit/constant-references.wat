;; Accesses of null and casts of constants compile silently, and trap.
(module
  (type $cell (struct (field $value (mut i32))))
  (type $numbers (array (mut i32)))
  (func $null_struct (result i32) (struct.get $cell $value (ref.null $cell)))
  (func $null_array (result i32) (array.get $numbers (ref.null $numbers) (i32.const 3)))
  (func $number (result (ref $cell)) (ref.cast (ref $cell) (ref.i31 (i32.const 5))))
  (func $null_cast (result (ref $cell)) (ref.cast (ref $cell) (ref.null any)))
  (func $null_call (call_ref $thunk (ref.null $thunk)))
  (type $thunk (func)))

;;; u32 m0_null_struct(void) {
;;;   return ty_cell(wr_nonnull((ref)0))->value;
;;; }
;;;
;;; u32 m0_null_array(void) {
;;;   return ty_numbers_get(wr_nonnull((ref)0), 3u);
;;; }
;;;
;;; ref m0_number(void) {
;;;   return wr_as_nonnull(wr_i31(5u), ty_cell_range);
;;; }
;;;
;;; ref m0_null_cast(void) {
;;;   return wr_as_any((ref)0, ty_cell_range);
;;; }
;;;
;;; void m0_null_call(void) {
;;;   (void)WR_CALL0(wr_nonnull_code((wr_code)0), WR_NO_SP);
;;; }
