;; So does one of a table.
;;! status = 134
;;! stderr = "error: wasm trap: out of bounds table access"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (table 3 funcref)
  (elem (i32.const 2) func $f $f)
  (func $f)
  (func (export "_start") (call $proc_exit (i32.const 1))))
