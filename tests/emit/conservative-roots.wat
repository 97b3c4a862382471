;; The collector looks through the C stack: nothing is spilled, not even for an allocation's slow path.
;;! roots = "conservative"
(module
  (type $list (struct (field $head eqref) (field $tail (ref null $list))))
  (func $work (param $x eqref) (result eqref) (struct.new $list (local.get $x) (ref.null $list)))
  (func $map (param $l (ref null $list)) (result (ref null $list)) (local $r (ref null $list)) (local $h eqref)
    (block $done
      (loop $next
        (br_if $done (ref.is_null (local.get $l)))
        (local.set $h (call $work (struct.get $list $head (local.get $l))))
        (local.set $r (struct.new $list (local.get $h) (local.get $r)))
        (local.set $l (struct.get $list $tail (local.get $l)))
        (br $next)))
    (local.get $r)))

;;; inline ref m0_work(ref *sp WR_UNUSED, ref x) {
;;;   void *o = wr_allocate(sizeof(struct ty_list));
;;;   if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_list));
;;;   ref t0 = ty_list_init(o, x, (ref)0);
;;;   return t0;
;;; }
;;;
;;; ref m0_map(ref *sp WR_UNUSED, ref l) {
;;;   ref r = (ref)0;
;;;   ref h;
;;;   for (;;) {
;;;     if (!l) break;
;;;     h = m0_work(sp, slot_ref(ty_list(l)->head));
;;;     void *o = wr_allocate(sizeof(struct ty_list));
;;;     if (wr_unlikely(!o)) o = wr_allocate_slow(sp, sizeof(struct ty_list));
;;;     r = ty_list_init(o, h, r);
;;;     l = slot_ref(ty_list(l)->tail);
;;;   }
;;;   return r;
;;; }
