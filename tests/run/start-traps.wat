;; A trap in the start function: `_start` never runs.
;;! status = 134
;;! stderr = "error: wasm trap: unreachable"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (func $start (unreachable))
  (start $start)
  (func (export "_start") (call $proc_exit (i32.const 1))))
