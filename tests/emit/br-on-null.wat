;; Past the branch the reference is not null, and not checked again.
(module
  (type $cell (struct (field $value i32) (field $next (mut (ref null $cell)))))
  (func $f (param $c (ref null $cell)) (result i32)
    (block $null
      (br_on_null $null (struct.get $cell $next (local.get $c)))
      (return (struct.get $cell $value)))
    (i32.const 0)))

;;; u32 m0_f(ref c) {
;;;   ref t0 = slot_ref(ty_cell(wr_nonnull(c))->next);
;;;   if (t0) return ty_cell(t0)->value;
;;;   return 0u;
;;; }
