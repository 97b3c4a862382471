;; Legacy exception handling, beside `try_table`: what the proposal's own scripts leave open.
(module
  (type $box (struct (field $value i32)))
  (tag $empty)
  (tag $number (param i32))
  (tag $pair (param i64 f64))
  (tag $box (param (ref $box)))

  (func $throw (param $which i32)
    (if (i32.eq (local.get $which) (i32.const 1)) (then (throw $empty)))
    (if (i32.eq (local.get $which) (i32.const 2)) (then (throw $number (i32.const 10))))
    (if (i32.eq (local.get $which) (i32.const 3)) (then (throw $pair (i64.const 20) (f64.const 3))))
    (if (i32.eq (local.get $which) (i32.const 4)) (then (throw $box (struct.new $box (i32.const 40))))))

  ;; The first clause that matches; its payload; nothing of the body's operands.
  (func (export "clauses") (param $which i32) (result i32)
    (i32.const 1000)
    try (result i32)
      (i32.const 1)
      (i32.const 2)
      (call $throw (local.get $which))
      (i32.add)
    catch $empty
      (i32.const 100)
    catch $number
      (i32.add (i32.const 1))
    catch $pair
      (local.set $which (i32.trunc_f64_s))
      (i32.wrap_i64)
      (i32.add (local.get $which))
    catch_all
      (i32.const 5)
    end
    (i32.add))

  (func (export "no-clause-for-it") (param $which i32) (result i32)
    try (result i32)
      try (result i32)
        (call $throw (local.get $which))
        (i32.const 0)
      catch $number
      end
    catch $empty
      (i32.const 7)
    end)

  ;; A body with parameters, and a block's results that come from each arm.
  (func (export "parameters") (param $which i32) (result i32 i64)
    (i32.const 3)
    (i64.const 4)
    try (param i32 i64) (result i32 i64)
      (call $throw (local.get $which))
    catch $pair
      (drop)
      (local.set $which (i32.const 8))
      (local.get $which)
      (i64.const 9)
      (br 0)
    catch $number
      (i64.const 5)
    end)

  ;; Locals keep in the clause what the body assigned last.
  (func (export "locals") (param $which i32) (result i32) (local $i i32) (local $x i64) (local $b (ref null $box))
    (local.set $x (i64.const 1))
    try
      (loop $next
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (local.set $x (i64.mul (local.get $x) (i64.const 2)))
        (local.set $b (struct.new $box (local.get $i)))
        (if (i32.eq (local.get $i) (i32.const 5)) (then (call $throw (local.get $which))))
        (br_if $next (i32.lt_u (local.get $i) (i32.const 7))))
    catch_all
      (drop (struct.new $box (i32.const -1)))
      (local.set $i (i32.add (local.get $i) (i32.const 100)))
    end
    (i32.add (local.get $i) (i32.wrap_i64 (local.get $x)))
    (i32.add (struct.get $box $value (local.get $b))))

  ;; A reference in the payload survives what the clause allocates.
  (func (export "reference") (result i32) (local $b (ref null $box))
    try (result (ref $box))
      (call $throw (i32.const 4))
      (unreachable)
    catch $box
      (local.set $b)
      (drop (struct.new $box (i32.const 1)))
      (drop (struct.new $box (i32.const 2)))
      (ref.as_non_null (local.get $b))
    end
    (struct.get $box $value))

  ;; Branches out of body and clause; a loop goes on from a clause.
  (func (export "branches") (param $n i32) (result i32) (local $sum i32)
    (block $done
      (loop $next
        try $this
          (br_if $done (i32.eqz (local.get $n)))
          (br_if $this (i32.eq (local.get $n) (i32.const 2)))
          (throw $number (local.get $n))
        catch $number
          (local.set $sum (i32.add (local.get $sum)))
          (br_if $this (i32.eq (local.get $n) (i32.const 4)))
          (local.set $sum (i32.add (local.get $sum) (i32.const 100)))
        end
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $next)))
    (local.get $sum))

  (func (export "trap-passes") (result i32)
    try (result i32)
      (i32.div_u (i32.const 1) (i32.const 0))
    catch_all
      (i32.const 1)
    end)

  ;; Nothing of it runs.
  (func (export "dead") (result i32)
    try (result i32)
      (i32.const 6)
      (br 0)
      try (result i32)
        (throw $empty)
      catch $number
        (rethrow 0)
      catch_all
        (rethrow 0)
        try
        delegate 1
      end
    catch_all
      (i32.const 1)
    end)

  ;; The clause's own exception, an outer clause's, and to an inner clause.
  (func (export "rethrow") (param $which i32) (param $depth i32) (result i32)
    try (result i32)
      try (result i32)
        (call $throw (local.get $which))
        (i32.const 0)
      catch_all
        try (result i32)
          (throw $number (i32.const 77))
        catch $number
          (block $outer
            (block $inner
              (br_table $inner $outer (local.get $depth)))
            (rethrow 1))
          try (result i32)
            (rethrow 2)
          catch $number
            (i32.add (i32.const 300))
          end
          (i32.add)
        end
      end
    catch $number
      (i32.add (i32.const 1000))
    catch $box
      (i32.add (struct.get $box $value) (i32.const 2000))
    end)

  ;; Past $passed to $target, which is a try, a block, a clause, or the function.
  (func (export "delegate-to-try") (param $which i32) (result i32)
    try $target (result i32)
      try $passed (result i32)
        (block (result i32)
          try (result i32)
            (call $throw (local.get $which))
            (i32.const 1)
          delegate $target)
      catch_all
        (i32.const 2)
      end
      (i32.add (i32.const 10))
    catch $number
      (i32.add (i32.const 20))
    catch $box
      (struct.get $box $value)
    end)

  (func (export "delegate-to-block") (param $which i32) (result i32)
    try (result i32)
      (block $target (result i32)
        try (result i32)
          try (result i32)
            (call $throw (local.get $which))
            (i32.const 1)
          delegate $target
        catch_all
          (i32.const 2)
        end)
    catch $number
    end)

  (func (export "delegate-to-clause") (param $which i32) (result i32)
    try (result i32)
      try $target (result i32)
        (throw $empty)
      catch $empty
        try (result i32)
          try (result i32)
            (call $throw (local.get $which))
            (i32.const 1)
          delegate $target
        catch_all
          (i32.const 2)
        end
      catch_all
        (i32.const 3)
      end
    catch $number
    end)

  (func $to-caller (param $which i32) (result i32)
    try (result i32)
      try (result i32)
        (call $throw (local.get $which))
        (i32.const 1)
      delegate 1
      (br_if 1 (i32.const 5) (i32.eqz (local.get $which)))
      (drop)
    catch_all
      (i32.const 2)
    end)
  (func (export "delegate-to-caller") (param $which i32) (result i32)
    try (result i32)
      (call $to-caller (local.get $which))
    catch $number
    end)

  ;; What arrives at a delegate is delegated: $first to $second, that past $passed to $last.
  (func (export "delegate-chain") (param $which i32) (result i32)
    try $last (result i32)
      try $passed (result i32)
        try $second (result i32)
          try $between (result i32)
            try $first (result i32)
              (call $throw (local.get $which))
              (i32.const 1)
            delegate $second
          catch_all
            (i32.const 2)
          end
        delegate $last
      catch_all
        (i32.const 3)
      end
    catch $number
    end)

  ;; A delegate that has no clause to pass, inside one that has: each finds its own target.
  (func (export "delegate-in-delegate") (param $inner i32) (param $outer i32) (result i32)
    try $far (result i32)
      try $near (result i32)
        try (result i32)
          try (result i32)
            (call $throw (local.get $inner))
            (i32.const 1)
          delegate $near
          (call $throw (local.get $outer))
        delegate $far
      catch $number
        (i32.add (i32.const 100))
      end
    catch $number
      (i32.add (i32.const 200))
    end)

  ;; Between the kinds: past a try_table, to one, and an exnref of what `throw` threw.
  (func (export "delegate-past-try_table") (param $which i32) (result i32)
    try $target (result i32)
      (block $caught
        (try_table (catch_all $caught)
          try
            (call $throw (local.get $which))
          delegate $target)
        (br $target (i32.const 1)))
      (i32.const 2)
    catch $number
    end)
  (func (export "delegate-to-try_table") (param $which i32) (result i32)
    (block $caught (result i32)
      (try_table $target (catch $number $caught)
        try
          try
            (call $throw (local.get $which))
          delegate $target
        catch_all
          (unreachable)
        end)
      (i32.const 1)))
  (func (export "rethrow-as-exnref") (param $which i32) (result i32) (local $e exnref)
    (block $caught (result exnref)
      (try_table (catch_all_ref $caught)
        try
          (call $throw (local.get $which))
        catch $box
          (drop)
          (drop (struct.new $box (i32.const 0)))
          (rethrow 0)
        end)
      (return (i32.const 1)))
    (local.set $e)
    try (result i32)
      (throw_ref (local.get $e))
    catch $box
      (struct.get $box $value)
    catch_all
      (i32.const 2)
    end)

  ;; A tail call leaves the try before it calls.
  (func (export "tail-call") (param $which i32)
    try
      (return_call $throw (local.get $which))
    catch_all
    end)
  (func (export "tail-call-in-clause") (param $which i32) (result i32)
    try
      (throw $empty)
    catch_all
      (return_call $to-caller (local.get $which))
    end
    (i32.const 0))
)

