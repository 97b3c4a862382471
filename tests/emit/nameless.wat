;; Without a name section things are called by their index; an export's name is better than nothing.
(module
  (type (struct (field i32) (field (mut i32))))
  (global (mut i32) (i32.const 0))
  (func (param i32) (param i32) (result i32) (local i32)
    (local.set 2 (i32.mul (local.get 0) (local.get 1)))
    (global.set 0 (local.get 2))
    (i32.add (local.get 2) (call 1 (local.get 2))))
  (func (export "twice") (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1))))

;;; u32 m0_f0(u32 x0, u32 x1) {
;;;   u32 x2 = x0 * x1;
;;;   m0_global0 = x2;
;;;   u32 t1 = m0_twice(x2);
;;;   return x2 + t1;
;;; }
;;;
;;; inline u32 m0_twice(u32 x0) {
;;;   return x0 << 1;
;;; }
