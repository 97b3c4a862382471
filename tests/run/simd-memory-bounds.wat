;; A vector may end with the memory; one that ends behind it traps, also if its value is dropped, and a store that traps has
;; written nothing.
;;! clang = true
;;! trap.1 = "out of bounds memory access"
;;! trap.2 = "out of bounds memory access"
;;! trap.3 = "out of bounds memory access"
;;! trap.4 = "out of bounds memory access"
;;! trap.5 = "out of bounds memory access"
;;! trap.6 = "out of bounds memory access"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func $case (result i32)
    (drop (call $args_get (i32.const 0) (i32.const 32)))
    (if (i32.eqz (i32.load (i32.const 4))) (then (return (i32.const 0))))
    (i32.sub (i32.load8_u (i32.load (i32.const 4))) (i32.const 48)))
  (func (export "_start") (local $case i32) (local $v v128)
    (local.set $case (call $case))
    (v128.store (i32.const 65520) (v128.const i32x4 1 2 3 4))
    (call $check (i32.const 10) (i32.eq (i32.load (i32.const 65532)) (i32.const 4)))
    (local.set $v (v128.load64_splat (i32.const 65528)))
    (local.set $v (v128.load8_lane 15 (i32.const 65535) (local.get $v)))
    (if (i32.eq (local.get $case) (i32.const 1)) (then (drop (v128.load (i32.const 65521)))))
    (if (i32.eq (local.get $case) (i32.const 2)) (then (drop (v128.load32_zero offset=65535 (i32.const 0)))))
    (if (i32.eq (local.get $case) (i32.const 3)) (then (drop (v128.load16_lane 0 (i32.const -1) (local.get $v)))))
    (if (i32.eq (local.get $case) (i32.const 4)) (then (v128.store32_lane 1 (i32.const 65533) (local.get $v))))
    (if (i32.eq (local.get $case) (i32.const 5))
      (then (v128.store offset=0xffffffff (i32.const -1) (local.get $v))))
    (if (i32.eq (local.get $case) (i32.const 6))
      (then (drop (i8x16.add (v128.load8x8_u (i32.const 65529)) (local.get $v)))))))
