;; Types are equal if their recursion groups have the same structure: equal groups are one type, but a member is not the
;; equal-looking member of another group, nor one at another place.
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (rec (type $a1 (struct (field (ref null $b1)))) (type $b1 (struct (field i32) (field (ref null $a1)))))
  (rec (type $a2 (struct (field (ref null $b2)))) (type $b2 (struct (field i32) (field (ref null $a2)))))
  ;; The other order, and one member more.
  (rec (type $b3 (struct (field i32) (field (ref null $a3)))) (type $a3 (struct (field (ref null $b3)))))
  (rec (type $a4 (struct (field (ref null $b4)))) (type $b4 (struct (field i32) (field (ref null $a4)))) (type $c4 (struct)))
  ;; Alone, pointing at the first group.
  (type $a5 (struct (field (ref null $b1))))
  ;; Alone, twice.
  (type $p1 (struct (field i64))) (type $p2 (struct (field i64)))
  (type $q (sub (struct (field i64))))
  ;; Two equal members of one group are two types.
  (rec (type $m1 (struct (field f32))) (type $m2 (struct (field f32))))
  (type $f1 (func (param (ref $a1)) (result i32))) (type $f2 (func (param (ref $a2)) (result i32)))
  (table funcref (elem $f))
  (func $f (type $f1) (i32.const 5))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func (export "_start") (local $x anyref)
    (local.set $x (struct.new $a1 (struct.new $b1 (i32.const 3) (ref.null $a1))))
    (call $check (i32.const 1) (ref.test (ref $a2) (local.get $x)))
    (call $check (i32.const 2) (i32.eqz (ref.test (ref $a3) (local.get $x))))
    (call $check (i32.const 3) (i32.eqz (ref.test (ref $a4) (local.get $x))))
    (call $check (i32.const 4) (i32.eqz (ref.test (ref $a5) (local.get $x))))
    (call $check (i32.const 5) (i32.eq (struct.get $b2 0 (struct.get $a2 0 (ref.cast (ref $a2) (local.get $x)))) (i32.const 3)))
    (call $check (i32.const 6) (ref.test (ref $p2) (struct.new $p1 (i64.const 1))))
    (call $check (i32.const 7) (i32.eqz (ref.test (ref $q) (struct.new $p1 (i64.const 1)))))
    (call $check (i32.const 8) (i32.eqz (ref.test (ref $m2) (struct.new $m1 (f32.const 1)))))
    (call $check (i32.const 9) (i32.eq (call_indirect (type $f2) (ref.cast (ref $a2) (local.get $x)) (i32.const 0)) (i32.const 5)))
    ;; Statically, too: no cast.
    (local.set $x (struct.new $a2 (struct.new $b1 (i32.const 1) (ref.null $a2))))
    (call $check (i32.const 10) (ref.test (ref $a1) (local.get $x)))))
