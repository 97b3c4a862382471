;; A trap comes after the effects that stand before it and before those that stand after it; stdout tells.
;;! clang = true
;;! status = 134
;;! stdout = "a"
;;! stderr = "integer divide by zero"
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\01\00\00\00")
  (func $print (param $character i32)
    (i32.store8 (i32.const 16) (local.get $character))
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 24))))
  (func $f (param $x i32) (param $y i32) (local $quotient i32)
    (call $print (i32.const 97))
    ;; Nobody reads the quotient before the next effect, nor after.
    (local.set $quotient (i32.div_s (local.get $x) (local.get $y)))
    (call $print (i32.const 98))
    (drop (i32.add (local.get $quotient) (i32.const 1))))
  (func (export "_start") (call $f (i32.const 1) (i32.load (i32.const 32)))))
