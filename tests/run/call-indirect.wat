;; call_indirect checks the index, the null and the type; a subtype of the wanted type will do.
;;! clang = true
;;! trap.1 = "undefined element"
;;! trap.2 = "undefined element"
;;! trap.3 = "uninitialized element"
;;! trap.4 = "indirect call type mismatch"
;;! trap.5 = "indirect call type mismatch"
;;! trap.6 = "indirect call type mismatch"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $action (func))
  (type $general (sub (func (param i32) (result eqref))))
  (type $special (sub $general (func (param i32) (result (ref i31)))))
  (type $same_as_word (func (param i32) (result i32)))
  (type $word (func (param i32) (result i32)))
  (table $cases funcref (elem $fine $beyond $negative $null $other_type $general_for_special $result))
  (table $t 6 funcref)
  (elem (table $t) (i32.const 0) func $general $special $word)
  (func $general (type $general) (ref.null eq))
  (func $special (type $special) (ref.i31 (local.get 0)))
  (func $word (type $word) (i32.add (local.get 0) (i32.const 1)))
  (func $beyond (drop (call_indirect $t (type $word) (i32.const 0) (i32.const 6))))
  (func $negative (drop (call_indirect $t (type $word) (i32.const 0) (i32.const -1))))
  (func $null (drop (call_indirect $t (type $word) (i32.const 0) (i32.const 5))))
  (func $other_type (drop (call_indirect $t (type $general) (i32.const 0) (i32.const 2))))
  (func $general_for_special (drop (call_indirect $t (type $special) (i32.const 0) (i32.const 0))))
  (func $result (call_indirect $t (param i32) (i32.const 0) (i32.const 2)))
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
  (func $fine
    (call $check (i32.const 1) (ref.is_null (call_indirect $t (type $general) (i32.const 4) (i32.const 0))))
    (call $check (i32.const 2) (ref.eq (call_indirect $t (type $general) (i32.const 4) (i32.const 1)) (ref.i31 (i32.const 4))))
    (call $check (i32.const 3) (ref.eq (call_indirect $t (type $special) (i32.const 4) (i32.const 1)) (ref.i31 (i32.const 4))))
    ;; Types are compared by structure.
    (call $check (i32.const 4) (i32.eq (call_indirect $t (type $same_as_word) (i32.const 4) (i32.const 2)) (i32.const 5)))
    (call $check (i32.const 5) (i32.eq (call_indirect $t (param i32) (result i32) (i32.const 6) (i32.const 2)) (i32.const 7)))
    (table.set $t (i32.const 5) (table.get $t (i32.const 2)))
    (call $check (i32.const 6) (i32.eq (call_indirect $t (type $word) (i32.const 8) (i32.const 5)) (i32.const 9))))
  (func (export "_start") (call_indirect $cases (type $action) (call $case))))
