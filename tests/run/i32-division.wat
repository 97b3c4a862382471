;; Signed division truncates towards zero, the remainder has the dividend's sign, and INT_MIN % -1 is 0, no trap.
;;! clang = true
;;! trap.1 = "integer divide by zero"
;;! trap.2 = "integer divide by zero"
;;! trap.3 = "integer divide by zero"
;;! trap.4 = "integer divide by zero"
;;! trap.5 = "integer overflow"
;;! trap.6 = "integer divide by zero"
;;! trap.7 = "integer divide by zero"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $binary (func (param i32 i32) (result i32)))
  (type $action (func))

  (func $div_s (type $binary) (i32.div_s (local.get 0) (local.get 1)))
  (func $div_u (type $binary) (i32.div_u (local.get 0) (local.get 1)))
  (func $rem_s (type $binary) (i32.rem_s (local.get 0) (local.get 1)))
  (func $rem_u (type $binary) (i32.rem_u (local.get 0) (local.get 1)))
  (elem declare func $div_s $div_u $rem_s $rem_u)

  (table $cases funcref (elem $fine $zero_div_s $zero_div_u $zero_rem_s $zero_rem_u $overflow $constant $dropped))
  (func $zero_div_s (drop (call $div_s (i32.const 1) (i32.const 0))))
  (func $zero_div_u (drop (call $div_u (i32.const 1) (i32.const 0))))
  (func $zero_rem_s (drop (call $rem_s (i32.const 1) (i32.const 0))))
  (func $zero_rem_u (drop (call $rem_u (i32.const 1) (i32.const 0))))
  (func $overflow (drop (call $div_s (i32.const 0x80000000) (i32.const -1))))
  (func $constant (drop (i32.div_s (i32.const 1) (i32.const 0))))
  ;; Nobody wants the value, but the trap is an effect.
  (func $dropped (local $x i32) (local.set $x (i32.rem_u (i32.const 5) (call $case))) (local.set $x (i32.const 1))
    (drop (i32.rem_u (i32.const 5) (i32.sub (call $case) (i32.const 7)))))

  ;; The first argument, a number below 100; 0 without one.
  (func $case (result i32) (local $at i32)
    (drop (call $args_get (i32.const 0) (i32.const 64)))
    (local.set $at (i32.load (i32.const 4)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (if (result i32) (i32.load8_u offset=1 (local.get $at))
      (then (i32.add (i32.mul (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
                     (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48))))
      (else (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))))
  (func $check (param $number i32) (param $f (ref $binary)) (param $a i32) (param $b i32) (param $want i32)
    (if (i32.ne (call_ref $binary (local.get $a) (local.get $b) (local.get $f)) (local.get $want))
      (then (call $proc_exit (local.get $number)))))

  (func $fine
    (call $check (i32.const 1) (ref.func $div_s) (i32.const 7) (i32.const -2) (i32.const -3))
    (call $check (i32.const 2) (ref.func $div_s) (i32.const -7) (i32.const 2) (i32.const -3))
    (call $check (i32.const 3) (ref.func $div_s) (i32.const -7) (i32.const -2) (i32.const 3))
    (call $check (i32.const 4) (ref.func $div_s) (i32.const 0x80000000) (i32.const 1) (i32.const 0x80000000))
    (call $check (i32.const 5) (ref.func $div_u) (i32.const 0x80000000) (i32.const -1) (i32.const 0))
    (call $check (i32.const 6) (ref.func $div_u) (i32.const -7) (i32.const 2) (i32.const 0x7ffffffc))
    (call $check (i32.const 7) (ref.func $rem_s) (i32.const 7) (i32.const -2) (i32.const 1))
    (call $check (i32.const 8) (ref.func $rem_s) (i32.const -7) (i32.const 2) (i32.const -1))
    (call $check (i32.const 9) (ref.func $rem_s) (i32.const 0x80000000) (i32.const -1) (i32.const 0))
    (call $check (i32.const 10) (ref.func $rem_u) (i32.const 0x80000000) (i32.const -1) (i32.const 0x80000000))
    (call $check (i32.const 11) (ref.func $rem_u) (i32.const -7) (i32.const 10) (i32.const 9))
    (if (i32.rem_s (i32.const 0x80000000) (i32.const -1)) (then (call $proc_exit (i32.const 12)))))

  (func (export "_start") (call_indirect (type $action) (call $case))))
