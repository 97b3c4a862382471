;; That an exception has arrived is seen although a 1 is alive across the `try`: clang took setjmp's 1 from the place of that one,
;; where its 0 had been left.
;;! clang = true
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (tag $inner)
  (tag $outer (param i32))
  (type $bytes (array (mut i8)))
  (global $bytes (mut (ref $bytes)) (array.new $bytes (i32.const 1) (i32.const 4)))
  (global $left (mut i32) (i32.const 100))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func $step (global.set $left (i32.sub (global.get $left) (i32.const 1))))
  (func $f (result i32)
    (local $array (ref null $bytes)) (local $length i32) (local $from i32) (local $to i32)
    (block $caught (result i32)
      (try_table (catch $outer $caught)
        (local.set $array (global.get $bytes))
        (local.set $length (array.len (local.get $array)))
        (local.set $from (i32.rem_u (i32.const 1)
          (select (local.get $length) (i32.const 1) (local.get $length))))
        (local.set $to
          (i32.rem_u
            (block $arrived (result i32)
              (block $in
                (try_table (catch $inner $in) (call $step) (throw $inner))
                (unreachable))
              (i32.const 91))
            (select (local.get $length) (i32.const 1) (local.get $length))))
        (array.copy $bytes $bytes (local.get $array) (local.get $from) (local.get $array) (local.get $to)
          (i32.sub (local.get $length)
            (select (local.get $from) (local.get $to) (i32.gt_u (local.get $from) (local.get $to)))))
        (throw $outer (i32.const 7)))
      (unreachable)))
  (func (export "_start")
    (call $check (i32.const 1) (i32.eq (call $f) (i32.const 7)))
    (call $check (i32.const 2) (i32.eq (global.get $left) (i32.const 99)))))
