;; What a field refers to is known as long as the variable keeps the object, if nobody may set the field: its type, its length.
(module
  (import "" "work" (func $work (param eqref)))
  (type $list (array (mut eqref)))
  (type $env (struct (field $fixed eqref) (field $changing (mut eqref)) (field $list (ref $list))))
  (func $cast (param $e (ref $env)) (param $f (ref $env))
    (call $work (ref.cast (ref $list) (struct.get $env $fixed (local.get $e))))
    (call $work (ref.cast (ref $list) (struct.get $env $fixed (local.get $e))))
    (call $work (ref.cast (ref $list) (struct.get $env $changing (local.get $e))))
    (call $work (ref.cast (ref $list) (struct.get $env $changing (local.get $e))))
    (local.set $e (local.get $f))
    (call $work (ref.cast (ref $list) (struct.get $env $fixed (local.get $e)))))
  (func $length (param $e (ref $env)) (result eqref)
    (drop (ref.cast (ref $list) (array.get $list (struct.get $env $list (local.get $e)) (i32.const 0))))
    (call $work (array.get $list (struct.get $env $list (local.get $e)) (i32.const 2)))
    (array.get $list (struct.get $env $list (local.get $e)) (i32.const 1))))

;;; // import .work
;;; void m0_work(ref x0 WR_UNUSED) {
;;;   wr_unknown_import("", "work");
;;; }
;;;
;;; void m0_cast(ref e, ref f) {
;;;   m0_work(wr_as_any_eq(slot_ref(ty_env(e)->fixed), ty_list_range));
;;;   m0_work(slot_ref(ty_env(e)->fixed));
;;;   m0_work(wr_as_any_eq(slot_ref(ty_env(e)->changing), ty_list_range));
;;;   m0_work(wr_as_any_eq(slot_ref(ty_env(e)->changing), ty_list_range));
;;;   e = f;
;;;   m0_work(wr_as_any_eq(slot_ref(ty_env(e)->fixed), ty_list_range));
;;; }
;;;
;;; ref m0_length(ref e) {
;;;   (void)wr_as_any_eq(ty_list_get_of(slot_ref(ty_env(e)->list), 0u, 3u), ty_list_range);
;;;   m0_work(ty_list_read(slot_ref(ty_env(e)->list), 2u));
;;;   return ty_list_read(slot_ref(ty_env(e)->list), 1u);
;;; }
