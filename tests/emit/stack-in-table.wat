;; A stack in a table: one check for several pushes or pops. A call is not passed: it may make the table grow.
(module
  (type $cell (struct (field $a (mut eqref))))
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (table $stack 64 128 eqref)
  (global $top (mut i32) (i32.const 0))
  (func $push (param $x eqref) (param $y eqref) (param $z eqref)
    (local $top i32)
    (local.set $top (global.get $top))
    (global.set $top (i32.add (local.get $top) (i32.const 3)))
    (table.set $stack (local.get $top) (local.get $x))
    (table.set $stack (i32.add (local.get $top) (i32.const 1)) (local.get $y))
    (table.set $stack (i32.add (local.get $top) (i32.const 2)) (local.get $z)))
  (func $pop (param $cell (ref $cell))
    (struct.set $cell $a (local.get $cell) (table.get $stack (i32.sub (global.get $top) (i32.const 1))))
    (struct.set $cell $a (local.get $cell) (table.get $stack (i32.sub (global.get $top) (i32.const 2))))
    (global.set $top (i32.sub (global.get $top) (i32.const 2)))
    (struct.set $cell $a (local.get $cell) (table.get $stack (i32.sub (global.get $top) (i32.const 1)))))
  (func $past-a-call (param $cell (ref $cell)) (param $at i32)
    (struct.set $cell $a (local.get $cell) (table.get $stack (local.get $at)))
    (drop (call $yield))
    (struct.set $cell $a (local.get $cell) (table.get $stack (i32.add (local.get $at) (i32.const 1)))))
  (func $in-an-arm (param $cell (ref $cell)) (param $at i32)
    (struct.set $cell $a (local.get $cell) (table.get $stack (local.get $at)))
    (if (i32.eqz (local.get $at))
      (then (struct.set $cell $a (local.get $cell) (table.get $stack (i32.const 70))))
      (else
        (local.set $at (i32.mul (local.get $at) (i32.const 2)))
        (struct.set $cell $a (local.get $cell) (table.get $stack (i32.add (local.get $at) (i32.const 1)))))))
  (export "push" (func $push))
  (export "pop" (func $pop))
  (export "past" (func $past-a-call))
  (export "arm" (func $in-an-arm)))

;;; // import wasi_snapshot_preview1.sched_yield
;;; u32 m0_yield(void) {
;;;   return wasi_sched_yield(&wr_no_memory);
;;; }
;;;
;;; void m0_push(ref x, ref y, ref z) {
;;;   u32 top = m0_top;
;;;   m0_top = top + 3u;
;;;   wr_ref_table_check(&m0_stack, top, 3u);
;;;   wr_ref_table_write(&m0_stack, top, 0u, x);
;;;   wr_ref_table_write(&m0_stack, top, 1u, y);
;;;   wr_ref_table_write(&m0_stack, top, 2u, z);
;;; }
;;;
;;; void m0_pop(ref cell) {
;;;   wr_ref_table_check(&m0_stack, m0_top - 2u, 2u);
;;;   wr_field_set(ty_cell, cell, a, wr_ref_table_read(&m0_stack, m0_top - 2u, 1u));
;;;   wr_field_set(ty_cell, cell, a, wr_ref_table_read(&m0_stack, m0_top - 2u, 0u));
;;;   m0_top = m0_top - 2u;
;;;   wr_field_set(ty_cell, cell, a, wr_ref_table_get(&m0_stack, m0_top - 1u));
;;; }
;;;
;;; // $past-a-call
;;; void m0_past_a_call(ref cell, u32 at) {
;;;   wr_field_set(ty_cell, cell, a, wr_ref_table_get(&m0_stack, at));
;;;   (void)m0_yield();
;;;   wr_field_set(ty_cell, cell, a, wr_ref_table_get(&m0_stack, at + 1u));
;;; }
;;;
;;; // $in-an-arm
;;; void m0_in_an_arm(ref cell, u32 at) {
;;;   wr_field_set(ty_cell, cell, a, wr_ref_table_get(&m0_stack, at));
;;;   if (!at) {
;;;     wr_field_set(ty_cell, cell, a, wr_ref_table_get(&m0_stack, 70u));
;;;   } else {
;;;     at = at * 2u;
;;;     wr_field_set(ty_cell, cell, a, wr_ref_table_get(&m0_stack, at + 1u));
;;;   }
;;; }
