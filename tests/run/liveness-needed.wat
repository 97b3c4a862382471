;; The opposite of `liveness`: both lists are needed, and the same heap cannot hold them. It shows that the limit there is real.
;;! room = 4
;;! status = 134
;;! stderr = "error: wasm trap: heap exhausted (live "
;;! stress = 5000
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $cell (struct (field $next (ref null $cell)) (field $number i64) (field i32)))
  (func $list (param $n i32) (result (ref null $cell)) (local $list (ref null $cell))
    (loop $next
      (local.set $list (struct.new $cell (local.get $list) (i64.const 1) (i32.const 0)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $list))
  (func (export "_start") (local $first (ref null $cell)) (local $second (ref null $cell))
    (local.set $first (call $list (i32.const 100000)))
    (local.set $second (call $list (i32.const 100000)))
    (if (ref.eq (local.get $first) (local.get $second)) (then (call $proc_exit (i32.const 1))))))
