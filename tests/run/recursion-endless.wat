;; Endless recursion traps, whatever its shape: compilers like to make loops of it.
;;! clang = true
;;! env.WASTREL_STACK_SIZE = "16m"
;;! stress = 1000
;;! trap.1 = "call stack exhausted"
;;! trap.2 = "call stack exhausted"
;;! trap.3 = "call stack exhausted"
;;! trap.4 = "call stack exhausted"
;;! trap.5 = "call stack exhausted"
;;! trap.6 = "call stack exhausted"
;;! trap.7 = "call stack exhausted"
;;! trap.8 = "call stack exhausted"
;;! trap.9 = "call stack exhausted"
;;! trap.10 = "call stack exhausted"
;;! trap.11 = "call stack exhausted"
;;! trap.12 = "call stack exhausted"
;;! trap.13 = "call stack exhausted"
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (type $f (func (param i32) (result i32)))
  (type $box (struct (field i32)))
  (table $cases funcref (elem $fine $plain $result $accumulator $product $reference $mutual $indirect $float $allocating $condition $two $handler $hidden))
  (table $t funcref (elem $through_table))
  (elem declare func $through_reference)
  (func $fine)
  (func $plain (call $plain))
  (func $give_back (param i32) (result i32) (call $give_back (i32.add (local.get 0) (i32.const 1))))
  (func $result (drop (call $give_back (i32.const 0))))
  ;; 1 + f(x): an accumulator for gcc and clang.
  (func $accumulate (param i32) (result i32) (i32.add (i32.const 1) (call $accumulate (i32.add (local.get 0) (i32.const 1)))))
  (func $accumulator (drop (call $accumulate (i32.const 0))))
  (func $multiply (param i32) (result i32)
    (if (result i32) (i32.eq (local.get 0) (i32.const -1)) (then (i32.const 1))
      (else (i32.mul (local.get 0) (call $multiply (i32.and (i32.add (local.get 0) (i32.const 2)) (i32.const 0xffff)))))))
  (func $product (drop (call $multiply (i32.const 0))))
  (func $through_reference (type $f) (call_ref $f (i32.add (local.get 0) (i32.const 1)) (ref.func $through_reference)))
  (func $reference (drop (call $through_reference (i32.const 0))))
  (func $a (param i32) (result i32) (call $b (i32.add (local.get 0) (i32.const 1))))
  (func $b (param i32) (result i32) (call $c (i32.add (local.get 0) (i32.const 1))))
  (func $c (param i32) (result i32) (call $a (i32.add (local.get 0) (i32.const 1))))
  (func $mutual (drop (call $a (i32.const 0))))
  (func $through_table (type $f) (call_indirect $t (type $f) (i32.add (local.get 0) (i32.const 1)) (i32.const 0)))
  (func $indirect (drop (call $through_table (i32.const 0))))
  (func $add_floats (param f64) (result f64) (f64.add (local.get 0) (call $add_floats (f64.mul (local.get 0) (f64.const 0.5)))))
  (func $float (drop (call $add_floats (f64.const 1))))
  (func $allocate (param (ref $box)) (result (ref $box)) (call $allocate (struct.new $box (i32.add (struct.get $box 0 (local.get 0)) (i32.const 1)))))
  (func $allocating (drop (call $allocate (struct.new $box (i32.const 0)))))
  (func $decide (param i32) (result i32)
    (if (i32.and (local.get 0) (i32.const 1)) (then (return (call $decide (i32.add (local.get 0) (i32.const 1))))))
    (if (i32.eq (local.get 0) (i32.const 2)) (then (return (call $decide (i32.const 3)))))
    (return (call $decide (i32.const 1))))
  (func $condition (drop (call $decide (i32.const 1))))
  ;; The result is not used: what the calls do to it is nothing, and still they are calls.
  (func $twice (param i32) (drop (call $give_back (i32.const 1))) (call $twice (local.get 0)))
  (func $two (call $twice (i32.const 1)))
  (func $with_handler (param i32) (result i32)
    (block $h (try_table (catch_all $h) (return (call $with_handler (i32.add (local.get 0) (i32.const 1))))))
    (i32.const 0))
  (func $handler (drop (call $with_handler (i32.const 0))))
  ;; In tail position behind a block, an if, a set.
  (func $behind (param i32) (result i32) (local $r i32)
    (block $out
      (br_if $out (i32.eq (local.get 0) (i32.const -1)))
      (if (i32.ge_s (local.get 0) (i32.const 0)) (then (local.set $r (call $behind (i32.and (i32.add (local.get 0) (i32.const 1)) (i32.const 7)))))
        (else (local.set $r (call $behind (i32.const 0))))))
    (local.get $r))
  (func $hidden (drop (call $behind (i32.const 0))))
  ;; The first argument, a number below 100; 0 without one.
  (func $case (result i32) (local $at i32)
    (drop (call $args_get (i32.const 0) (i32.const 64)))
    (local.set $at (i32.load (i32.const 4)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (if (result i32) (i32.load8_u offset=1 (local.get $at))
      (then (i32.add (i32.mul (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
                     (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48))))
      (else (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))))
  (func (export "_start") (call_indirect $cases (type $action) (call $case))))
