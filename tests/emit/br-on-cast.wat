;; The tested reference is used twice, so it is in a variable; the branch takes it to the target's.
(module
  (type $cell (struct (field $value i32)))
  (func $f (param $x anyref) (result i32)
    (block $is_cell (result (ref $cell))
      (br_on_cast $is_cell anyref (ref $cell) (local.get $x))
      (drop)
      (return (i32.const 0)))
    (struct.get $cell $value)))

;;; u32 m0_f(ref x) {
;;;   ref t0;
;;;   if (wr_is_any(x, ty_cell_range)) {
;;;     t0 = x;
;;;   } else {
;;;     return 0u;
;;;   }
;;;   return ty_cell(t0)->value;
;;; }
