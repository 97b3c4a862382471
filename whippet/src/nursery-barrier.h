// The write barrier of collectors whose young objects lie in one range of
// addresses.  Included once struct gc_heap, which has the members of
// remembered-set.h, is defined.
#ifndef NURSERY_BARRIER_H
#define NURSERY_BARRIER_H

#include "gc-api.h"
#include "remembered-set.h"

uintptr_t gc_nursery_range_low;

int gc_object_is_old_generation_slow(struct gc_mutator *mut GC_UNUSED,
                                     struct gc_ref obj) {
  return !gc_nursery_contains(obj);
}

void gc_write_barrier_slow(struct gc_mutator *mut, struct gc_ref obj GC_UNUSED,
                           size_t obj_size GC_UNUSED, struct gc_edge edge,
                           struct gc_ref new_val GC_UNUSED) {
  remembered_add(&mut->heap->remembered, gc_edge_address(edge));
}

uintptr_t gc_small_object_nursery_low_address(struct gc_heap *heap GC_UNUSED) {
  return gc_nursery_range_low;
}

uintptr_t gc_small_object_nursery_high_address(struct gc_heap *heap GC_UNUSED) {
  return gc_nursery_range_low + GC_NURSERY_RANGE;
}

#endif // NURSERY_BARRIER_H
