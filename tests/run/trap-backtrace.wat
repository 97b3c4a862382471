;; A trap is told with the functions on the stack, innermost first; control characters in names stay harmless. They call each
;; other by numbers from memory, so that no compiler inlines one into another.
;;! status = 134
;;! stderr = "error: wasm trap: integer divide by zero\nbacktrace:\n  0: $inner\n  1: $mid dle\\x1b[0m\n  2: function 3\n"
(module
  (type $f (func (param i32) (result i32)))
  (memory 1)
  (data (i32.const 4) "\01\00\00\00\02\00\00\00")
  (table funcref (elem $inner $"mid dle\1b[0m" 3))
  (func $inner (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
  (func $"mid dle\1b[0m" (param i32) (result i32)
    (i32.add (call_indirect (type $f) (local.get 0) (i32.load (i32.const 0))) (i32.const 1)))
  (func $never (result i32) (i32.const 0))
  (func (param i32) (result i32)
    (i32.mul (call_indirect (type $f) (local.get 0) (i32.load (i32.const 4))) (i32.const 2)))
  (func $_start (export "_start")
    (drop (call_indirect (type $f) (i32.load (i32.const 0)) (i32.load (i32.const 8))))))