(assert_return (invoke "clauses" (i32.const 0)) (i32.const 1003))
(assert_return (invoke "clauses" (i32.const 1)) (i32.const 1100))
(assert_return (invoke "clauses" (i32.const 2)) (i32.const 1011))
(assert_return (invoke "clauses" (i32.const 3)) (i32.const 1023))
(assert_return (invoke "clauses" (i32.const 4)) (i32.const 1005))
(assert_return (invoke "no-clause-for-it" (i32.const 0)) (i32.const 0))
(assert_return (invoke "no-clause-for-it" (i32.const 1)) (i32.const 7))
(assert_return (invoke "no-clause-for-it" (i32.const 2)) (i32.const 10))
(assert_exception (invoke "no-clause-for-it" (i32.const 3)))
(assert_return (invoke "parameters" (i32.const 0)) (i32.const 3) (i64.const 4))
(assert_return (invoke "parameters" (i32.const 2)) (i32.const 10) (i64.const 5))
(assert_return (invoke "parameters" (i32.const 3)) (i32.const 8) (i64.const 9))
(assert_return (invoke "locals" (i32.const 0)) (i32.const 142))
(assert_return (invoke "locals" (i32.const 2)) (i32.const 142))
(assert_return (invoke "reference") (i32.const 40))
(assert_return (invoke "branches" (i32.const 5)) (i32.const 313))
(assert_trap (invoke "trap-passes") "integer divide by zero")
(assert_return (invoke "dead") (i32.const 6))
(assert_return (invoke "rethrow" (i32.const 0) (i32.const 0)) (i32.const 0))
(assert_return (invoke "rethrow" (i32.const 2) (i32.const 0)) (i32.const 1077))
(assert_return (invoke "rethrow" (i32.const 2) (i32.const 1)) (i32.const 387))
(assert_return (invoke "rethrow" (i32.const 4) (i32.const 1)) (i32.const 2040))
(assert_exception (invoke "rethrow" (i32.const 1) (i32.const 1)))
(assert_return (invoke "delegate-to-try" (i32.const 0)) (i32.const 11))
(assert_return (invoke "delegate-to-try" (i32.const 2)) (i32.const 30))
(assert_return (invoke "delegate-to-try" (i32.const 4)) (i32.const 40))
(assert_exception (invoke "delegate-to-try" (i32.const 1)))
(assert_return (invoke "delegate-to-block" (i32.const 0)) (i32.const 1))
(assert_return (invoke "delegate-to-block" (i32.const 2)) (i32.const 10))
(assert_return (invoke "delegate-to-clause" (i32.const 0)) (i32.const 1))
(assert_return (invoke "delegate-to-clause" (i32.const 2)) (i32.const 10))
(assert_return (invoke "delegate-to-caller" (i32.const 0)) (i32.const 5))
(assert_return (invoke "delegate-to-caller" (i32.const 2)) (i32.const 10))
(assert_exception (invoke "delegate-to-caller" (i32.const 1)))
(assert_return (invoke "delegate-chain" (i32.const 0)) (i32.const 1))
(assert_return (invoke "delegate-chain" (i32.const 2)) (i32.const 10))
(assert_return (invoke "delegate-in-delegate" (i32.const 0) (i32.const 0)) (i32.const 1))
(assert_return (invoke "delegate-in-delegate" (i32.const 2) (i32.const 0)) (i32.const 110))
(assert_return (invoke "delegate-in-delegate" (i32.const 0) (i32.const 2)) (i32.const 210))
(assert_return (invoke "delegate-past-try_table" (i32.const 0)) (i32.const 1))
(assert_return (invoke "delegate-past-try_table" (i32.const 2)) (i32.const 10))
(assert_return (invoke "delegate-to-try_table" (i32.const 0)) (i32.const 1))
(assert_return (invoke "delegate-to-try_table" (i32.const 2)) (i32.const 10))
(assert_return (invoke "rethrow-as-exnref" (i32.const 0)) (i32.const 1))
(assert_return (invoke "rethrow-as-exnref" (i32.const 1)) (i32.const 2))
(assert_return (invoke "rethrow-as-exnref" (i32.const 4)) (i32.const 40))
(assert_return (invoke "tail-call" (i32.const 0)))
(assert_exception (invoke "tail-call" (i32.const 1)))
(assert_return (invoke "tail-call-in-clause" (i32.const 0)) (i32.const 5))
(assert_exception (invoke "tail-call-in-clause" (i32.const 1)))

(assert_invalid (module (func (rethrow 0))) "invalid rethrow label")
(assert_invalid (module (func try (rethrow 0) delegate 0)) "invalid rethrow label")
(assert_invalid (module (func try delegate 1)) "unknown label")
(assert_invalid (module (func try (result i32) catch_all (i32.const 1) end (drop))) "type mismatch")
(assert_malformed (module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00\0a\09\01\07\00\06\40\19\19\0b\0b")
  "unexpected catch_all")
