;; A million exceptions from two frames down, with garbage in between: a throw leaves nothing behind.
;;! clang = true
;;! env.GC_OPTIONS = "heap-size-policy=fixed,heap-size=1m"
;;! stress = 1000
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $box (struct (field i32)))
  (tag $e (param (ref $box)))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func $throw (param i32) (result i32) (throw $e (struct.new $box (local.get 0))))
  (func $between (param i32) (result i32) (i32.add (call $throw (local.get 0)) (i32.const 1)))
  (func (export "_start") (local $i i32) (local $sum i32)
    (loop $next
      (block $h (result (ref $box))
        (try_table (catch $e $h) (drop (call $between (local.get $i))))
        (unreachable))
      (struct.get $box 0)
      (local.set $sum (i32.add (local.get $sum)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000000))))
    (call $check (i32.const 1) (i32.eq (local.get $sum) (i32.const 1783293664)))))
