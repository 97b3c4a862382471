;; An active segment that does not fit traps at instantiation.
;;! status = 134
;;! stderr = "error: wasm trap: out of bounds memory access"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory 1)
  (data (i32.const 65530) "too long")
  (func (export "_start") (call $proc_exit (i32.const 1))))
