;; A memory of 64-bit addresses begins with, and grows to, more than 32 bits can address.
;;! clang = true
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory i64 65537)
  (data (i64.const 0x1_0000_0010) "beyond")
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func (export "_start")
    (call $check (i32.const 1) (i64.eq (memory.size) (i64.const 65537)))
    (call $check (i32.const 2) (i32.eq (i32.load8_u (i64.const 0x1_0000_0010)) (i32.const 98)))
    (call $check (i32.const 3) (i32.eqz (i32.load8_u (i64.const 0x10))))
    (call $check (i32.const 4) (i64.eq (memory.grow (i64.const 65536)) (i64.const 65537)))
    (i64.store offset=0xffff_ffff (i64.const 0x1_0000_f000) (i64.const 77))
    (call $check (i32.const 5) (i64.eq (i64.load (i64.const 0x2_0000_efff)) (i64.const 77)))
    (memory.copy (i64.const 0xffff_fffe) (i64.const 0x1_0000_0010) (i64.const 6))
    (call $check (i32.const 6) (i32.eq (i32.load (i64.const 0xffff_fffe)) (i32.const 0x6f796562)))
    (call $check (i32.const 7) (i64.eq (memory.grow (i64.const 0x1_0000_0000_0000)) (i64.const -1)))
    (call $check (i32.const 8) (i64.eq (memory.size) (i64.const 131073)))))
