;; 10^7 tail calls with more parameters than travel in registers, of all types, permuted on the way; and between functions that
;; take many and few.
;;! clang = true
;;! stress = 100
(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (type $box (struct (field i32)))
  (func $check (param $number i32) (param $ok i32)
    (if (i32.eqz (local.get $ok)) (then (call $proc_exit (local.get $number)))))
  (func $turn (param $n i32) (param $a i64) (param $b i64) (param $c i64) (param $d f64) (param $e f64) (param $f f32) (param $g i32) (result f64)
    (if (i32.eqz (local.get $n))
      (then (return
        (f64.add (f64.add (f64.convert_i64_s (i64.add (local.get $a) (i64.mul (local.get $b) (i64.const 10))))
                          (f64.convert_i64_s (i64.mul (local.get $c) (i64.const 100))))
                 (f64.add (f64.add (f64.mul (local.get $d) (f64.const 1000)) (f64.mul (local.get $e) (f64.const 10000)))
                          (f64.add (f64.mul (f64.promote_f32 (local.get $f)) (f64.const 100000))
                                   (f64.mul (f64.convert_i32_s (local.get $g)) (f64.const 1000000))))))))
    (return_call $turn (i32.sub (local.get $n) (i32.const 1)) (local.get $b) (local.get $c) (local.get $a)
      (local.get $e) (local.get $d) (local.get $f) (i32.rem_u (i32.add (local.get $g) (i32.const 1)) (i32.const 3))))
  (func $many (param $a (ref $box)) (param $b (ref $box)) (param $c (ref $box)) (param $d (ref $box)) (param $e (ref $box))
      (param $f (ref $box)) (param $g (ref $box)) (param $n i32) (result (ref $box))
    (if (i32.eqz (local.get $n)) (then (return (local.get $g))))
    (return_call $few (i32.sub (local.get $n) (i32.const 1)) (local.get $f)))
  (func $few (param $n i32) (param $x (ref $box)) (result (ref $box))
    (if (i32.eqz (local.get $n)) (then (return (local.get $x))))
    (return_call $many (struct.new $box (i32.const 0)) (struct.new $box (i32.const 1)) (struct.new $box (i32.const 2)) (struct.new $box (i32.const 3))
      (struct.new $box (i32.const 4)) (struct.new $box (i32.add (struct.get $box 0 (local.get $x)) (i32.const 1))) (struct.new $box (i32.const 6))
      (i32.sub (local.get $n) (i32.const 1))))
  (func (export "_start")
    (call $check (i32.const 1)
      (f64.eq (call $turn (i32.const 10000000) (i64.const 1) (i64.const 2) (i64.const 3) (f64.const 4) (f64.const 5) (f32.const 6) (i32.const 0))
              (f64.const 1654132)))
    (call $check (i32.const 2) (i32.eq (struct.get $box 0 (call $few (i32.const 2000) (struct.new $box (i32.const 0)))) (i32.const 1000)))
    (call $check (i32.const 3) (i32.eq (struct.get $box 0 (call $few (i32.const 2001) (struct.new $box (i32.const 0)))) (i32.const 6)))))
