;; An operand that may trap is evaluated before the object exists: half of one must never be seen.
(module
  (type $pair (struct (field $a i32) (field $b i32)))
  (func $f (param $x i32) (param $y i32) (result (ref $pair))
    (struct.new $pair (i32.add (local.get $x) (i32.const 1)) (i32.div_s (local.get $x) (local.get $y)))))

;;; ref m0_f(ref *sp WR_UNUSED, u32 x, u32 y) {
;;;   u32 t0 = i32_div_s(x, y);
;;;   void *o = wr_allocate(sizeof(struct ty_pair));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_pair));
;;;   ref t1 = ty_pair_init(o, x + 1u, t0);
;;;   return t1;
;;; }
