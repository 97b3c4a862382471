;; An object or function that the C compiler sees is not asked whether it is null: compilers warn of that.
(module
  (type $cell (struct (field i32)))
  (global $cell (ref null $cell) (struct.new $cell (i32.const 1)))
  (global $same eqref (global.get $cell))
  (global $code funcref (ref.func $f))
  (global $nothing eqref (ref.null eq))
  (global $number eqref (ref.i31 (i32.const 1)))
  (func $f (result i32)
    (i32.add (ref.is_null (global.get $cell)) (i32.add (ref.is_null (global.get $same)) (ref.is_null (global.get $code)))))
  (func $g (result i32) (i32.add (ref.is_null (global.get $nothing)) (ref.is_null (global.get $number))))
  (func $tested (result i32) (i32.add (ref.test (ref any) (global.get $same)) (ref.test nullref (global.get $same))))
  (func $h (param $x i32) (result i32)
    (block $null (br_on_null $null (global.get $cell)) (drop) (return (local.get $x)))
    (i32.const 7)))

;;; u64 m0_f(WR_WORDS0()) {
;;;   return 0u + (0u + 0u);
;;; }
;;;
;;; u32 m0_g(void) {
;;;   return (u32)!m0_nothing + (u32)!m0_number;
;;; }
;;;
;;; u32 m0_tested(void) {
;;;   return (u32)wr_always(m0_same) + (u32)wr_never(m0_same);
;;; }
;;;
;;; u32 m0_h(u32 x) {
;;;   ref t0 = m0_cell;
;;;   if (t0) return x;
;;;   return 7u;
;;; }
