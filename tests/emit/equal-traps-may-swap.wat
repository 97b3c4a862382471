;; Two loads trap alike: nobody can tell which did, so they nest.
(module
  (memory 1)
  (func $f (param $x i32) (param $y i32) (result i32)
    (i32.add (i32.load (local.get $x)) (i32.load (local.get $y)))))

;;; u32 m0_f(u32 x, u32 y) {
;;;   return i32_load(&m0_memory0, x, 0ull) + i32_load(&m0_memory0, y, 0ull);
;;; }
