;; Pure operands nest into their users as deep as they come; no temporary, and only the parentheses that C or its
;; compilers ask for.
(module
  (func $mix (param $x i32) (param $y i32) (result i32)
    (i32.xor
      (i32.mul
        (i32.add (local.get $x) (i32.const 1))
        (i32.sub (local.get $y) (i32.and (local.get $x) (i32.const 255))))
      (i32.or
        (i32.lt_u (local.get $x) (local.get $y))
        (i32.eqz (i32.rotl (local.get $x) (local.get $y)))))))

;;; u32 m0_mix(u32 x, u32 y) {
;;;   return ((x + 1u) * (y - (x & 255u))) ^ ((u32)(x < y) | (u32)!i32_rotl(x, y));
;;; }
