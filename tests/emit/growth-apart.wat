;; What grows a stack whenever it is called stays out of the functions that push: it is WR_COLD for all who call it, and `inline`
;; stands before the check only. Not what is called in any case: whoever calls it would be cold as well, with all its loops.
(module
  (global $sp (mut i32) (i32.const 0))
  (table $stack 16 eqref)
  (func $grow
    (if (i32.eq (i32.const -1)
          (table.grow $stack (ref.null eq) (i32.sub (global.get $sp) (table.size $stack))))
      (then (unreachable))))
  (func $check (if (i32.lt_u (table.size $stack) (global.get $sp)) (then (call $grow))))
  (func $push (export "push") (param $value eqref) (local $at i32)
    (local.set $at (global.get $sp))
    (global.set $sp (i32.add (local.get $at) (i32.const 1)))
    (call $check)
    (table.set $stack (local.get $at) (local.get $value)))
  (func $enlarge (drop (table.grow $stack (ref.null eq) (i32.const 9))))
  (func (export "main") (param $n i32)
    (if (i32.eqz (local.get $n)) (then (local.set $n (i32.const 5))))
    (call $enlarge)
    (loop $again
      (call $push (ref.null eq))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))

;;; WR_COLD void m0_grow(void) {
;;;   u32 t0 = wr_ref_table_grow(&m0_stack, (ref)0, m0_sp_ - wr_ref_table_size(&m0_stack));
;;;   if (4294967295u == t0) wr_trap(WR_TRAP_UNREACHABLE);
;;; }
;;;
;;; inline void m0_check(void) {
;;;   if (wr_ref_table_size(&m0_stack) < m0_sp_) m0_grow();
;;; }
;;;
;;; inline void m0_push(ref value) {
;;;   u32 at = m0_sp_;
;;;   m0_sp_ = at + 1u;
;;;   m0_check();
;;;   wr_ref_table_set(&m0_stack, at, value);
;;; }
;;;
;;; inline void m0_enlarge(void) {
;;;   (void)wr_ref_table_grow(&m0_stack, (ref)0, 9u);
;;; }
;;;
;;; void m0_main_(u32 n) {
;;;   if (!n) n = 5u;
;;;   m0_enlarge();
;;;   for (;;) {
;;;     m0_push((ref)0);
;;;     n = n - 1u;
;;;     if (!n) break;
;;;   }
;;; }
