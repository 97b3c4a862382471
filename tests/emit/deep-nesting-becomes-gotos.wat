;; Past 48 levels of braces, loops and ifs are labels and gotos: clang reads 256 levels.
(module
  (func $f (param $x i32) (param $y i32) (result i32)
    (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then (if (local.get $x) (then
      (loop $again (if (local.get $x) (then
        (loop $inner
          (local.set $x (i32.sub (local.get $x) (i32.const 1)))
          (if (local.get $y)
            (then (br_if $again (local.get $x)))
            (else (br_if $inner (i32.and (local.get $x) (i32.const 1)))))
          (if (i32.eq (local.get $x) (i32.const 9)) (then (return (i32.const 3))))))))
    ))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))
    (local.get $y)))

;;; u32 m0_f(u32 x, u32 y) {
;;;   if (x) {
;;;     if (x) {
;;;       if (x) {
;;;         if (x) {
;;;           if (x) {
;;;             if (x) {
;;;               if (x) {
;;;                 if (x) {
;;;                   if (x) {
;;;                     if (x) {
;;;                       if (x) {
;;;                         if (x) {
;;;                           if (x) {
;;;                             if (x) {
;;;                               if (x) {
;;;                                 if (x) {
;;;                                   if (x) {
;;;                                     if (x) {
;;;                                       if (x) {
;;;                                         if (x) {
;;;                                           if (x) {
;;;                                             if (x) {
;;;                                               if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 if (x) {
;;;                                                 for (;;) {
;;;                                                 if (x) {
;;;                                               L49:;
;;;                                                 x = x - 1u;
;;;                                                 if (y) {
;;;                                                 if (x) continue;
;;;                                                 } else if (x & 1u) {
;;;                                                 goto L49;
;;;                                                 }
;;;                                                 if (x == 9u) return 3u;
;;;                                                 }
;;;                                                 break;
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                                 }
;;;                                               }
;;;                                             }
;;;                                           }
;;;                                         }
;;;                                       }
;;;                                     }
;;;                                   }
;;;                                 }
;;;                               }
;;;                             }
;;;                           }
;;;                         }
;;;                       }
;;;                     }
;;;                   }
;;;                 }
;;;               }
;;;             }
;;;           }
;;;         }
;;;       }
;;;     }
;;;   }
;;;   return y;
;;; }
