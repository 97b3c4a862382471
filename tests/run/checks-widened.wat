;; A short array is found out no earlier than anybody can tell: each of the cases ends before in another way. Nor is another array taken for it.
;;! clang = true
;;! trap.1 = "unreachable"
;;! trap.2 = "unreachable"
;;! trap.3 = "unreachable"
;;! trap.4 = "unreachable"
;;! trap.5 = "unreachable"
;;! trap.6 = "unreachable"
;;! trap.7 = "cast failure"
;;! trap.8 = "cast failure"
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (type $list (array (mut eqref)))
  (type $pair (struct (field i32) (field i32)))
  (type $holder (struct (field eqref)))
  (tag $e)
  (global $zero (mut i32) (i32.const 0))
  (table $cases funcref (elem $fine $called $thrown $switched $rounds $returned $cast_later $cast_changed $another))
  (func $end (unreachable))
  (func $one (result (ref $list)) (array.new_fixed $list 1 (ref.i31 (i32.const 5))))
  (func $three (result (ref $list))
    (array.new_fixed $list 3 (ref.i31 (i32.const 5)) (ref.i31 (i32.const 6)) (ref.i31 (i32.const 7))))
  (func $expect (param $x eqref) (param $n i32)
    (if (i32.ne (i31.get_s (ref.cast (ref i31) (local.get $x))) (local.get $n)) (then (unreachable))))
  ;; Short arrays of which no more is asked, though of others in the same variables it is.
  (func $fine (local $a (ref null $list)) (local $b (ref null $list)) (local $x eqref)
    (local.set $b (call $one))
    (local.set $a (local.get $b))
    (local.set $x (array.get $list (local.get $a) (i32.const 0)))
    (local.set $b (call $three))
    (call $expect (local.get $x) (i32.const 5))
    (call $expect (array.get $list (local.get $b) (i32.const 2)) (i32.const 7))
    (local.set $x (array.get $list (local.get $a) (i32.const 0)))
    (local.set $a
      (block $first (result (ref null $list))
        (local.get $b)
        (br_table $first $first (global.get $zero))))
    (local.set $x (array.get $list (local.get $a) (i32.const 2)))
    (local.set $a (call $one))
    (local.set $x (array.get $list (local.get $a) (i32.const 0)))
    (if (i32.eqz (global.get $zero)) (then (local.set $a (local.get $b))))
    (local.set $x (array.get $list (local.get $a) (i32.const 2)))
    (local.set $a (call $one))
    (local.set $x (array.get $list (local.get $a) (i32.const 0)))
    (if (global.get $zero) (then (local.set $x (array.get $list (local.get $a) (i32.const 1)))))
    (call $expect (local.get $x) (i32.const 5))
    (call $cast_in_some_rounds))
  (func $called (local $a (ref $list))
    (local.set $a (call $one))
    (drop (array.get $list (local.get $a) (i32.const 0)))
    (call $end)
    (drop (array.get $list (local.get $a) (i32.const 1))))
  (func $thrown (local $a (ref $list))
    (local.set $a (call $one))
    (block $h
      (try_table (catch $e $h)
        (drop (array.get $list (local.get $a) (i32.const 0)))
        (throw $e))
      (drop (array.get $list (local.get $a) (i32.const 1))))
    (call $end))
  (func $switched (local $a (ref $list))
    (local.set $a (call $one))
    (drop (array.get $list (local.get $a) (i32.const 0)))
    (block $second
      (block $first
        (br_table $first $second (global.get $zero)))
      (call $end))
    (drop (array.get $list (local.get $a) (i32.const 1))))
  (func $rounds (local $a (ref $list)) (local $n i32)
    (local.set $a (call $one))
    (loop $again
      (drop (array.get $list (local.get $a) (i32.const 0)))
      (if (i32.eq (local.get $n) (i32.const 2)) (then (call $end)))
      (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3))))
    (drop (array.get $list (local.get $a) (i32.const 1))))
  (func $first_of (param $a (ref $list)) (result eqref)
    (if (ref.test (ref i31) (array.get $list (local.get $a) (i32.const 0)))
      (then (return (local.get $a))))
    (array.get $list (local.get $a) (i32.const 1)))
  (func $returned
    (drop (call $first_of (call $one)))
    (call $end))
  ;; A cast before its loop, which here must stay where it is.
  (func $cast_later (local $a (ref null $list)) (local $x eqref)
    (local.set $x (call $one))
    (loop $again
      (call $end)
      (drop (ref.cast (ref $pair) (local.get $x)))
      (br_if $again (i32.eqz (global.get $zero)))))
  (func $cast_changed (local $x eqref)
    (local.set $x (struct.new $pair (i32.const 1) (i32.const 2)))
    (loop $again
      (drop (ref.cast (ref $pair) (local.get $x)))
      (local.set $x (ref.i31 (i32.const 1)))
      (br_if $again (i32.eqz (global.get $zero)))))
  (func $cast_in_some_rounds (local $x eqref) (local $n i32)
    (local.set $x (call $one))
    (loop $again
      (if (i32.eq (local.get $n) (i32.const 3)) (then (local.set $n (i32.const 4)) (return)))
      (if (i32.eq (local.get $n) (i32.const 4)) (then (drop (ref.cast (ref $pair) (local.get $x)))))
      (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 9)))))
  ;; A field of another object.
  (func $another (local $h (ref null $holder))
    (local.set $h (struct.new $holder (struct.new $pair (i32.const 1) (i32.const 2))))
    (drop (ref.cast (ref $pair) (struct.get $holder 0 (local.get $h))))
    (local.set $h (struct.new $holder (call $one)))
    (drop (ref.cast (ref $pair) (struct.get $holder 0 (local.get $h)))))
  ;; The first argument, a digit; 0 without one.
  (func $case (result i32) (local $at i32)
    (drop (call $args_get (i32.const 0) (i32.const 64)))
    (local.set $at (i32.load (i32.const 4)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
  (func (export "_start") (call_indirect (type $action) (call $case))))
