;; Instances of one definition have state of their own; what they import is shared.
(module definition $Counter
  (import "state" "shared" (global $shared (mut i32)))
  (import "state" "table" (table $table 4 funcref))
  (import "state" "memory" (memory 1))
  (import "state" "tag" (tag $tag (param i32)))
  (global $own (mut i32) (i32.const 0))
  (type $get (func (result i32)))
  (func $count (export "count") (result i32)
    (global.set $own (i32.add (global.get $own) (i32.const 1)))
    (global.set $shared (i32.add (global.get $shared) (i32.const 1)))
    (i32.store (i32.const 8) (global.get $shared))
    (global.get $own))
  (elem declare func $count)
  (func (export "leave") (param $at i32) (table.set $table (local.get $at) (ref.func $count)))
  (func (export "call") (param $at i32) (result i32) (call_indirect $table (type $get) (local.get $at)))
  (func (export "throw") (throw $tag (global.get $own)))
  (global (export "own") (mut i32) (i32.const 7)))

(module $State
  (global (export "shared") (mut i32) (i32.const 100))
  (global (export "constant") i32 (i32.const 3))
  (table (export "table") 4 funcref)
  (memory (export "memory") 1)
  (tag $tag (export "tag") (param i32))
  (type $thrower (func))
  (func (export "word") (result i32) (i32.load (i32.const 8))))
(register "state" $State)

(module instance $A $Counter)
(module instance $B $Counter)

(assert_return (invoke $A "count") (i32.const 1))
(assert_return (invoke $A "count") (i32.const 2))
(assert_return (invoke $B "count") (i32.const 1))
(assert_return (get $State "shared") (i32.const 103))
(assert_return (invoke $State "word") (i32.const 103))
(assert_return (invoke $A "leave" (i32.const 2)))
(assert_return (invoke $B "call" (i32.const 2)) (i32.const 3))
(assert_trap (invoke $B "call" (i32.const 1)) "uninitialized element")

;; One instance catches what another throws, by the tag that both import.
(register "a" $A)
(module $Catcher
  (import "a" "throw" (func $throw))
  (import "state" "tag" (tag $tag (param i32)))
  (func (export "catch") (result i32)
    (block $caught (result i32)
      (try_table (catch $tag $caught) (call $throw))
      (i32.const -1))))
(assert_return (invoke $Catcher "catch") (i32.const 3))
(assert_exception (invoke $A "throw"))

;; Imported constants are constants: in segments' offsets, in globals, in other imports' names.
(module $Offsets
  (import "state" "constant" (global $three i32))
  (import "state" "table" (table $table 4 funcref))
  (import "state" "memory" (memory 1))
  (global (export "nine") i32 (i32.mul (global.get $three) (global.get $three)))
  (func $f (result i32) (i32.const 42))
  (elem (table $table) (offset (global.get $three)) func $f)
  (data (offset (i32.add (global.get $three) (i32.const 5))) "\07\00\00\00"))
(assert_return (get $Offsets "nine") (i32.const 9))
(assert_return (invoke $A "call" (i32.const 3)) (i32.const 42))
(assert_return (invoke $State "word") (i32.const 7))

;; What a failing instantiation has done stays.
(assert_trap
  (module
    (import "state" "memory" (memory 1))
    (data (i32.const 8) "\09\00\00\00")
    (data (i32.const 65535) "ab"))
  "out of bounds memory access")
(assert_return (invoke $State "word") (i32.const 9))

;; Limits are those of the moment.
(module $Grown
  (memory (export "memory") 1 4)
  (table (export "table") 1 funcref)
  (func (export "grow") (result i32)
    (drop (table.grow (ref.null func) (i32.const 1)))
    (memory.grow (i32.const 1))))
(register "grown" $Grown)
(assert_unlinkable (module (import "grown" "memory" (memory 2))) "incompatible import type")
(assert_unlinkable (module (import "grown" "table" (table 2 funcref))) "incompatible import type")
(assert_return (invoke $Grown "grow") (i32.const 1))
(module (import "grown" "memory" (memory 2)) (import "grown" "table" (table 2 funcref)))
(assert_unlinkable (module (import "grown" "memory" (memory 2 3))) "incompatible import type")

;; A function is known by the type it was defined with, also through an import by a supertype.
(module $Types
  (type $super (sub (func)))
  (type $sub (sub $super (func)))
  (func (export "f") (type $sub)))
(register "types" $Types)
(module
  (type $super (sub (func)))
  (type $sub (sub $super (func)))
  (import "types" "f" (func $f (type $super)))
  (table $table 1 funcref)
  (elem declare func $f)
  (func (export "is-sub") (result i32) (ref.test (ref $sub) (ref.func $f)))
  (func (export "call-sub")
    (table.set $table (i32.const 0) (ref.func $f))
    (call_indirect $table (type $sub) (i32.const 0))))
(assert_return (invoke "is-sub") (i32.const 1))
(assert_return (invoke "call-sub"))

;; Tail calls cross instances without growing the stack.
(module $Even
  (table (export "odd") 1 funcref)
  (type $f (func (param i32) (result i32)))
  (func (export "even") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
    (return_call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))))
(register "even" $Even)
(module
  (import "even" "odd" (table 1 funcref))
  (import "even" "even" (func $even (param i32) (result i32)))
  (func $odd (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (return_call $even (i32.sub (local.get 0) (i32.const 1))))
  (elem (i32.const 0) func $odd)
  (func (export "even") (param i32) (result i32) (return_call $even (local.get 0))))
(assert_return (invoke "even" (i32.const 1000000)) (i32.const 1))

;; References that one instance makes are alive while another collects.
(module $Lists
  (type $cell (struct (field i32) (field (ref null $cell))))
  (global $kept (export "kept") (mut anyref) (ref.null any))
  (func (export "cons") (param i32) (param anyref) (result anyref)
    (struct.new $cell (local.get 0) (ref.cast (ref null $cell) (local.get 1))))
  (func (export "sum") (param anyref) (result i32) (local $sum i32) (local $at (ref null $cell))
    (local.set $at (ref.cast (ref null $cell) (local.get 0)))
    (loop $next
      (if (i32.eqz (ref.is_null (local.get $at)))
        (then
          (local.set $sum (i32.add (local.get $sum) (struct.get $cell 0 (local.get $at))))
          (local.set $at (struct.get $cell 1 (local.get $at)))
          (br $next))))
    (local.get $sum)))
(register "lists" $Lists)
(module
  (import "lists" "cons" (func $cons (param i32) (param anyref) (result anyref)))
  (import "lists" "sum" (func $sum (param anyref) (result i32)))
  (import "lists" "kept" (global $kept (mut anyref)))
  (func (export "iota") (param $n i32) (result i32) (local $list anyref)
    (loop $next
      (local.set $list (call $cons (local.get $n) (local.get $list)))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $next (local.get $n)))
    (global.set $kept (local.get $list))
    (call $sum (local.get $list)))
  (func (export "again") (result i32) (call $sum (global.get $kept))))
(assert_return (invoke "iota" (i32.const 1000)) (i32.const 500500))
(assert_return (invoke "again") (i32.const 500500))
