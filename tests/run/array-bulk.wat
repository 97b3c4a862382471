;; copy with overlap both ways and between subtypes, fill, data and element segments.
;;! clang = true
;;! trap.1 = "out of bounds array access"
;;! trap.2 = "out of bounds array access"
;;! trap.3 = "out of bounds array access"
;;! trap.4 = "out of bounds array access"
;;! trap.5 = "out of bounds array access"
;;! trap.6 = "out of bounds memory access"
;;! trap.7 = "out of bounds memory access"
;;! trap.8 = "out of bounds table access"
;;! trap.9 = "out of bounds table access"
;;! trap.10 = "out of bounds array access"
;;! trap.11 = "out of bounds array access"
;;! trap.12 = "out of bounds memory access"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (type $i16s (array (mut i16)))
  (type $i8s (array (mut i8)))
  (type $i64s (array (mut i64)))
  (type $box (sub (struct (field i32))))
  (type $boxes (array (mut (ref null $box))))
  (type $eqs (array (mut eqref)))
  (data $text "\01\00\02\00\03\00\04\00\ff\ff")
  (data $dropped_data "ab")
  (elem $elements (ref null $box) (item (struct.new $box (i32.const 10))) (item (ref.null $box)) (item (struct.new $box (i32.const 12))))
  (table $cases funcref (elem $fine $get $set $fill $copy_from $copy_to $init_data $new_data $init_elem $new_elem $wrap_get $wrap_fill $dropped))
  (func $three (result (ref $i16s)) (array.new $i16s (i32.const 1) (i32.const 3)))
  (func $get (drop (array.get_u $i16s (call $three) (i32.const 3))))
  (func $set (array.set $i16s (call $three) (i32.const -1) (i32.const 0)))
  (func $fill (array.fill $i16s (call $three) (i32.const 2) (i32.const 0) (i32.const 2)))
  (func $copy_from (array.copy $i16s $i16s (call $three) (i32.const 0) (call $three) (i32.const 1) (i32.const 3)))
  (func $copy_to (array.copy $i16s $i16s (call $three) (i32.const 4) (call $three) (i32.const 0) (i32.const 0)))
  (func $init_data (array.init_data $i16s $text (call $three) (i32.const 0) (i32.const 8) (i32.const 2)))
  (func $new_data (drop (array.new_data $i16s $text (i32.const 5) (i32.const 3))))
  (func $init_elem (array.init_elem $boxes $elements (array.new_default $boxes (i32.const 4)) (i32.const 0) (i32.const 0) (i32.const 4)))
  (func $new_elem (drop (array.new_elem $boxes $elements (i32.const 3) (i32.const 1))))
  (func $wrap_get (drop (array.get_u $i16s (call $three) (i32.const 0x80000000))))
  (func $wrap_fill (array.fill $i16s (call $three) (i32.const -1) (i32.const 0) (i32.const 2)))
  (func $dropped (data.drop $dropped_data) (drop (array.new_data $i8s $dropped_data (i32.const 0) (i32.const 1))))
  ;; The first argument, a number below 100; 0 without one.
  (func $case (result i32) (local $at i32)
    (drop (call $args_get (i32.const 0) (i32.const 64)))
    (local.set $at (i32.load (i32.const 4)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (if (result i32) (i32.load8_u offset=1 (local.get $at))
      (then (i32.add (i32.mul (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
                     (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48))))
      (else (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  ;; The elements as decimal digits.
  (func $digits (param $a (ref $i16s)) (result i32) (local $i i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (i32.mul (local.get $sum) (i32.const 10)) (array.get_u $i16s (local.get $a) (local.get $i))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (array.len (local.get $a)))))
    (local.get $sum))
  (func $fine (local $a (ref $i16s)) (local $eqs (ref $eqs)) (local $boxes (ref $boxes))
    (local.set $a (array.new_fixed $i16s 6 (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5) (i32.const 6)))
    (array.copy $i16s $i16s (local.get $a) (i32.const 1) (local.get $a) (i32.const 0) (i32.const 4))
    (call $check (i32.const 1) (i32.eq (call $digits (local.get $a)) (i32.const 112346)))
    (array.copy $i16s $i16s (local.get $a) (i32.const 0) (local.get $a) (i32.const 2) (i32.const 4))
    (call $check (i32.const 2) (i32.eq (call $digits (local.get $a)) (i32.const 234646)))
    (array.fill $i16s (local.get $a) (i32.const 1) (i32.const 0x10007) (i32.const 2))
    (call $check (i32.const 3) (i32.eq (call $digits (local.get $a)) (i32.const 277646)))
    (array.init_data $i16s $text (local.get $a) (i32.const 2) (i32.const 2) (i32.const 3))
    (call $check (i32.const 4) (i32.eq (call $digits (local.get $a)) (i32.const 272346)))
    (call $check (i32.const 5) (i32.eq (call $digits (array.new_data $i16s $text (i32.const 0) (i32.const 4))) (i32.const 1234)))
    (call $check (i32.const 6) (i64.eq (array.get $i64s (array.new_data $i64s $text (i32.const 1) (i32.const 1)) (i32.const 0)) (i64.const 0xff00040003000200)))
    (call $check (i32.const 7) (i32.eq (array.get_s $i8s (array.new_data $i8s $text (i32.const 9) (i32.const 1)) (i32.const 0)) (i32.const -1)))
    (array.copy $i16s $i16s (local.get $a) (i32.const 6) (local.get $a) (i32.const 6) (i32.const 0))
    (array.fill $i16s (local.get $a) (i32.const 6) (i32.const 1) (i32.const 0))
    ;; References: to an array of a wider type, and within one.
    (local.set $boxes (array.new_elem $boxes $elements (i32.const 0) (i32.const 3)))
    (call $check (i32.const 8) (i32.eq (struct.get $box 0 (array.get $boxes (local.get $boxes) (i32.const 2))) (i32.const 12)))
    (call $check (i32.const 9) (ref.is_null (array.get $boxes (local.get $boxes) (i32.const 1))))
    (local.set $eqs (array.new $eqs (ref.i31 (i32.const 5)) (i32.const 5)))
    (array.copy $eqs $boxes (local.get $eqs) (i32.const 1) (local.get $boxes) (i32.const 0) (i32.const 3))
    (array.copy $eqs $eqs (local.get $eqs) (i32.const 0) (local.get $eqs) (i32.const 1) (i32.const 4))
    (drop (struct.new $box (i32.const 0)))
    (call $check (i32.const 10) (ref.eq (array.get $eqs (local.get $eqs) (i32.const 2)) (array.get $boxes (local.get $boxes) (i32.const 2))))
    (call $check (i32.const 11) (ref.eq (array.get $eqs (local.get $eqs) (i32.const 3)) (ref.i31 (i32.const 5))))
    ;; A segment's objects are made once.
    (call $check (i32.const 12) (ref.eq (array.get $boxes (local.get $boxes) (i32.const 0))
                                        (array.get $boxes (array.new_elem $boxes $elements (i32.const 0) (i32.const 1)) (i32.const 0))))
    (array.fill $boxes (local.get $boxes) (i32.const 0) (struct.new $box (i32.const 33)) (i32.const 3))
    (array.init_elem $boxes $elements (local.get $boxes) (i32.const 1) (i32.const 2) (i32.const 1))
    (drop (struct.new $box (i32.const 0)))
    (call $check (i32.const 13) (i32.eq (struct.get $box 0 (array.get $boxes (local.get $boxes) (i32.const 2))) (i32.const 33)))
    (call $check (i32.const 14) (i32.eq (struct.get $box 0 (array.get $boxes (local.get $boxes) (i32.const 1))) (i32.const 12)))
    (elem.drop $elements)
    (drop (array.new_elem $boxes $elements (i32.const 0) (i32.const 0))))
  (func (export "_start") (call_indirect (type $action) (call $case))))
