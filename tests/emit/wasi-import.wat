;; A WASI function gets the module's memory, and the Wasm arguments as they are.
(module
  (import "wasi_snapshot_preview1" "fd_close" (func $fd_close (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func $f (param $fd i32)
    (call $exit (call $fd_close (local.get $fd)))))

;;; // import wasi_snapshot_preview1.fd_close
;;; u32 m0_fd_close(u32 x0 WR_UNUSED) {
;;;   return wasi_fd_close(&m0_memory0, x0);
;;; }
;;;
;;; // import wasi_snapshot_preview1.proc_exit
;;; void m0_exit_(u32 x0 WR_UNUSED) {
;;;   wasi_proc_exit(&m0_memory0, x0);
;;; }
;;;
;;; void m0_f(u32 fd) {
;;;   u32 t0 = m0_fd_close(fd);
;;;   m0_exit_(t0);
;;; }
