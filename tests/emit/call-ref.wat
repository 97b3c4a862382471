;; Functions whose address is taken have the one prototype of words; a reference that may be null is checked.
(module
  (type $binary (func (param i32 f64) (result f64)))
  (func $scale (type $binary) (f64.mul (f64.convert_i32_s (local.get 0)) (local.get 1)))
  (elem declare func $scale)
  (func $nonnull (param $f (ref $binary)) (result f64)
    (call_ref $binary (i32.const 3) (f64.const 0.5) (local.get $f)))
  (func $nullable (param $f (ref null $binary)) (result f64)
    (call_ref $binary (i32.const 3) (f64.const 0.5) (local.get $f)))
  (func $direct (result f64) (call $scale (i32.const 3) (f64.const 0.5)))
  (func $use (result f64) (call $nonnull (ref.func $scale))))

;;; inline u64 m0_scale(WR_WORDS2(x0_word, x1_word)) {
;;;   u32 x0 = (u32)x0_word;
;;;   f64 x1 = wr_to_f64(x1_word);
;;;   return wr_from_f64((f64)(i32)x0 * x1);
;;; }
;;;
;;; inline f64 m0_nonnull(wr_code f) {
;;;   f64 t0 = wr_to_f64(WR_CALL2(f, WR_NO_SP, 3u, wr_from_f64(0.5)));
;;;   return t0;
;;; }
;;;
;;; f64 m0_nullable(wr_code f) {
;;;   f64 t0 = wr_to_f64(WR_CALL2(wr_nonnull_code(f), WR_NO_SP, 3u, wr_from_f64(0.5)));
;;;   return t0;
;;; }
;;;
;;; f64 m0_direct(void) {
;;;   f64 t0 = wr_to_f64(m0_scale(WR_ARGS2(WR_NO_SP, 3u, wr_from_f64(0.5))));
;;;   return t0;
;;; }
;;;
;;; f64 m0_use(void) {
;;;   f64 t0 = m0_nonnull((wr_code)m0_scale);
;;;   return t0;
;;; }
