;; The table tells the code of an entry, once its index and type are right.
(module
  (type $unary (func (param i32) (result i32)))
  (table $t 2 funcref)
  (elem (i32.const 0) $inc $dec)
  (func $inc (type $unary) (i32.add (local.get 0) (i32.const 1)))
  (func $dec (type $unary) (i32.sub (local.get 0) (i32.const 1)))
  (func $f (param $x i32) (result i32)
    (call_indirect $t (type $unary) (local.get $x) (i32.and (local.get $x) (i32.const 1)))))

;;; u64 m0_inc(WR_WORDS1(x0_word)) {
;;;   u32 x0 = (u32)x0_word;
;;;   return x0 + 1u;
;;; }
;;;
;;; u64 m0_dec(WR_WORDS1(x0_word)) {
;;;   u32 x0 = (u32)x0_word;
;;;   return x0 - 1u;
;;; }
;;;
;;; u32 m0_f(u32 x) {
;;;   u32 t0 = (u32)WR_CALL1(wr_table_call(&m0_t, x & 1u, ty_unary_range), WR_NO_SP, x);
;;;   return t0;
;;; }
