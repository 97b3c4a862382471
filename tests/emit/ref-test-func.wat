;; A function's type is found by its address: no object header, and never traced.
(module
  (type $unary (func (param i32) (result i32)))
  (func $inc (type $unary) (i32.add (local.get 0) (i32.const 1)))
  (elem declare func $inc)
  (func $is_unary (param $f funcref) (result i32) (ref.test (ref $unary) (local.get $f)))
  (func $as_unary (param $f funcref) (result (ref $unary)) (ref.cast (ref $unary) (local.get $f)))
  (func $inc_is_unary (result i32) (ref.test (ref $unary) (ref.func $inc))))

;;; u64 m0_inc(WR_WORDS1(x0_word)) {
;;;   u32 x0 = (u32)x0_word;
;;;   return x0 + 1u;
;;; }
;;;
;;; u32 m0_is_unary(wr_code f) {
;;;   return wr_code_is(f, ty_unary_range);
;;; }
;;;
;;; wr_code m0_as_unary(wr_code f) {
;;;   return wr_as_code(f, ty_unary_range);
;;; }
;;;
;;; u32 m0_inc_is_unary(void) {
;;;   return wr_code_is((wr_code)m0_inc, ty_unary_range);
;;; }
