;; Functions that one tail call leads to, parts of their callers by now: locals are zero each time, arguments trade places, references
;; live through allocations, no handler sees what is thrown behind it, and 10^6 rounds take no stack.
;;! clang = true
;;! trap.1 = "uncaught exception"
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $args_sizes_get (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (type $cell (struct (field $value (mut i32)) (field $next (ref null $cell))))
  (tag $e)
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))

  ;; Rounds: a's and b's trade places, and `seen` begins as zero in each.
  (func $round (param $n i32) (param $a i32) (param $b i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (return_call $result (local.get $b) (local.get $a))))
    (return_call $trade (local.get $b) (local.get $a) (local.get $n)))
  (func $trade (param $a i32) (param $b i32) (param $n i32) (result i32) (local $seen i32)
    (if (i32.eqz (local.get $seen)) (then (local.set $a (i32.add (local.get $a) (i32.const 1)))))
    (local.set $seen (local.get $n))
    (return_call $onwards (local.get $seen) (local.get $b) (local.get $a)))
  (func $onwards (param $n i32) (param $b i32) (param $a i32) (result i32)
    (local.set $n (i32.sub (local.get $n) (i32.const 1)))
    (return_call $round (local.get $n) (local.get $a) (local.get $b)))
  (func $result (param $b i32) (param $a i32) (result i32)
    (i32.sub (i32.mul (local.get $a) (i32.const 10)) (local.get $b)))

  ;; A list of n cells, each made in a part of a part.
  (func $list (param $n i32) (param $tail (ref null $cell)) (result (ref null $cell))
    (if (local.get $n) (then (return_call $longer (local.get $tail) (struct.new $cell (local.get $n) (ref.null $cell)) (local.get $n))))
    (local.get $tail))
  (func $longer (param $tail (ref null $cell)) (param $spare (ref $cell)) (param $n i32) (result (ref null $cell))
    (local $made (ref null $cell))
    (local.set $made (struct.new $cell (struct.get $cell $value (local.get $spare)) (local.get $tail)))
    (return_call $marked (local.get $made) (struct.new $cell (i32.const 1) (local.get $made)) (local.get $n)))
  (func $marked (param $made (ref null $cell)) (param $mark (ref $cell)) (param $n i32) (result (ref null $cell))
    (struct.set $cell $value (struct.get $cell $next (local.get $mark))
      (i32.add (struct.get $cell $value (local.get $made)) (struct.get $cell $value (local.get $mark))))
    (return_call $list (i32.sub (local.get $n) (i32.const 1)) (local.get $made)))
  (func $sum (param $list (ref null $cell)) (param $sum i32) (result i32)
    (block $null
      (return_call $add (br_on_null $null (local.get $list)) (local.get $sum)))
    (local.get $sum))
  (func $add (param $cell (ref $cell)) (param $sum i32) (result i32)
    (return_call $sum (struct.get $cell $next (local.get $cell))
      (i32.add (local.get $sum) (struct.get $cell $value (local.get $cell)))))

  ;; The call leaves the handler behind.
  (func $leaves (result i32)
    (block $caught (try_table (catch_all $caught) (return_call $throws)))
    (i32.const 1))
  (func $throws (result i32) (throw $e))
  (func $holds (result i32)
    (block $caught (try_table (catch_all $caught) (return (call $leaves))))
    (i32.const 2))

  (func (export "_start")
    (drop (call $args_sizes_get (i32.const 0) (i32.const 4)))
    (if (i32.gt_u (i32.load (i32.const 0)) (i32.const 1)) (then (drop (call $leaves))))
    (call $check (i32.const 1) (i32.eq (call $round (i32.const 1000001) (i32.const 3) (i32.const 8)) (i32.const 4500087)))
    (call $check (i32.const 2) (i32.eq (call $sum (call $list (i32.const 100) (ref.null $cell)) (i32.const 0)) (i32.const 5150)))
    (call $check (i32.const 3) (i32.eq (call $holds) (i32.const 2)))))
