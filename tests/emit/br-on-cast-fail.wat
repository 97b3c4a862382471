;; The other way round: the branch is for what is no such object.
(module
  (type $cell (struct (field $value i32)))
  (func $f (param $x anyref) (result i32)
    (drop
      (block $other (result anyref)
        (br_on_cast_fail $other anyref (ref $cell) (local.get $x))
        (return (struct.get $cell $value))))
    (i32.const 0)))

;;; u32 m0_f(ref x) {
;;;   if (wr_is_any(x, ty_cell_range)) return ty_cell(x)->value;
;;;   return 0u;
;;; }
