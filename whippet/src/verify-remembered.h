// The check that nobody has forgotten the write barrier.  Included once struct
// gc_heap, which has the members of remembered-set.h, is defined.
#ifndef VERIFY_REMEMBERED_H
#define VERIFY_REMEMBERED_H

#include "gc-allocate.h"
#include "remembered-set.h"
#include "verify.h"

static void nursery_check_edge(struct gc_edge edge, struct gc_heap *heap,
                               void *data) {
  if (gc_nursery_contains(gc_edge_ref(edge))
      && !remembered_has(&heap->remembered, gc_edge_address(edge)))
    heap_verifier_fail(data, edge, "which is young; the slot is not in the"
                       " remembered set (a store without its barrier?)");
}

static void nursery_check_object(struct heap_verifier *v, struct gc_ref ref,
                                 const char *where) {
  v->where = where;
  v->holder = ref;
  gc_trace_object(ref, nursery_check_edge, v->heap, v);
}

static void nursery_check_run(struct heap_verifier *v, uintptr_t low,
                              uintptr_t high) {
  for (uintptr_t addr = low; addr < high;) {
    nursery_check_object(v, gc_ref(addr), "old object");
    addr += heap_verifier_size(v, gc_ref(addr));
  }
}

// Before a minor collection: whatever old object refers to a young one is in
// the remembered set.  `each_old_run` shows the small ones.
static void nursery_verify_remembered(
  struct heap_verifier *v,
  void (*each_old_run)(struct heap_verifier *v,
                       heap_verifier_run_visitor *visit)) {
  struct large_object_space *los = v->los;
  size_t fresh = v->heap->fresh_large;
  each_old_run(v, nursery_check_run);
  for (uint32_t p = los->lists[LOS_LIVE]; p; p = los->pages[p].next) {
    if (fresh) fresh--;
    else nursery_check_object(v, gc_ref(los_page_address(los, p)),
                              "large object");
  }
}

#endif // VERIFY_REMEMBERED_H
