;; Functions that call themselves whichever way they take (a trap is none, nor is what a constant decides): no compiler may
;; see it and warn, or make a loop of it.
(module
  (func $runaway (call $runaway))
  (func $by_either_arm (param $x i32) (result i32)
    (if (local.get $x) (then (return (call $by_either_arm (i32.const 0)))))
    (call $by_either_arm (i32.const 1)))
  (func $or_traps (param $x i32) (if (local.get $x) (then (unreachable))) (call $or_traps (local.get $x)))
  (func $jumps (param $x i64) (result i64) (return_call $jumps (i64.add (local.get $x) (i64.const 1))))
  (func $there (call $back))
  (func $back (call $there))
  (type $f (func (param i32)))
  (elem declare func $by_reference)
  (func $by_reference (type $f) (call_ref $f (local.get 0) (ref.func $by_reference)))
  (func $decided (param $x i32) (local $zero i32)
    (if (local.get $zero) (then (return)))
    (call $decided (local.get $x)))
  (func $returns (param $x i32) (if (local.get $x) (then (call $returns (i32.const 0))))))

;;; void m0_runaway(void) {
;;;   WR_UNSEEN(m0_runaway)();
;;;   WR_KEEP_CALL;
;;; }
;;;
;;; u32 m0_by_either_arm(u32 x) {
;;;   if (x) {
;;;     u32 t0 = WR_UNSEEN(m0_by_either_arm)(0u);
;;;     WR_KEEP_CALL;
;;;     return t0;
;;;   }
;;;   u32 t1 = WR_UNSEEN(m0_by_either_arm)(1u);
;;;   WR_KEEP_CALL;
;;;   return t1;
;;; }
;;;
;;; void m0_or_traps(u32 x) {
;;;   if (x) wr_trap(WR_TRAP_UNREACHABLE);
;;;   WR_UNSEEN(m0_or_traps)(x);
;;;   WR_KEEP_CALL;
;;; }
;;;
;;; u64 m0_jumps(WR_WORDS1(x_word)) {
;;;   u64 x = x_word;
;;;   WR_TAIL return WR_UNSEEN(m0_jumps)(WR_ARGS1(sp, x + 1ull));
;;; }
;;;
;;; void m0_there(void) {
;;;   WR_UNSEEN(m0_back)();
;;;   WR_KEEP_CALL;
;;; }
;;;
;;; void m0_back(void) {
;;;   WR_UNSEEN(m0_there)();
;;;   WR_KEEP_CALL;
;;; }
;;;
;;; u64 m0_by_reference(WR_WORDS1(x0_word)) {
;;;   u32 x0 = (u32)x0_word;
;;;   (void)WR_CALL1(wr_unseen((wr_code)m0_by_reference), sp, x0);
;;;   WR_KEEP_CALL;
;;;   return 0ull;
;;; }
;;;
;;; void m0_decided(u32 x) {
;;;   u32 zero = 0u;
;;;   if (zero) return;
;;;   WR_UNSEEN(m0_decided)(x);
;;;   WR_KEEP_CALL;
;;; }
;;;
;;; void m0_returns(u32 x) {
;;;   if (x) {
;;;     m0_returns(0u);
;;;     WR_KEEP_CALL;
;;;   }
;;; }
