;;! env.GC_OPTIONS = "nursery-size=16k,verify=1"
;;! stress = 500
;;! clang = true
;; Roots that come to refer to young objects after a collection: globals, fields of a static object, parts of tables, and
;; slots of a stack that was deep when the collection ended.
(module
  (type $cell (struct (field $next (mut (ref null $cell))) (field $value (mut i32))))
  (type $cells (array (mut (ref null $cell))))
  (tag $out (param i32))

  (global $one (mut (ref null $cell)) (ref.null $cell))
  (global $two (mut (ref null $cell)) (ref.null $cell))
  (global $fixed (ref $cell) (struct.new $cell (ref.null $cell) (i32.const 7)))
  (table $small 10 (ref null $cell))
  (table $large 3000 (ref null $cell))

  (func $cell (param $value i32) (result (ref $cell)) (struct.new $cell (ref.null $cell) (local.get $value)))
  (func $must (param $is i32) (if (i32.eqz (local.get $is)) (then (unreachable))))
  (func $holds (param $cell (ref null $cell)) (param $value i32)
    (call $must (i32.eq (struct.get $cell $value (local.get $cell)) (local.get $value))))

  ;; Garbage: about 24 bytes each.
  (func $churn (param $count i32)
    (loop $more
      (drop (call $cell (local.get $count)))
      (br_if $more (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  (func $globals (param $round i32)
    (global.set $one (call $cell (local.get $round)))
    (struct.set $cell $next (global.get $fixed) (call $cell (i32.add (local.get $round) (i32.const 1))))
    (call $churn (i32.const 1000))
    (call $holds (global.get $one) (local.get $round))
    (call $holds (struct.get $cell $next (global.get $fixed)) (i32.add (local.get $round) (i32.const 1)))
    (global.set $two (global.get $one))
    (global.set $one (ref.null $cell))
    (call $churn (i32.const 1000))
    (call $holds (global.get $two) (local.get $round)))

  (func $tables (param $round i32)
    (local $at i32)
    (local.set $at (i32.rem_u (i32.mul (local.get $round) (i32.const 811)) (i32.const 2990)))
    (table.set $large (local.get $at) (call $cell (local.get $round)))
    (call $churn (i32.const 1000))
    (call $holds (table.get $large (local.get $at)) (local.get $round))
    (table.fill $large (i32.add (local.get $at) (i32.const 2)) (call $cell (i32.add (local.get $round) (i32.const 5)))
      (i32.const 3))
    (table.copy $small $large (i32.const 1) (local.get $at) (i32.const 5))
    (call $churn (i32.const 1000))
    (call $holds (table.get $large (local.get $at)) (local.get $round))
    (call $holds (table.get $small (i32.const 1)) (local.get $round))
    (call $holds (table.get $small (i32.const 5)) (i32.add (local.get $round) (i32.const 5)))
    (local.set $at (table.grow $small (call $cell (i32.const -3)) (i32.const 700)))
    (call $churn (i32.const 1000))
    (call $holds (table.get $small (local.get $at)) (i32.const -3))
    (call $holds (table.get $small (i32.add (local.get $at) (i32.const 699))) (i32.const -3)))

  ;; Each frame keeps a cell while the deeper ones run, then another one of its own while there is garbage.
  (func $dive (param $depth i32) (result i32)
    (local $before (ref null $cell)) (local $after (ref null $cell)) (local $sum i32)
    (local.set $before (call $cell (local.get $depth)))
    (if (i32.eqz (local.get $depth))
      (then (call $churn (i32.const 5000)))
      (else (local.set $sum (call $dive (i32.sub (local.get $depth) (i32.const 1))))))
    (local.set $after (call $cell (i32.add (local.get $depth) (i32.const 1))))
    (if (i32.eqz (i32.rem_u (local.get $depth) (i32.const 4001)))
      (then (call $churn (i32.const 2000))
            ;; And down again, over the same slots.
            (if (i32.and (i32.gt_u (local.get $depth) (i32.const 0)) (i32.lt_u (local.get $depth) (i32.const 9000)))
              (then (drop (call $dive (i32.const 3000)))))))
    (call $holds (local.get $before) (local.get $depth))
    (call $holds (local.get $after) (i32.add (local.get $depth) (i32.const 1)))
    (i32.add (local.get $sum) (struct.get $cell $value (local.get $after))))

  ;; The same, but the way up is an exception.
  (func $dive-and-throw (param $depth i32)
    (local $kept (ref null $cell))
    (local.set $kept (call $cell (local.get $depth)))
    (if (i32.eqz (local.get $depth))
      (then (call $churn (i32.const 5000)) (throw $out (i32.const 42))))
    (call $dive-and-throw (i32.sub (local.get $depth) (i32.const 1)))
    (call $holds (local.get $kept) (local.get $depth)))

  (func $catch (param $depth i32) (result i32)
    (block $caught (result i32)
      (try_table (catch $out $caught) (call $dive-and-throw (local.get $depth)))
      (unreachable)))

  (func (export "_start")
    (local $round i32)
    (loop $rounds
      (call $globals (local.get $round))
      (call $tables (local.get $round))
      (br_if $rounds (i32.lt_u (local.tee $round (i32.add (local.get $round) (i32.const 1))) (i32.const 40))))
    (call $must (i32.eq (call $dive (i32.const 30000)) (i32.const 450045001)))
    (call $must (i32.eq (call $catch (i32.const 30000)) (i32.const 42)))
    (call $must (i32.eq (call $dive (i32.const 20000)) (i32.const 200030001)))))
