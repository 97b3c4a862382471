;; Each cast that fails traps.
;;! clang = true
;;! trap.1 = "cast failure"
;;! trap.2 = "cast failure"
;;! trap.3 = "cast failure"
;;! trap.4 = "cast failure"
;;! trap.5 = "cast failure"
;;! trap.6 = "cast failure"
;;! trap.7 = "cast failure"
;;! trap.8 = "cast failure"
;;! trap.9 = "cast failure"
;;! trap.10 = "cast failure"
;;! trap.11 = "cast failure"
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (type $word (func (param i32) (result i32)))
  (type $a (sub (struct (field i32))))
  (type $b (sub $a (struct (field i32) (field i32))))
  (type $array (array i8))
  (table $cases funcref
    (elem $fine $down $sibling $null $i31 $not_i31 $array $struct $eq $function $none $dropped))
  (global $a (mut anyref) (struct.new $a (i32.const 1)))
  (global $array (mut anyref) (array.new_fixed $array 1 (i32.const 1)))
  (func $fine
    (drop (ref.cast (ref $a) (global.get $a)))
    (drop (ref.cast (ref null $b) (ref.null any)))
    (drop (ref.cast (ref array) (global.get $array))))
  (func $down (drop (struct.get $b 1 (ref.cast (ref $b) (global.get $a)))))
  (func $sibling (drop (array.len (ref.cast (ref $array) (global.get $a)))))
  (func $null (drop (ref.cast (ref any) (ref.null none))))
  (func $i31 (drop (struct.get $a 0 (ref.cast (ref null $a) (ref.i31 (i32.const 1))))))
  (func $not_i31 (drop (i31.get_s (ref.cast (ref i31) (global.get $a)))))
  (func $array (drop (array.len (ref.cast (ref array) (ref.i31 (i32.const 0))))))
  (func $struct (drop (ref.is_null (ref.cast structref (global.get $array)))))
  (func $eq (drop (ref.cast (ref eq) (ref.null any))))
  (func $function (drop (ref.cast (ref $word) (ref.func $fine))))
  (func $none (drop (ref.cast nullref (global.get $a))))
  ;; The value is of no use to anybody.
  (func $dropped (drop (ref.cast (ref $b) (global.get $a))))
  (elem declare func $fine)
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
