;; What a select yields is known by its own type, not by that of one arm: the cast must expect null and numbers.
;; FIXME: the cast is `wr_as`, as if only `cell` came here: null and numbers crash.
(module
  (type $cell (struct (field $value i32)))
  (func $f (param $cell (ref $cell)) (param $any anyref) (param $c i32) (result (ref $cell))
    (ref.cast (ref $cell)
      (select (result anyref) (local.get $cell) (local.get $any) (local.get $c)))))

;;; ref m0_f(ref cell, ref any, u32 c) {
;;;   return wr_as_any(c ? cell : any, ty_cell_range);
;;; }
