;; Converting between `any` and `extern` changes nothing at run time.
(module
  (func $in (param $x externref) (result anyref) (any.convert_extern (local.get $x)))
  (func $out (param $x (ref any)) (result (ref extern)) (extern.convert_any (local.get $x)))
  (func $test (param $x externref) (result i32) (ref.test (ref i31) (any.convert_extern (local.get $x)))))

;;; ref m0_in(ref x) {
;;;   return x;
;;; }
;;;
;;; ref m0_out(ref x) {
;;;   return x;
;;; }
;;;
;;; u32 m0_test(ref x) {
;;;   return wr_is_i31(x);
;;; }
