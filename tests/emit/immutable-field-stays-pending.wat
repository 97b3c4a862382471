;; Nobody can change an immutable field: it is read after the store. The mutable one is read before.
(module
  (type $pair (struct (field $car i32) (field $cdr (mut i32))))
  (func $f (param $p (ref $pair)) (param $q (ref $pair)) (result i32)
    (struct.get $pair $car (local.get $p))
    (struct.get $pair $cdr (local.get $p))
    (struct.set $pair $cdr (local.get $q) (i32.const 5))
    (i32.add)))

;;; u32 m0_f(ref p, ref q) {
;;;   u32 t0 = ty_pair(p)->cdr;
;;;   ty_pair(q)->cdr = 5u;
;;;   return ty_pair(p)->car + t0;
;;; }
