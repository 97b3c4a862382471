// The write barrier's slow half: the fast one has found that a young value is to be
// stored into an old object.  Included once struct gc_heap, which has the members
// of remembered-set.h, is defined.
#ifndef REMEMBERING_BARRIER_H
#define REMEMBERING_BARRIER_H

#include "gc-api.h"
#include "remembered-set.h"

int gc_object_is_old_generation_slow(struct gc_mutator *mut GC_UNUSED,
                                     struct gc_ref obj) {
  return !gc_nursery_contains(obj);
}

void gc_write_barrier_slow(struct gc_mutator *mut, struct gc_ref obj GC_UNUSED,
                           size_t obj_size GC_UNUSED, struct gc_edge edge,
                           struct gc_ref new_val GC_UNUSED) {
  remembered_add(&mut->heap->remembered, gc_edge_address(edge));
}

#endif // REMEMBERING_BARRIER_H
