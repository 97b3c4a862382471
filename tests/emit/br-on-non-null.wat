;; The branch takes the reference along; what follows has none.
(module
  (type $cell (struct (field $value i32)))
  (func $f (param $c (ref null $cell)) (result i32)
    (block $found (result (ref $cell))
      (br_on_non_null $found (local.get $c))
      (return (i32.const 0)))
    (struct.get $cell $value)))

;;; u32 m0_f(ref c) {
;;;   ref t0;
;;;   if (!!c) {
;;;     t0 = c;
;;;   } else {
;;;     return 0u;
;;;   }
;;;   return ty_cell(t0)->value;
;;; }
