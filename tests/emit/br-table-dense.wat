;; A branch table is a switch; targets that occur again share their case, and those of the default need none.
(module
  (func $f (param $x i32) (result i32)
    (block $default
      (block $two
        (block $one
          (block $zero
            (br_table $zero $one $two $default $one $default (local.get $x)))
          (return (i32.const 10)))
        (return (i32.const 11)))
      (return (i32.const 12)))
    (i32.const 13)))

;;; u32 m0_f(u32 x) {
;;;   switch (x) {
;;;     case 0u: return 10u;
;;;     case 1u: case 4u: return 11u;
;;;     case 2u: return 12u;
;;;     default: return 13u;
;;;   }
;;; }
