;; Loads and stores of vectors in a memory with 64-bit addresses; beyond its end they trap.
;;! status = 134
;;! stderr = "error: wasm trap: out of bounds memory access"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory i64 1)
  (data (i64.const 8) "\01\02\03\04\05\06\07\08\09\0a\0b\0c\0d\0e\0f\80")
  (func $check (param $n i32) (param $x v128) (param $y v128)
    (if (i32.eqz (i8x16.all_true (i8x16.eq (local.get $x) (local.get $y)))) (then (call $proc_exit (local.get $n)))))
  (func (export "_start")
    (call $check (i32.const 1) (v128.load8_splat (i64.const 9)) (i8x16.splat (i32.const 2)))
    (call $check (i32.const 2) (v128.load16_splat (i64.const 8)) (i16x8.splat (i32.const 0x0201)))
    (call $check (i32.const 3) (v128.load8x8_s (i64.const 16)) (v128.const i16x8 9 10 11 12 13 14 15 -128))
    (call $check (i32.const 4) (v128.load64_zero (i64.const 8)) (v128.const i64x2 0x0807060504030201 0))
    (v128.store (i64.const 100) (v128.load (i64.const 8)))
    (call $check (i32.const 5) (v128.load (i64.const 100)) (v128.load (i64.const 8)))
    (v128.store16_lane 1 (i64.const 200) (v128.load (i64.const 8)))
    (call $check (i32.const 6) (v128.load16_lane 0 (i64.const 200) (i16x8.splat (i32.const 7))) (v128.const i16x8 0x0403 7 7 7 7 7 7 7))
    (drop (v128.load32x2_u (i64.const 0x100000000)))))
