;; Narrow fields are stored cut, and read with the sign that the instruction asks for.
(module
  (type $s (struct (field $a (mut i8)) (field $b (mut i16)) (field $c (mut i32))))
  (func $get (param $s (ref $s)) (result i32)
    (i32.add
      (i32.add (struct.get_s $s $a (local.get $s)) (struct.get_u $s $a (local.get $s)))
      (i32.add (struct.get_s $s $b (local.get $s)) (struct.get $s $c (local.get $s)))))
  (func $set (param $s (ref $s)) (param $x i32)
    (struct.set $s $a (local.get $s) (local.get $x))
    (struct.set $s $b (local.get $s) (local.get $x))
    (struct.set $s $c (local.get $s) (local.get $x))))

;;; u32 m0_get(ref s) {
;;;   return (u32)(i32)(i8)ty_s(s)->a + (u32)ty_s(s)->a + ((u32)(i32)(i16)ty_s(s)->b + ty_s(s)->c);
;;; }
;;;
;;; void m0_set(ref s, u32 x) {
;;;   ty_s(s)->a = (u8)x;
;;;   ty_s(s)->b = (u16)x;
;;;   ty_s(s)->c = x;
;;; }
