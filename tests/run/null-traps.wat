;; Each instruction that needs an object traps on null, also if nobody wants its value.
;;! clang = true
;;! trap.1 = "null reference"
;;! trap.2 = "null reference"
;;! trap.3 = "null reference"
;;! trap.4 = "null reference"
;;! trap.5 = "null reference"
;;! trap.6 = "null reference"
;;! trap.7 = "null reference"
;;! trap.8 = "null reference"
;;! trap.9 = "null reference"
;;! trap.10 = "null function reference"
;;! trap.11 = "null function reference"
;;! trap.12 = "null reference"
;;! trap.13 = "null reference"
;;! trap.14 = "null reference"
;;! trap.15 = "null reference"
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (type $box (struct (field (mut i32))))
  (type $array (array (mut i32)))
  (type $eqs (array (mut eqref)))
  (data $data "abcd")
  (elem $elem eqref (item (ref.null eq)))
  (table $cases funcref
    (elem $fine $struct_get $struct_set $array_get $array_set $array_len $fill $copy_to $copy_from $as_non_null $call_ref
          $return_call_ref $throw_ref $init_data $as_non_null_func $init_elem))
  (global $box (mut (ref null $box)) (ref.null $box))
  (global $array (mut (ref null $array)) (ref.null $array))
  (global $f (mut (ref null $action)) (ref.null $action))
  (global $exn (mut exnref) (ref.null exn))
  (func $fine (drop (ref.is_null (global.get $box))))
  (func $struct_get (drop (struct.get $box 0 (global.get $box))))
  (func $struct_set (struct.set $box 0 (global.get $box) (i32.const 1)))
  (func $array_get (drop (array.get $array (global.get $array) (i32.const 0))))
  (func $array_set (array.set $array (global.get $array) (i32.const 0) (i32.const 0)))
  (func $array_len (drop (array.len (global.get $array))))
  (func $fill (array.fill $array (global.get $array) (i32.const 0) (i32.const 0) (i32.const 0)))
  (func $copy_to (array.copy $array $array (global.get $array) (i32.const 0) (array.new_default $array (i32.const 1)) (i32.const 0) (i32.const 0)))
  (func $copy_from (array.copy $array $array (array.new_default $array (i32.const 1)) (i32.const 0) (global.get $array) (i32.const 0) (i32.const 0)))
  (func $as_non_null (drop (ref.as_non_null (global.get $box))))
  (func $call_ref (call_ref $action (global.get $f)))
  (func $return_call_ref (return_call_ref $action (global.get $f)))
  (func $throw_ref (throw_ref (global.get $exn)))
  (func $init_data (array.init_data $array $data (global.get $array) (i32.const 0) (i32.const 0) (i32.const 0)))
  (func $as_non_null_func (drop (ref.as_non_null (global.get $f))))
  (func $init_elem (array.init_elem $eqs $elem (ref.null $eqs) (i32.const 0) (i32.const 0) (i32.const 0)))
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
