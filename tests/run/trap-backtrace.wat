;; A trap is told with the functions on the stack, innermost first; control characters in names stay harmless.
;;! status = 134
;;! stderr = "error: wasm trap: integer divide by zero\nbacktrace:\n  0: $inner\n  1: $mid dle\\x1b[0m\n  2: function 3\n"
(module
  (global $zero (mut i32) (i32.const 0))
  (func $inner (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
  (func $"mid dle\1b[0m" (param i32) (result i32) (i32.add (call $inner (local.get 0)) (i32.const 1)))
  (func $never (result i32) (i32.const 0))
  (func (param i32) (result i32) (i32.mul (call $"mid dle\1b[0m" (local.get 0)) (i32.const 2)))
  (elem declare func 3)
  (type $f (func (param i32) (result i32)))
  (func $_start (export "_start") (drop (call_ref $f (global.get $zero) (ref.func 3)))))
