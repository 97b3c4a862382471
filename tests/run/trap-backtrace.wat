;; A trap is told with the functions on the stack, innermost first; control characters in names stay harmless. They call each
;; other through globals, so that no compiler inlines one into another.
;;! status = 134
;;! stderr = "error: wasm trap: integer divide by zero\nbacktrace:\n  0: $inner\n  1: $mid dle\\x1b[0m\n  2: function 3\n"
(module
  (type $f (func (param i32) (result i32)))
  (global $zero (mut i32) (i32.const 0))
  (global $to_inner (mut (ref $f)) (ref.func $inner))
  (global $to_middle (mut (ref $f)) (ref.func $"mid dle\1b[0m"))
  (global $to_third (mut (ref $f)) (ref.func 3))
  (func $inner (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
  (func $"mid dle\1b[0m" (param i32) (result i32)
    (i32.add (call_ref $f (local.get 0) (global.get $to_inner)) (i32.const 1)))
  (func $never (result i32) (i32.const 0))
  (func (param i32) (result i32) (i32.mul (call_ref $f (local.get 0) (global.get $to_middle)) (i32.const 2)))
  (func $set
    (global.set $to_inner (ref.func $inner))
    (global.set $to_middle (ref.func $"mid dle\1b[0m"))
    (global.set $to_third (ref.func 3)))
  (start $set)
  (func $_start (export "_start") (drop (call_ref $f (global.get $zero) (global.get $to_third)))))
