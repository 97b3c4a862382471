;; Arrays whose elements are wanted after a collection that a C compiler may have their addresses over, not the arrays':
;; walked upwards and downwards, without elements, and as long as they make the C compiler count pointers.
;;! clang = true
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $box (struct (field (mut i32))))
  (type $numbers (array (mut i32)))
  (type $boxes (array (mut (ref null $box))))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func $box (param $n i32) (result (ref $box)) (struct.new $box (local.get $n)))
  (func $numbers (param $n i32) (result (ref $numbers)) (local $a (ref $numbers)) (local $i i32)
    (local.set $a (array.new_default $numbers (local.get $n)))
    (loop $next
      (if (i32.lt_u (local.get $i) (local.get $n))
        (then
          (array.set $numbers (local.get $a) (local.get $i) (local.get $i))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $next))))
    (local.get $a))
  (func $upwards (param $a (ref $numbers)) (result i32) (local $i i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum)
        (i32.add (struct.get $box 0 (call $box (i32.const 1))) (array.get $numbers (local.get $a) (local.get $i)))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (array.len (local.get $a)))))
    (local.get $sum))
  (func $downwards (param $a (ref $numbers)) (result i32) (local $i i32) (local $sum i32)
    (local.set $i (array.len (local.get $a)))
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (struct.get $box 0 (call $box (i32.const 1)))))
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (local.set $sum (i32.add (local.get $sum) (array.get $numbers (local.get $a) (local.get $i))))
      (br_if $next (local.get $i)))
    (local.get $sum))
  (func $of_boxes (param $n i32) (result i32) (local $a (ref $boxes)) (local $i i32) (local $sum i32)
    (local.set $a (array.new_default $boxes (local.get $n)))
    (loop $next
      (array.set $boxes (local.get $a) (local.get $i) (call $box (local.get $i)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (loop $next
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (local.set $sum (i32.add (local.get $sum)
        (i32.mul (struct.get $box 0 (array.get $boxes (local.get $a) (local.get $i))) (struct.get $box 0 (call $box (i32.const 2))))))
      (br_if $next (local.get $i)))
    (local.get $sum))
  ;; The first access is in bounds only if there is an element: none of these is made.
  (func $empty (param $a (ref $numbers)) (param $i i32) (result i32)
    (if (i32.lt_u (local.get $i) (array.len (local.get $a)))
      (then (return (array.get $numbers (local.get $a) (local.get $i)))))
    (drop (call $box (i32.const 1)))
    (drop (call $box (i32.const 2)))
    (if (i32.lt_u (local.get $i) (array.len (local.get $a)))
      (then (return (array.get $numbers (local.get $a) (local.get $i)))))
    (i32.const -1))
  (func (export "_start") (local $n i32)
    (local.set $n (i32.const 1))
    (loop $next
      (call $check (i32.const 1)
        (i32.eq (call $upwards (call $numbers (local.get $n)))
                (i32.div_u (i32.mul (local.get $n) (i32.add (local.get $n) (i32.const 1))) (i32.const 2))))
      (call $check (i32.const 2)
        (i32.eq (call $downwards (call $numbers (local.get $n)))
                (i32.div_u (i32.mul (local.get $n) (i32.add (local.get $n) (i32.const 1))) (i32.const 2))))
      (call $check (i32.const 3)
        (i32.eq (call $of_boxes (local.get $n)) (i32.mul (local.get $n) (i32.sub (local.get $n) (i32.const 1)))))
      (call $check (i32.const 4) (i32.eq (call $empty (call $numbers (i32.const 0)) (local.get $n)) (i32.const -1)))
      (br_if $next (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 7))) (i32.const 60))))
    ;; Large ones, in which an address lies far from the beginning.
    (call $check (i32.const 5) (i32.eq (call $downwards (call $numbers (i32.const 3000))) (i32.const 4501500)))))
