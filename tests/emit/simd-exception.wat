;; A payload is words, of which a vector takes two.
(module
  (tag $e (param i32 v128 eqref))
  (func $throw (param $v v128) (throw $e (i32.const 1) (i8x16.neg (local.get $v)) (ref.null eq)))
  (func $catch (param $v v128) (result v128) (local $caught v128)
    (block $caught (result i32 v128 eqref)
      (try_table (catch $e $caught) (call $throw (local.get $v)))
      (return (local.get $v)))
    drop
    local.set $caught
    i8x16.splat
    (i8x16.add (i8x16.add (local.get $v) (local.get $caught)))))

;;; void m0_throw(v128 v) {
;;;   wr_exception.payload[0] = 1u;
;;;   v128 v_2 = i8x16_neg(v);
;;;   wr_exception.payload[1] = wr_low(v_2);
;;;   wr_exception.payload[2] = wr_high(v_2);
;;;   wr_exception.payload[3] = wr_from_ref((ref)0);
;;;   wr_throw(&m0_e);
;;; }
;;;
;;; WR_HAS_TRY v128 m0_catch(ref *sp WR_UNUSED, v128 v) {
;;;   struct wr_handler handler;
;;;   volatile v128 v_saved = v;
;;;   u32 t1;
;;;   v128 caught;
;;;   if (!WR_TRY(handler, sp)) {
;;;     m0_throw(v);
;;;     WR_TRY_END(handler);
;;;   } else {
;;;     v = v_saved;
;;;     if (wr_exception.tag == &m0_e) {
;;;       t1 = (u32)wr_exception.payload[0];
;;;       caught = wr_to_v128(wr_exception.payload[1], wr_exception.payload[2]);
;;;       goto L1;
;;;     }
;;;     wr_throw_again();
;;;   }
;;;   return v;
;;; L1:;
;;;   return i8x16_add(i8x16_splat(t1), i8x16_add(v, caught));
;;; }
