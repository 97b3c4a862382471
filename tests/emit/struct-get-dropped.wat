;; A field that nobody wants need not be read, but the reference must not be null.
(module
  (type $cell (struct (field $value i32)))
  (func $f (param $a (ref $cell)) (param $b (ref null $cell))
    (drop (struct.get $cell $value (local.get $a)))
    (drop (struct.get $cell $value (local.get $b)))))

;;; void m0_f(ref a WR_UNUSED, ref b) {
;;;   (void)ty_cell(wr_nonnull(b))->value;
;;; }
