;; Tail calls through references and tables.
(module
  (type $k (func (param eqref) (result eqref)))
  (table $t 1 funcref)
  (func $by_ref (param $x eqref) (param $f (ref null $k)) (result eqref)
    (return_call_ref $k (local.get $x) (local.get $f)))
  (func $by_table (param $x eqref) (param $i i32) (result eqref)
    (return_call_indirect $t (type $k) (local.get $x) (local.get $i))))

;;; u64 m0_by_ref(WR_WORDS2(x_word, f_word)) {
;;;   ref x = wr_to_ref(x_word);
;;;   wr_code f = wr_to_code(f_word);
;;;   WR_TAIL return WR_CALL1(wr_nonnull_code(f), sp, wr_from_ref(x));
;;; }
;;;
;;; u64 m0_by_table(WR_WORDS2(x_word, i_word)) {
;;;   ref x = wr_to_ref(x_word);
;;;   u32 i = (u32)i_word;
;;;   WR_TAIL return WR_CALL1(wr_table_call(&m0_t, i, ty_k_range), sp, wr_from_ref(x));
;;; }
