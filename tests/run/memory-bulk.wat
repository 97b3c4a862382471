;; fill, copy with overlap in both directions, init and drop.
;;! trap.1 = "out of bounds memory access"
;;! trap.2 = "out of bounds memory access"
;;! trap.3 = "out of bounds memory access"
;;! trap.4 = "out of bounds memory access"
;;! trap.5 = "out of bounds memory access"
;;! trap.6 = "out of bounds memory access"
;;! trap.7 = "out of bounds memory access"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data $text "wastrel")
  (data (i32.const 1000) "abcdefgh")
  (type $action (func))
  (table $cases funcref (elem $fine $fill $copy_from $copy_to $init_from $init_to $dropped $active))
  (func $fill (memory.fill (i32.const 65530) (i32.const 1) (i32.const 7)))
  (func $copy_from (memory.copy (i32.const 0) (i32.const 65535) (i32.const 2)))
  (func $copy_to (memory.copy (i32.const -1) (i32.const 0) (i32.const 2)))
  (func $init_from (memory.init $text (i32.const 0) (i32.const 6) (i32.const 2)))
  (func $init_to (memory.init $text (i32.const 65536) (i32.const 0) (i32.const 1)))
  (func $dropped (data.drop $text) (memory.init $text (i32.const 0) (i32.const 0) (i32.const 1)))
  ;; An active segment is dropped once it is in place.
  (func $active (memory.init 1 (i32.const 0) (i32.const 0) (i32.const 1)))
  ;; The first argument, a number below 100; 0 without one.
  (func $case (result i32) (local $at i32)
    (drop (call $args_get (i32.const 0) (i32.const 64)))
    (local.set $at (i32.load (i32.const 4)))
    (if (i32.eqz (local.get $at)) (then (return (i32.const 0))))
    (if (result i32) (i32.load8_u offset=1 (local.get $at))
      (then (i32.add (i32.mul (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)) (i32.const 10))
                     (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48))))
      (else (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func $fine
    (memory.fill (i32.const 2000) (i32.const 0x1ab) (i32.const 5))
    (call $check (i32.const 1) (i64.eq (i64.load (i32.const 2000)) (i64.const 0xababababab)))
    (memory.copy (i32.const 1002) (i32.const 1000) (i32.const 6))
    (call $check (i32.const 2) (i64.eq (i64.load (i32.const 1000)) (i64.const 0x6665646362616261)))
    (memory.copy (i32.const 1000) (i32.const 1002) (i32.const 6))
    (call $check (i32.const 3) (i64.eq (i64.load (i32.const 1000)) (i64.const 0x6665666564636261)))
    (memory.init $text (i32.const 3000) (i32.const 1) (i32.const 4))
    (call $check (i32.const 4) (i64.eq (i64.load (i32.const 3000)) (i64.const 0x72747361)))
    (data.drop $text)
    (data.drop $text)
    ;; Nothing at the very end is in bounds, for a dropped segment too.
    (memory.init $text (i32.const 65536) (i32.const 0) (i32.const 0))
    (memory.fill (i32.const 65536) (i32.const 0) (i32.const 0))
    (memory.copy (i32.const 65536) (i32.const 65536) (i32.const 0))
    (memory.fill (i32.const 65535) (i32.const 9) (i32.const 1))
    (call $check (i32.const 5) (i32.eq (i32.load8_u (i32.const 65535)) (i32.const 9))))
  (func (export "_start") (call_indirect (type $action) (call $case))))
