;; Arguments come in, bytes go out, and a partial line is not lost at the end.
;;! args = "a bc"
;;! stdout = "a\nbc\nend"
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 400) "\nend")
  (func $write (param $at i32) (param $length i32)
    (i32.store (i32.const 500) (local.get $at))
    (i32.store (i32.const 504) (local.get $length))
    (if (call $fd_write (i32.const 1) (i32.const 500) (i32.const 1) (i32.const 508)) (then (unreachable))))
  (func $write_argument (param $at i32) (local $length i32)
    (local.set $at (i32.load (local.get $at)))
    (loop $next
      (if (i32.load8_u (i32.add (local.get $at) (local.get $length)))
        (then (local.set $length (i32.add (local.get $length) (i32.const 1))) (br $next))))
    (call $write (local.get $at) (local.get $length))
    (call $write (i32.const 400) (i32.const 1)))
  (func (export "_start")
    (if (call $args_sizes_get (i32.const 0) (i32.const 4)) (then (unreachable)))
    (if (i32.ne (i32.load (i32.const 0)) (i32.const 3)) (then (unreachable)))
    (if (call $args_get (i32.const 8) (i32.const 100)) (then (unreachable)))
    (call $write_argument (i32.const 12))
    (call $write_argument (i32.const 16))
    (call $write (i32.const 401) (i32.const 3))))
