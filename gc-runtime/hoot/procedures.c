// The module ffi: procedures that go to the host and come back.
#include "procedures.h"

#include "alloc.h"
#include "cast.h"
#include "events.h"
#include "reflect.h"

#include "hoot.h"

static ref procedure_new(ref *sp, ref procedure) {
  sp[0] = procedure;
  ref object = wr_array_new(sp + 1, hoot_procedure_type, 1, WR_SLOT_SHIFT);
  *(slot *)wr_array_items(object) = ref_slot(sp[0]);
  return object;
}

ref hoot_own_procedure(ref *sp, enum hoot_own_procedure which) {
  return procedure_new(sp, wr_host_ref(2 * (u64)which));
}

ref hoot_procedure_to_extern(ref *sp, ref procedure) {
  return procedure_new(sp, procedure);
}

u32 hoot_is_extern_func(ref external) {
  return wr_is_any(external, hoot_procedure_type, 0);
}

ref hoot_procedure_call(ref *sp, ref external, ref list) {
  ref procedure = slot_ref(*(slot *)wr_array_items(wr_as_any(external, hoot_procedure_type, 0)));
  if (!wr_is_host_ref(procedure)) return hoot_call(sp, procedure, list);
  // As in JavaScript, where an argument that is not passed is the undefined value.
  ref value = list == HOOT_NIL ? HOOT_UNSPECIFIED : hoot_first(sp, list);
  hoot_settle(sp, value, procedure == wr_host_ref(2 * HOOT_REJECT));
  return HOOT_UNSPECIFIED;
}

ref hoot_call_extern(ref *sp, ref external, ref list) {
  return hoot_procedure_call(sp, external, list);
}

void hoot_promise_complete(ref *sp, ref external, ref value) {
  sp[0] = external;
  ref list = hoot_cons(sp + 1, value, HOOT_NIL);
  hoot_procedure_call(sp + 1, sp[0], list);
}
