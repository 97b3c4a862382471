;; The loop of style.md: branches to the loop continue it, those to the block around it break it, without a goto.
(module
  (type $cell (struct (field $car (mut eqref)) (field $cdr (mut eqref))))
  (func $len (param $l eqref) (result i32) (local $n i32)
    (block $done (loop $next
      (br_if $done (i32.eqz (ref.test (ref $cell) (local.get $l))))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (local.set $l (struct.get $cell $cdr (ref.cast (ref $cell) (local.get $l))))
      (br $next)))
    (local.get $n)))

;;; u32 m0_len(ref l) {
;;;   u32 n = 0u;
;;;   for (;;) {
;;;     if (!wr_is_any_eq(l, ty_cell_range)) break;
;;;     n = n + 1u;
;;;     l = slot_ref(ty_cell(l)->cdr);
;;;   }
;;;   return n;
;;; }
