;; What cannot be reached is not written: after a branch, a return, a trap, to the end of its construct.
(module
  (func $f (param $x i32) (result i32)
    (block $out
      (br $out)
      (local.set $x (i32.const 1))
      (loop $never (br $never)))
    (if (local.get $x)
      (then (return (i32.const 2)) (local.set $x (i32.const 3)))
      (else (unreachable)))
    (i32.const 4)))

;;; u32 m0_f(u32 x) {
;;;   if (x) {
;;;     return 2u;
;;;   } else {
;;;     wr_trap(WR_TRAP_UNREACHABLE);
;;;   }
;;; }
