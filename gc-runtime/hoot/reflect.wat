;; The host's way into a Hoot program: calls its procedures, and looks into its values.
;;
;; A module that is linked behind the program's own, from which it imports the stacks and registers of Hoot's calling
;; convention ("abi"), so that what the host does to them is checked and compiled like anything else. Its exports are the
;; functions of reflect.h. Linked only where procedures can reach the host (hosts.rs says which imports give it any).
;;
;; Facts of Hoot 0.9. A procedure takes the number of its arguments, itself among them, three of these as parameters, five
;; in $arg3 to $arg7, the others in $argv; it returns by a tail call of what lies on top of $ret-stack, with the number of
;; results and the results in the same places. An i31 is a fixnum shifted by 1, a character by 2 with both bits set, or one
;; of a few constants. The types are those of Hoot's own runtime, to the last field, or the program could not be linked.
(module $reflect
  (type $code (func (param $count i32) (param $0 (ref eq)) (param $1 (ref eq)) (param $2 (ref eq))))
  (type $bytes (array (mut i8)))
  (type $words (array (mut i32)))
  (type $values (array (mut (ref eq))))
  (rec
    (type $heap-object (sub (struct (field $hash (mut i32)))))
    (type $extern-ref (sub $heap-object (struct (field $hash (mut i32)) (field $value externref))))
    (type $code-ref (sub $heap-object (struct (field $hash (mut i32)) (field $code (ref func)))))
    (type $heap-number (sub $heap-object (struct (field $hash (mut i32)))))
    (type $bignum (sub $heap-number (struct (field $hash (mut i32)) (field $value (ref extern)))))
    (type $flonum (sub $heap-number (struct (field $hash (mut i32)) (field $value f64))))
    (type $complex (sub $heap-number (struct (field $hash (mut i32)) (field $real f64) (field $imag f64))))
    (type $fraction (sub $heap-number (struct (field $hash (mut i32)) (field $num (ref eq)) (field $denom (ref eq)))))
    (type $pair (sub $heap-object (struct (field $hash (mut i32)) (field $car (mut (ref eq))) (field $cdr (mut (ref eq))))))
    (type $mutable-pair (sub $pair (struct (field $hash (mut i32)) (field $car (mut (ref eq))) (field $cdr (mut (ref eq))))))
    (type $vector (sub $heap-object (struct (field $hash (mut i32)) (field $items (ref $values)))))
    (type $mutable-vector (sub $vector (struct (field $hash (mut i32)) (field $items (ref $values)))))
    (type $bytevector (sub $heap-object (struct (field $hash (mut i32)) (field $items (ref $bytes)))))
    (type $mutable-bytevector (sub $bytevector (struct (field $hash (mut i32)) (field $items (ref $bytes)))))
    (type $bitvector (sub $heap-object (struct (field $hash (mut i32)) (field $length i32) (field $items (ref $words)))))
    (type $mutable-bitvector (sub $bitvector (struct (field $hash (mut i32)) (field $length i32) (field $items (ref $words)))))
    (type $string (sub $heap-object (struct (field $hash (mut i32)) (field $bytes (mut (ref $bytes))))))
    (type $mutable-string (sub $string (struct (field $hash (mut i32)) (field $bytes (mut (ref $bytes))))))
    (type $proc (sub $heap-object (struct (field $hash (mut i32)) (field $code (ref $code)))))
    (type $symbol (sub $heap-object (struct (field $hash (mut i32)) (field $name (ref $string)))))
    (type $keyword (sub $heap-object (struct (field $hash (mut i32)) (field $name (ref $symbol)))))
    (type $variable (sub $heap-object (struct (field $hash (mut i32)) (field $value (mut (ref eq))))))
    (type $atomic-box (sub $heap-object (struct (field $hash (mut i32)) (field $value (mut (ref eq))))))
    (type $hash-table (sub $heap-object (struct (field $hash (mut i32)) (field $size (mut i32)) (field $buckets (ref $values)))))
    (type $weak-table (sub $heap-object (struct (field $hash (mut i32)) (field $value (ref extern)))))
    (type $fluid (sub $heap-object (struct (field $hash (mut i32)) (field $initial (ref eq)))))
    (type $dynamic-state (sub $heap-object (struct (field $hash (mut i32)) (field $fluids (ref $hash-table)))))
    (type $syntax (sub $heap-object (struct (field $hash (mut i32))
      (field (ref eq)) (field (ref eq)) (field (ref eq)) (field (ref eq)))))
    (type $syntax-transformer (sub $heap-object (struct (field $hash (mut i32)) (field (ref eq)) (field (ref eq)))))
    (type $port (sub $heap-object (struct (field $hash (mut i32))
      (field (mut (ref eq))) (field (ref eq)) (field (ref eq)) (field (ref eq)) (field (ref eq)) (field (ref eq)) (field (ref eq))
      (field (ref $string)) (field (mut (ref eq))) (field (ref $mutable-pair)) (field (mut (ref eq))) (field (mut (ref eq)))
      (field (mut (ref eq))) (field (ref eq)) (field (mut (ref eq))) (field (ref eq)))))
    (type $struct (sub $heap-object (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable))))))
    (type $struct1 (sub $struct (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable))) (field (mut (ref eq))))))
    (type $struct2 (sub $struct1 (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable)))
      (field (mut (ref eq))) (field (mut (ref eq))))))
    (type $struct3 (sub $struct2 (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))))))
    (type $struct4 (sub $struct3 (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))))))
    (type $struct5 (sub $struct4 (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))))))
    (type $struct6 (sub $struct5 (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq)))
      (field (mut (ref eq))))))
    (type $struct7 (sub $struct6 (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq)))
      (field (mut (ref eq))) (field (mut (ref eq))))))
    (type $struct8 (sub $struct7 (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))))))
    (type $struct9 (sub $struct8 (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))))))
    (type $vtable (sub $struct9 (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))))))
    (type $vtable-vtable (sub $vtable (struct (field $hash (mut i32)) (field $vtable (mut (ref null $vtable)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq)))
      (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))) (field (mut (ref eq))))))
    (type $parameter (sub $proc (struct (field $hash (mut i32)) (field $code (ref $code))
      (field $fluid (ref $fluid)) (field $convert (ref $proc)))))
    (type $dyn (sub (struct)))
    (type $dynwind (sub $dyn (struct (field (ref $proc)) (field (ref $proc)))))
    (type $dynprompt (sub $dyn (struct (field $raw-sp i32) (field $scm-sp i32) (field $ret-sp i32) (field $unwind-only i8)
      (field $tag (ref eq)) (field $handler (ref $code)))))
    (type $dynfluid (sub $dyn (struct (field (ref $fluid)) (field (mut (ref eq))))))
    (type $dynstate (sub $dyn (struct (field (mut (ref $hash-table)))))))

  (import "abi" "$load" (global $load (mut (ref eq))))
  (import "abi" "$current-fluids" (global $current-fluids (mut (ref $hash-table))))
  (import "abi" "$default-prompt-tag" (global $default-prompt-tag (mut (ref eq))))
  (import "abi" "$raw-sp" (global $raw-sp (mut i32)))
  (import "abi" "$scm-sp" (global $scm-sp (mut i32)))
  (import "abi" "$ret-sp" (global $ret-sp (mut i32)))
  (import "abi" "$dyn-sp" (global $dyn-sp (mut i32)))
  (import "abi" "$arg3" (global $arg3 (mut (ref eq))))
  (import "abi" "$arg4" (global $arg4 (mut (ref eq))))
  (import "abi" "$arg5" (global $arg5 (mut (ref eq))))
  (import "abi" "$arg6" (global $arg6 (mut (ref eq))))
  (import "abi" "$arg7" (global $arg7 (mut (ref eq))))
  (import "abi" "$argv" (table $argv 0 eqref))
  (import "abi" "$ret-stack" (table $ret-stack 0 (ref null $code)))
  (import "abi" "$dyn-stack" (table $dyn-stack 0 (ref null $dyn)))
  ;; The number of values, three of them, whom to pass them to, and how many returns further down.
  (import "abi" "$trampoline-tag" (tag $jump (param i32 (ref eq) (ref eq) (ref eq) (ref $code) i32)))

  (global $unspecified (ref i31) (ref.i31 (i32.const 33)))
  (global $result (mut (ref eq)) (ref.i31 (i32.const 33)))

  (elem declare func $returned $leave-prompt $aborted)

  ;; --- Stacks

  ;; How much a stack with `sp` entries in use has to grow by for one more.
  (func $growth (param $size i32) (param $sp i32) (result i32)
    (if (result i32) (i32.lt_u (local.get $sp) (local.get $size))
      (then (i32.const 0))
      (else (i32.add (i32.const 16) (i32.shr_u (local.get $size) (i32.const 1))))))

  (func $push-return (param $code (ref $code))
    (local $more i32)
    (if (local.tee $more (call $growth (table.size $ret-stack) (global.get $ret-sp)))
      (then (if (i32.lt_s (table.grow $ret-stack (ref.null $code) (local.get $more)) (i32.const 0)) (then (unreachable)))))
    (table.set $ret-stack (global.get $ret-sp) (local.get $code))
    (global.set $ret-sp (i32.add (global.get $ret-sp) (i32.const 1))))

  (func $push-dynamic (param $entry (ref $dyn))
    (local $more i32)
    (if (local.tee $more (call $growth (table.size $dyn-stack) (global.get $dyn-sp)))
      (then (if (i32.lt_s (table.grow $dyn-stack (ref.null $dyn) (local.get $more)) (i32.const 0)) (then (unreachable)))))
    (table.set $dyn-stack (global.get $dyn-sp) (local.get $entry))
    (global.set $dyn-sp (i32.add (global.get $dyn-sp) (i32.const 1))))

  ;; --- The default prompt, to which fibers abort

  ;; A fluid's value: in the table of those that have one, whose buckets are lists of pairs, or its initial one.
  (func $fluid-value (param $fluid (ref $fluid)) (result (ref eq))
    (local $buckets (ref $values)) (local $hash i32) (local $bucket (ref eq)) (local $cell (ref $pair))
    (local.set $hash (struct.get $fluid $hash (local.get $fluid)))
    (local.set $buckets (struct.get $hash-table $buckets (global.get $current-fluids)))
    (if (i32.eqz (local.get $hash)) (then (return (struct.get $fluid $initial (local.get $fluid)))))
    (local.set $bucket
      (array.get $values (local.get $buckets) (i32.rem_u (local.get $hash) (array.len (local.get $buckets)))))
    (block $absent
      (loop $next
        (br_if $absent (i32.eqz (ref.test (ref $pair) (local.get $bucket))))
        (local.set $cell (ref.cast (ref $pair) (struct.get $pair $car (ref.cast (ref $pair) (local.get $bucket)))))
        (if (ref.eq (struct.get $pair $car (local.get $cell)) (local.get $fluid))
          (then (return (struct.get $pair $cdr (local.get $cell)))))
        (local.set $bucket (struct.get $pair $cdr (ref.cast (ref $pair) (local.get $bucket))))
        (br $next)))
    (struct.get $fluid $initial (local.get $fluid)))

  (func $push-prompt
    (call $push-dynamic
      (struct.new $dynprompt (global.get $raw-sp) (global.get $scm-sp) (global.get $ret-sp) (i32.const 0)
        (call $fluid-value
          (struct.get $parameter $fluid (ref.cast (ref $parameter) (global.get $default-prompt-tag))))
        (ref.func $aborted)))
    (call $push-return (ref.func $leave-prompt)))

  ;; Returned to when nothing aborts.
  (func $leave-prompt (type $code)
    (global.set $dyn-sp (i32.sub (global.get $dyn-sp) (i32.const 1)))
    (global.set $ret-sp (i32.sub (global.get $ret-sp) (i32.const 1)))
    (return_call_ref $code (local.get 0) (local.get 1) (local.get 2) (local.get 3)
      (ref.as_non_null (table.get $ret-stack (global.get $ret-sp)))))

  ;; What was aborted with is a procedure that takes the continuation, under a prompt of its own.
  (func $aborted (type $code)
    (call $push-prompt)
    (return_call_ref $code (i32.const 2) (local.get 2) (local.get 1) (ref.i31 (i32.const 1))
      (struct.get $proc $code (ref.cast (ref $proc) (local.get 2)))))

  ;; --- Calls

  ;; Returned to by what the host has called: of several results the first counts.
  (func $returned (type $code)
    (global.set $result
      (select (result (ref eq)) (local.get 1) (global.get $unspecified) (local.get 0))))

  (func $set-argument (param $i i32) (param $value (ref eq))
    (block $7 (block $6 (block $5 (block $4 (block $3 (block $more
      (br_table $3 $4 $5 $6 $7 $more (i32.sub (local.get $i) (i32.const 3))))
      (local.set $i (i32.sub (local.get $i) (i32.const 8)))
      (if (i32.ge_u (local.get $i) (table.size $argv))
        (then (if (i32.lt_s (table.grow $argv (ref.null eq) (i32.const 8)) (i32.const 0)) (then (unreachable)))))
      (table.set $argv (local.get $i) (local.get $value))
      (return))
      (global.set $arg3 (local.get $value)) (return))
      (global.set $arg4 (local.get $value)) (return))
      (global.set $arg5 (local.get $value)) (return))
      (global.set $arg6 (local.get $value)) (return))
    (global.set $arg7 (local.get $value)))

  ;; Calls a procedure with a list of arguments; its first result, or the unspecified value.
  (func (export "call") (param $procedure (ref eq)) (param $list (ref eq)) (result (ref eq))
    (local $count i32) (local $value (ref eq)) (local $1 (ref eq)) (local $2 (ref eq))
    (local.set $1 (ref.i31 (i32.const 0)))
    (local.set $2 (ref.i31 (i32.const 0)))
    (local.set $count (i32.const 1))
    (block $all
      (loop $next
        (br_if $all (i32.eqz (ref.test (ref $pair) (local.get $list))))
        (local.set $value (struct.get $pair $car (ref.cast (ref $pair) (local.get $list))))
        (local.set $list (struct.get $pair $cdr (ref.cast (ref $pair) (local.get $list))))
        (if (i32.eq (local.get $count) (i32.const 1)) (then (local.set $1 (local.get $value)))
          (else (if (i32.eq (local.get $count) (i32.const 2)) (then (local.set $2 (local.get $value)))
            (else (call $set-argument (local.get $count) (local.get $value))))))
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (br $next)))
    (call $push-return (ref.func $returned))
    (call $run (local.get $count) (local.get $procedure) (local.get $1) (local.get $2)
      (struct.get $proc $code (ref.cast (ref $proc) (local.get $procedure))))
    (local.set $value (global.get $result))
    (global.set $result (global.get $unspecified))
    (local.get $value))

  ;; Until it returns; what jumps out of it, but no further than to here, goes on here.
  (func $run (param $count i32) (param $0 (ref eq)) (param $1 (ref eq)) (param $2 (ref eq)) (param $code (ref $code))
    (local $base i32) (local $returns i32) (local $jump exnref)
    (local.set $base (global.get $ret-sp))
    (call $push-prompt)
    (loop $again
      (block $jumped (result i32 (ref eq) (ref eq) (ref eq) (ref $code) i32 exnref)
        (try_table (catch_ref $jump $jumped)
          (call_ref $code (local.get $count) (local.get $0) (local.get $1) (local.get $2) (local.get $code)))
        (return))
      (local.set $jump)
      (local.set $returns)
      (local.set $code) (local.set $2) (local.set $1) (local.set $0) (local.set $count)
      (if (i32.gt_s (i32.add (local.get $base) (local.get $returns)) (global.get $ret-sp))
        (then (throw_ref (local.get $jump))))
      (local.set $jump (ref.null exn))
      (br $again)))

  ;; The procedure that is the program.
  (func (export "load") (result (ref eq)) (global.get $load))
  (func (export "is_procedure") (param $value (ref eq)) (result i32) (ref.test (ref $proc) (local.get $value)))

  ;; --- Values

  (func (export "cons") (param $car (ref eq)) (param $cdr (ref eq)) (result (ref eq))
    (struct.new $mutable-pair (i32.const 0) (local.get $car) (local.get $cdr)))
  (func (export "wrap") (param $value externref) (result (ref eq))
    (struct.new $extern-ref (i32.const 0) (local.get $value)))

  ;; The numbers of enum hoot_kind.
  (func (export "kind") (param $value (ref eq)) (result i32)
    (if (ref.test (ref i31) (local.get $value)) (then (return (i32.const 0))))
    (if (ref.test (ref $flonum) (local.get $value)) (then (return (i32.const 1))))
    (if (ref.test (ref $bignum) (local.get $value)) (then (return (i32.const 2))))
    (if (ref.test (ref $complex) (local.get $value)) (then (return (i32.const 3))))
    (if (ref.test (ref $fraction) (local.get $value)) (then (return (i32.const 4))))
    (if (ref.test (ref $mutable-pair) (local.get $value)) (then (return (i32.const 5))))
    (if (ref.test (ref $pair) (local.get $value)) (then (return (i32.const 6))))
    (if (ref.test (ref $mutable-vector) (local.get $value)) (then (return (i32.const 7))))
    (if (ref.test (ref $vector) (local.get $value)) (then (return (i32.const 8))))
    (if (ref.test (ref $mutable-bytevector) (local.get $value)) (then (return (i32.const 9))))
    (if (ref.test (ref $bytevector) (local.get $value)) (then (return (i32.const 10))))
    (if (ref.test (ref $mutable-bitvector) (local.get $value)) (then (return (i32.const 11))))
    (if (ref.test (ref $bitvector) (local.get $value)) (then (return (i32.const 12))))
    (if (ref.test (ref $mutable-string) (local.get $value)) (then (return (i32.const 13))))
    (if (ref.test (ref $string) (local.get $value)) (then (return (i32.const 14))))
    (if (ref.test (ref $proc) (local.get $value)) (then (return (i32.const 15))))
    (if (ref.test (ref $symbol) (local.get $value)) (then (return (i32.const 16))))
    (if (ref.test (ref $keyword) (local.get $value)) (then (return (i32.const 17))))
    (if (ref.test (ref $variable) (local.get $value)) (then (return (i32.const 18))))
    (if (ref.test (ref $atomic-box) (local.get $value)) (then (return (i32.const 19))))
    (if (ref.test (ref $hash-table) (local.get $value)) (then (return (i32.const 20))))
    (if (ref.test (ref $weak-table) (local.get $value)) (then (return (i32.const 21))))
    (if (ref.test (ref $fluid) (local.get $value)) (then (return (i32.const 22))))
    (if (ref.test (ref $dynamic-state) (local.get $value)) (then (return (i32.const 23))))
    (if (ref.test (ref $syntax) (local.get $value)) (then (return (i32.const 24))))
    (if (ref.test (ref $syntax-transformer) (local.get $value)) (then (return (i32.const 25))))
    (if (ref.test (ref $port) (local.get $value)) (then (return (i32.const 26))))
    (if (ref.test (ref $struct) (local.get $value)) (then (return (i32.const 27))))
    (i32.const 28))

  ;; A float; the real part of a complex number, and its imaginary one.
  (func (export "real") (param $value (ref eq)) (result f64)
    (if (ref.test (ref $flonum) (local.get $value))
      (then (return (struct.get $flonum $value (ref.cast (ref $flonum) (local.get $value))))))
    (struct.get $complex $real (ref.cast (ref $complex) (local.get $value))))
  (func (export "imag") (param $value (ref eq)) (result f64)
    (struct.get $complex $imag (ref.cast (ref $complex) (local.get $value))))

  (func (export "bignum") (param $value (ref eq)) (result (ref extern))
    (struct.get $bignum $value (ref.cast (ref $bignum) (local.get $value))))

  ;; The two parts of a pair or a fraction.
  (func (export "first") (param $value (ref eq)) (result (ref eq))
    (if (ref.test (ref $fraction) (local.get $value))
      (then (return (struct.get $fraction $num (ref.cast (ref $fraction) (local.get $value))))))
    (struct.get $pair $car (ref.cast (ref $pair) (local.get $value))))
  (func (export "second") (param $value (ref eq)) (result (ref eq))
    (if (ref.test (ref $fraction) (local.get $value))
      (then (return (struct.get $fraction $denom (ref.cast (ref $fraction) (local.get $value))))))
    (struct.get $pair $cdr (ref.cast (ref $pair) (local.get $value))))

  ;; Of vectors, bytevectors and bitvectors.
  (func (export "length") (param $value (ref eq)) (result i32)
    (if (ref.test (ref $vector) (local.get $value))
      (then (return (array.len (struct.get $vector $items (ref.cast (ref $vector) (local.get $value)))))))
    (if (ref.test (ref $bytevector) (local.get $value))
      (then (return (array.len (struct.get $bytevector $items (ref.cast (ref $bytevector) (local.get $value)))))))
    (struct.get $bitvector $length (ref.cast (ref $bitvector) (local.get $value))))
  (func (export "item") (param $value (ref eq)) (param $i i32) (result (ref eq))
    (array.get $values (struct.get $vector $items (ref.cast (ref $vector) (local.get $value))) (local.get $i)))
  ;; A byte, or a bit.
  (func (export "number_at") (param $value (ref eq)) (param $i i32) (result i32)
    (if (ref.test (ref $bytevector) (local.get $value))
      (then (return (array.get_u $bytes (struct.get $bytevector $items (ref.cast (ref $bytevector) (local.get $value)))
        (local.get $i)))))
    (i32.and (i32.const 1)
      (i32.shr_u
        (array.get $words (struct.get $bitvector $items (ref.cast (ref $bitvector) (local.get $value)))
          (i32.shr_u (local.get $i) (i32.const 5)))
        (local.get $i))))

  ;; Of a string, or of the name of a symbol or keyword.
  (func (export "text") (param $value (ref eq)) (result (ref $bytes))
    (if (ref.test (ref $keyword) (local.get $value))
      (then (local.set $value (struct.get $keyword $name (ref.cast (ref $keyword) (local.get $value))))))
    (if (ref.test (ref $symbol) (local.get $value))
      (then (local.set $value (struct.get $symbol $name (ref.cast (ref $symbol) (local.get $value))))))
    (struct.get $string $bytes (ref.cast (ref $string) (local.get $value))))

  ;; --- References that the host holds on to, by numbers

  (table $held 0 externref)
  (func (export "capacity") (result i32) (table.size $held))
  (func (export "grow") (param $count i32) (result i32) (table.grow $held (ref.null extern) (local.get $count)))
  (func (export "hold") (param $i i32) (param $value externref) (table.set $held (local.get $i) (local.get $value)))
  (func (export "held") (param $i i32) (result externref) (table.get $held (local.get $i))))
