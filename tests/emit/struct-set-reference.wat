;; A store of a reference goes through the barrier; one of a number is an assignment.
(module
  (type $cell (struct (field $value (mut i32)) (field $next (mut (ref null $cell)))))
  (func $f (param $a (ref $cell)) (param $b (ref null $cell))
    (struct.set $cell $next (local.get $a) (local.get $b))
    (struct.set $cell $value (local.get $b) (i32.const 1))))

;;; void m0_f(ref a, ref b) {
;;;   wr_field_set(ty_cell, a, next, b);
;;;   ty_cell(wr_nonnull(b))->value = 1u;
;;; }
