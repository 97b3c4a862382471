;; What a handler reads is what it was before the `try`, although the body does not change it: sums over a loop whose next round is
;; computed in registers, a handler that ends it, and values that are dead in the body.
;;! clang = true
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (tag $end)
  (type $box (struct (field i32)))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func $next (param $n i32) (result (ref $box))
    (if (i32.gt_s (local.get $n) (i32.const 6)) (then (throw $end)))
    (struct.new $box (i32.mul (local.get $n) (i32.const 10))))
  (func $total (param $wanted i64) (result i32)
    (local $n i32) (local $sum i32) (local $longest i32) (local $length i32) (local $product i64) (local $half f64)
    (local.set $n (i32.const 1))
    (local.set $product (i64.const 1))
    (block $caught
      (loop $again
        (try_table (catch $end $caught)
          (local.set $length (struct.get $box 0 (call $next (local.get $n)))))
        (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (local.set $sum (i32.add (local.get $length) (local.get $sum)))
        (local.set $product (i64.mul (local.get $product) (i64.extend_i32_u (local.get $length))))
        (local.set $half (f64.add (local.get $half) (f64.mul (f64.const 0.5) (f64.convert_i32_s (local.get $length)))))
        (local.set $longest (select (local.get $length) (local.get $longest) (i32.ge_s (local.get $length) (local.get $longest))))
        (br $again)))
    (call $check (i32.const 1) (i32.eq (local.get $n) (i32.const 7)))
    (call $check (i32.const 2) (i32.eq (local.get $sum) (i32.const 210)))
    (call $check (i32.const 3) (i32.eq (local.get $longest) (i32.const 60)))
    (call $check (i32.const 4) (i64.eq (local.get $product) (local.get $wanted)))
    (call $check (i32.const 5) (f64.eq (local.get $half) (f64.const 105)))
    (local.get $sum))
  (func (export "_start")
    (call $check (i32.const 6) (i32.eq (call $total (i64.const 720000000)) (i32.const 210)))))
