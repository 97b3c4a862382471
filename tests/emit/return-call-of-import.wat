;; The host returns, so a tail call of it is a call.
(module
  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
  (func $f (result i32) (return_call $yield)))

;;; // import wasi_snapshot_preview1.sched_yield
;;; u64 m0_yield(WR_WORDS0()) {
;;;   return wasi_sched_yield(&wr_no_memory);
;;; }
;;;
;;; u64 m0_f(WR_WORDS0()) {
;;;   return m0_yield(WR_ARGS0(sp));
;;; }
