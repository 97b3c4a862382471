;; The host, too, sees a memory whose pages are bytes end where it does.
;;! stdout = "hi"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 14 (pagesize 1))
  ;; An iovec, the answer's place, and the bytes.
  (data (i32.const 0) "\0c\00\00\00\02\00\00\00\00\00\00\00hi")
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func (export "_start")
    (call $check (i32.const 1) (i32.eqz (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
    (call $check (i32.const 2) (i32.eq (i32.load (i32.const 8)) (i32.const 2)))
    ;; One byte too many: EFAULT.
    (i32.store (i32.const 4) (i32.const 3))
    (call $check (i32.const 3)
      (i32.eq (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)) (i32.const 21)))
    (call $check (i32.const 4)
      (i32.eq (call $fd_write (i32.const 1) (i32.const 0) (i32.const 0) (i32.const 11)) (i32.const 21)))))
