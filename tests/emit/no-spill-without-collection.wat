;; A callee that cannot collect gets no side stack, and its caller spills nothing.
(module
  (type $cell (struct (field $value (mut i32))))
  (func $bump (param $c (ref $cell))
    (struct.set $cell $value (local.get $c) (i32.add (struct.get $cell $value (local.get $c)) (i32.const 1))))
  (func $f (param $a (ref $cell)) (param $b (ref $cell)) (result i32)
    (call $bump (local.get $a))
    (call $bump (local.get $b))
    (struct.get $cell $value (local.get $a))))

;;; inline void m0_bump(ref c) {
;;;   ty_cell(c)->value = ty_cell(c)->value + 1u;
;;; }
;;;
;;; u32 m0_f(ref a, ref b) {
;;;   m0_bump(a);
;;;   m0_bump(b);
;;;   return ty_cell(a)->value;
;;; }
