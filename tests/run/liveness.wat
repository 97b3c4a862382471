;; A list that the function does not need any more is not kept alive by it: two lists of which the heap holds only one.
;; 24 bytes a cell, whatever a reference takes, 100 000 cells: 2.4 MB in 4 MiB.
;;! clang = true
;;! room = 4
;;! scanned = false
;;! stress = 5000
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $cell (struct (field $next (ref null $cell)) (field $number i64) (field i32)))
  (func $count (param $list (ref null $cell)) (result i32) (local $n i32)
    (loop $next (result i32)
      (if (ref.is_null (local.get $list)) (then (return (local.get $n))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (local.set $list (struct.get $cell $next (local.get $list)))
      (br $next)))
  (func $list (param $n i32) (result (ref null $cell)) (local $list (ref null $cell))
    (loop $next
      (local.set $list (struct.new $cell (local.get $list) (i64.const 1) (i32.const 0)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $list))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  ;; In a local.
  (func $in_local (local $first (ref null $cell)) (local $second (ref null $cell))
    (local.set $first (call $list (i32.const 100000)))
    (call $check (i32.const 1) (i32.eq (call $count (local.get $first)) (i32.const 100000)))
    (local.set $second (call $list (i32.const 100000)))
    (call $check (i32.const 2) (i32.eq (call $count (local.get $second)) (i32.const 100000))))
  ;; In a parameter: the caller gave it away, and the callee drops it half way.
  (func $in_parameter (param $first (ref null $cell)) (result i32)
    (call $check (i32.const 3) (i32.eq (call $count (local.get $first)) (i32.const 100000)))
    (call $count (call $list (i32.const 100000))))
  ;; In one branch only, and inside a handler.
  (func $in_branch (param $long i32) (local $first (ref null $cell))
    (local.set $first (call $list (i32.const 100000)))
    (if (local.get $long)
      (then (try_table (call $check (i32.const 5) (i32.eq (call $count (call $list (i32.const 100000))) (i32.const 100000)))))
      (else (call $check (i32.const 6) (i32.eq (call $count (local.get $first)) (i32.const 100000))))))
  ;; Overwritten.
  (func $overwritten (param $rounds i32) (local $list (ref null $cell))
    (loop $again
      (local.set $list (call $list (i32.const 100000)))
      (call $check (i32.const 7) (i32.eq (call $count (local.get $list)) (i32.const 100000)))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1))))))
  (func (export "_start")
    (call $in_local)
    (call $check (i32.const 4) (i32.eq (call $in_parameter (call $list (i32.const 100000))) (i32.const 100000)))
    (call $in_branch (i32.const 1))
    (call $in_branch (i32.const 0))
    (call $overwritten (i32.const 4))))
