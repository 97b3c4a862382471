//   promise    an array of references: null or its outcome, the value, the first of its reactions
//   reaction   an array of references: a procedure for each outcome, the next reaction
#include "promises.h"

#include "alloc.h"
#include "cast.h"
#include "events.h"

#include "hoot.h"

// In entry.c; also of reactions, which no program sees.
extern const u32 hoot_promise_type;

enum { PROMISE_OUTCOME, PROMISE_VALUE, PROMISE_REACTIONS, PROMISE_SLOTS };
enum { REACTION_NEXT = HOOT_REJECTED + 1, REACTION_SLOTS };

static slot *promise_item(ref array, u32 i) { return (slot *)wr_array_items(array) + i; }
static ref promise_get(ref array, u32 i) { return slot_ref(*promise_item(array, i)); }
static void promise_set(ref array, u32 i, ref value) { wr_element_set(array, promise_item(array, i), value); }

ref hoot_promise_new(ref *sp) {
  return wr_array_new_default(sp, hoot_promise_type, PROMISE_SLOTS, WR_SLOT_SHIFT);
}

static ref reaction_new(ref *sp, ref resolved, ref rejected) {
  sp[0] = resolved;
  sp[1] = rejected;
  ref reaction = wr_array_new_default(sp + 2, hoot_promise_type, REACTION_SLOTS, WR_SLOT_SHIFT);
  promise_set(reaction, HOOT_RESOLVED, sp[0]);
  promise_set(reaction, HOOT_REJECTED, sp[1]);
  return reaction;
}

// Reactions come in the order in which they were asked for.
static void add_reaction(ref promise, ref reaction) {
  ref last = promise_get(promise, PROMISE_REACTIONS);
  if (!last) {
    promise_set(promise, PROMISE_REACTIONS, reaction);
    return;
  }
  for (ref next; (next = promise_get(last, REACTION_NEXT));) last = next;
  promise_set(last, REACTION_NEXT, reaction);
}

void hoot_promise_on_completed(ref *sp, ref promise, ref resolved, ref rejected) {
  sp[0] = wr_as_any(promise, hoot_promise_type, 0);
  ref outcome = promise_get(promise, PROMISE_OUTCOME);
  if (outcome) {
    ref procedure = outcome == wr_host_ref(HOOT_RESOLVED) ? resolved : rejected;
    hoot_call_later(sp + 1, procedure, promise_get(promise, PROMISE_VALUE));
    return;
  }
  ref reaction = reaction_new(sp + 1, resolved, rejected);
  add_reaction(sp[0], reaction);
}

void hoot_promise_settle(ref *sp, ref promise, enum hoot_outcome outcome, ref value) {
  sp[0] = value;
  promise_set(promise, PROMISE_OUTCOME, wr_host_ref(outcome));
  promise_set(promise, PROMISE_VALUE, value);
  sp[1] = promise_get(promise, PROMISE_REACTIONS);
  promise_set(promise, PROMISE_REACTIONS, 0);
  while (sp[1]) {
    hoot_call_later(sp + 2, promise_get(sp[1], outcome), sp[0]);
    sp[1] = promise_get(sp[1], REACTION_NEXT);
  }
}
