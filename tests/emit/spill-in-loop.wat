;; What is alive across a loop's back edge is spilled at the call inside; the new object is not alive before it is made.
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
;;;   if (wr_unlikely(!o)) {
;;;     sp[0] = x;
;;;     o = wr_allocate_slow(sp + 1, sizeof(struct ty_list));
;;;     x = sp[0];
;;;   }
;;;   ref t0 = ty_list_init(o, x, (ref)0);
;;;   return t0;
;;; }
;;;
;;; ref m0_map(ref *sp WR_UNUSED, ref l) {
;;;   ref r = (ref)0;
;;;   ref h;
;;;   for (;;) {
;;;     if (!l) break;
;;;     sp[0] = l;
;;;     sp[1] = r;
;;;     h = m0_work(sp + 2, slot_ref(ty_list(l)->head));
;;;     l = sp[0];
;;;     r = sp[1];
;;;     void *o = wr_allocate(sizeof(struct ty_list));
;;;     if (wr_unlikely(!o)) {
;;;       sp[0] = l;
;;;       sp[1] = r;
;;;       sp[2] = h;
;;;       o = wr_allocate_slow(sp + 3, sizeof(struct ty_list));
;;;       l = sp[0];
;;;       r = sp[1];
;;;       h = sp[2];
;;;     }
;;;     r = ty_list_init(o, h, r);
;;;     l = slot_ref(ty_list(l)->tail);
;;;   }
;;;   return r;
;;; }
