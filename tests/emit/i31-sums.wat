;; An i31 made of another one's number is made by adding to it; where it is stored, the C compiler is told that it needs no barrier.
(module
  (type $cell (array (mut eqref)))
  (func $next (param $x (ref i31)) (result (ref i31))
    (ref.i31 (i32.add (i31.get_s (local.get $x)) (i32.const 1))))
  (func $halves (param $x (ref i31)) (param $n i32) (result (ref i31))
    (ref.i31 (i32.sub (local.get $n) (i31.get_s (local.get $x)))))
  (func $sum (param $x i31ref) (param $y (ref i31)) (result (ref i31))
    (ref.i31 (i32.add (i31.get_s (local.get $x)) (i31.get_u (local.get $y)))))
  (func $count (param $cell (ref $cell)) (param $x (ref i31)) (param $y (ref i31))
    (array.set $cell (local.get $cell) (i32.const 0)
      (ref.i31 (i32.sub (i31.get_s (local.get $x)) (i31.get_s (local.get $y)))))
    (array.set $cell (local.get $cell) (i32.const 1) (local.get $x))))

;;; ref m0_next(ref x) {
;;;   return wr_i31_plus(x, 1u);
;;; }
;;;
;;; ref m0_halves(ref x, u32 n) {
;;;   return wr_i31_minus_from(n, x);
;;; }
;;;
;;; ref m0_sum(ref x, ref y) {
;;;   return wr_i31_sum(wr_nonnull_i31(x), y);
;;; }
;;;
;;; void m0_count(ref cell, ref x, ref y) {
;;;   ty_cell_set(cell, 0u, wr_known_i31(wr_i31_difference(x, y)));
;;;   ty_cell_set(cell, 1u, wr_known_i31(x));
;;; }
