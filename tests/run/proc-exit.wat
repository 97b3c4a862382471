;; The guest's status, and silence; nothing after it runs.
;;! clang = true
;;! status = 3
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (func $leave (call $proc_exit (i32.const 3)))
  (func $deep (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
      (else (call $leave) (i32.const 0))))
  (func (export "_start")
    (try_table (drop (call $deep (i32.const 100))))
    (call $proc_exit (i32.const 4))
    (unreachable)))
