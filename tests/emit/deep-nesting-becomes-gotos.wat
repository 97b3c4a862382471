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
;;;                                                   if (x) {
;;;                                                     if (x) {
;;;                                                       if (x) {
;;;                                                         if (x) {
;;;                                                           if (x) {
;;;                                                             if (x) {
;;;                                                               if (x) {
;;;                                                                 if (x) {
;;;                                                                   if (x) {
;;;                                                                     if (x) {
;;;                                                                       if (x) {
;;;                                                                         if (x) {
;;;                                                                           if (x) {
;;;                                                                             if (x) {
;;;                                                                               if (x) {
;;;                                                                                 if (x) {
;;;                                                                                   if (x) {
;;;                                                                                     if (x) {
;;;                                                                                       if (x) {
;;;                                                                                         if (x) {
;;;                                                                                           if (x) {
;;;                                                                                             if (x) {
;;;                                                                                               for (;;) {
;;;                                                                                                 if (x) {
;;;                                                                                                 L49:;
;;;                                                                                                   x =
;;;                                                                                                       x -
;;;                                                                                                       1u;
;;;                                                                                                   if (!y) {
;;;                                                                                                     goto else_51;
;;;                                                                                                   }
;;;                                                                                                   if (!x) {
;;;                                                                                                     goto else_52;
;;;                                                                                                   }
;;;                                                                                                   continue;
;;;                                                                                                 else_52:;
;;;                                                                                                   goto end_51;
;;;                                                                                                 else_51:;
;;;                                                                                                   if (!(x &
;;;                                                                                                       1u)) {
;;;                                                                                                     goto else_56;
;;;                                                                                                   }
;;;                                                                                                   goto L49;
;;;                                                                                                 else_56:;
;;;                                                                                                 end_51:;
;;;                                                                                                   if (!(x ==
;;;                                                                                                       9u)) {
;;;                                                                                                     goto else_60;
;;;                                                                                                   }
;;;                                                                                                   return 3u;
;;;                                                                                                 else_60:;
;;;                                                                                                 }
;;;                                                                                                 break;
;;;                                                                                               }
;;;                                                                                             }
;;;                                                                                           }
;;;                                                                                         }
;;;                                                                                       }
;;;                                                                                     }
;;;                                                                                   }
;;;                                                                                 }
;;;                                                                               }
;;;                                                                             }
;;;                                                                           }
;;;                                                                         }
;;;                                                                       }
;;;                                                                     }
;;;                                                                   }
;;;                                                                 }
;;;                                                               }
;;;                                                             }
;;;                                                           }
;;;                                                         }
;;;                                                       }
;;;                                                     }
;;;                                                   }
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
