;; Wide arithmetic where its operands and results meet other code.
(module
  (memory 1)

  ;; The results replace the operands.
  (func (export "in-place") (param $a i64) (param $b i64) (result i64 i64)
    (i64.mul_wide_u (local.get $a) (local.get $b))
    (local.set $a)
    (local.set $b)
    (local.get $b)
    (local.get $a))

  ;; One variable for both: the low half is the last.
  (func (export "same-variable") (param $a i64) (result i64)
    (i64.mul_wide_u (local.get $a) (local.get $a))
    (local.set $a)
    (local.set $a)
    (local.get $a))

  (func (export "only-high") (param i64 i64) (result i64) (local $high i64)
    (i64.mul_wide_s (local.get 0) (local.get 1))
    (local.set $high)
    (drop)
    (local.get $high))

  (func (export "only-low") (param i64 i64) (result i64)
    (drop (i64.mul_wide_s (local.get 0) (local.get 1))))

  ;; Operands trap in order, also those of a result that nobody reads.
  (func (export "dropped") (param $at i32) (param $divisor i64)
    (i64.mul_wide_u (i64.load (local.get $at)) (i64.div_u (i64.const 1) (local.get $divisor)))
    (drop)
    (drop))

  ;; What was read before a local changes stays.
  (func (export "pending") (param $x i64) (result i64 i64)
    (local.get $x)
    (i64.const 0)
    (local.tee $x (i64.const 1))
    (i64.const 0)
    (i64.sub128))

  ;; n! in 128 bits.
  (func (export "factorial") (param $n i64) (result i64 i64) (local $low i64) (local $high i64)
    (local.set $low (i64.const 1))
    (loop $next
      (i64.mul_wide_u (local.get $low) (local.get $n))
      (i64.const 0)
      (i64.mul (local.get $high) (local.get $n))
      (i64.add128)
      (local.set $high)
      (local.set $low)
      (br_if $next (i64.ne (local.tee $n (i64.sub (local.get $n) (i64.const 1))) (i64.const 0))))
    (local.get $low)
    (local.get $high))

  ;; Through a block, a branch and a call.
  (func $abs (param $low i64) (param $high i64) (result i64 i64)
    (block $done (result i64 i64)
      (local.get $low)
      (local.get $high)
      (br_if $done (i64.ge_s (local.get $high) (i64.const 0)))
      (drop)
      (drop)
      (i64.sub128 (i64.const 0) (i64.const 0) (local.get $low) (local.get $high))))
  (func (export "abs-of-product") (param i64 i64) (result i64 i64)
    (call $abs (i64.mul_wide_s (local.get 0) (local.get 1))))

  ;; A variable that a handler reads.
  (tag $t)
  (func $throw (throw $t))
  (func (export "in-handler") (param i64 i64) (result i64 i64) (local $low i64) (local $high i64)
    (block $caught
      (try_table (catch $t $caught)
        (i64.mul_wide_u (local.get 0) (local.get 1))
        (local.set $high)
        (local.set $low)
        (call $throw)))
    (local.get $low)
    (local.get $high))

  ;; Halves that nobody has taken yet when something is thrown.
  (func (export "around-handler") (param i64 i64) (result i64 i64)
    (i64.mul_wide_u (local.get 0) (local.get 1))
    (block $caught
      (try_table (catch $t $caught)
        (call $throw)))))

(assert_return (invoke "in-place" (i64.const -1) (i64.const -1)) (i64.const 1) (i64.const -2))
(assert_return (invoke "same-variable" (i64.const 0x100000001)) (i64.const 0x200000001))
(assert_return (invoke "only-high" (i64.const -1) (i64.const 1)) (i64.const -1))
(assert_return (invoke "only-high" (i64.const 0x8000000000000000) (i64.const 0x8000000000000000)) (i64.const 0x4000000000000000))
(assert_return (invoke "only-low" (i64.const -3) (i64.const 5)) (i64.const -15))
(assert_return (invoke "dropped" (i32.const 0) (i64.const 1)))
(assert_trap (invoke "dropped" (i32.const 0) (i64.const 0)) "integer divide by zero")
(assert_trap (invoke "dropped" (i32.const 65529) (i64.const 0)) "out of bounds memory access")
(assert_return (invoke "pending" (i64.const 0)) (i64.const -1) (i64.const -1))
(assert_return (invoke "pending" (i64.const 7)) (i64.const 6) (i64.const 0))
;; 30! = 265252859812191058636308480000000
(assert_return (invoke "factorial" (i64.const 30)) (i64.const -8764578968847253504) (i64.const 14379386343318))
(assert_return (invoke "abs-of-product" (i64.const 0x7fffffffffffffff) (i64.const -4)) (i64.const -4) (i64.const 1))
(assert_return (invoke "abs-of-product" (i64.const -2) (i64.const -3)) (i64.const 6) (i64.const 0))
(assert_return (invoke "in-handler" (i64.const -1) (i64.const 3)) (i64.const -3) (i64.const 2))
(assert_return (invoke "around-handler" (i64.const -1) (i64.const 3)) (i64.const -3) (i64.const 2))
