;; gcc warns of `!(x ? (ref)&object : y)`, as if it asked for the object alone.
(module
  (type $cell (struct (field i32)))
  (global $cell (ref null $cell) (struct.new $cell (i32.const 1)))
  (global $other eqref (struct.new $cell (i32.const 2)))
  (func $f (param $x i32) (param $y eqref) (result i32)
    (ref.is_null (select (result eqref) (global.get $cell) (local.get $y) (local.get $x))))
  (func $g (param $x i32) (param $y eqref) (result i32)
    (if (ref.is_null (select (result eqref) (local.get $y) (global.get $other) (local.get $x))) (then (return (i32.const 3))))
    (i32.const 4))
  (func $h (param $x i32) (param $y eqref) (result eqref)
    (block $null
      (return (br_on_null $null
        (select (result eqref)
          (global.get $cell)
          (select (result eqref) (global.get $other) (local.get $y) (i32.eqz (local.get $x)))
          (local.get $x)))))
    (local.get $y)))

;;; u32 m0_f(u32 x, ref y) {
;;;   return (x ? m0_cell : y) == (ref)0;
;;; }
;;;
;;; u32 m0_g(u32 x, ref y) {
;;;   if ((x ? y : m0_other) == (ref)0) return 3u;
;;;   return 4u;
;;; }
;;;
;;; ref m0_h(u32 x, ref y) {
;;;   ref t0 = x ? m0_cell : !x ? m0_other : y;
;;;   if (t0) return t0;
;;;   return y;
;;; }
