;; Tail calls keep five words in registers; the others travel in a static block, which the callee reads first.
(module
  (func $many (param $a i32) (param $b i64) (param $c f32) (param $d f64) (param $e eqref) (param $f eqref) (param $g i32)
              (result eqref)
    (if (local.get $g) (then (return (local.get $f))))
    (return_call $many (local.get $a) (local.get $b) (local.get $c) (local.get $d) (local.get $f) (local.get $e)
      (i32.const 1))))

;;; u64 m0_many(WR_WORDS5(a_word, b_word, c_word, d_word, e_word)) {
;;;   u32 a = (u32)a_word;
;;;   u64 b = b_word;
;;;   f32 c = wr_to_f32(c_word);
;;;   f64 d = wr_to_f64(d_word);
;;;   ref e = wr_to_ref(e_word);
;;;   ref f = wr_to_ref(wr_overflow[0]);
;;;   u32 g = (u32)wr_overflow[1];
;;;   if (g) return wr_from_ref(f);
;;;   wr_overflow[0] = wr_from_ref(e);
;;;   wr_overflow[1] = 1u;
;;;   WR_TAIL return m0_many(WR_ARGS5(sp, a, b, wr_from_f32(c), wr_from_f64(d), wr_from_ref(f)));
;;; }
