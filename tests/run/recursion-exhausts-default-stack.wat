;; The stack that a program gets when nobody says anything has an end, too.
;;! status = 134
;;! stderr = "error: wasm trap: call stack exhausted\nbacktrace:\n  0: $down\n"
;;! stderr = "  ...\n"
;;! stress = false
(module
  (func $down (param i64 i64) (result i64)
    (i64.mul (local.get 1) (call $down (i64.add (local.get 0) (i64.const 1)) (local.get 0))))
  (func $_start (export "_start") (drop (call $down (i64.const 0) (i64.const 0)))))
