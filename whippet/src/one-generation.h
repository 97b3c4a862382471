// The write barrier of collectors that have none: the attrs say that the inline
// halves of these are never taken.
#ifndef ONE_GENERATION_H
#define ONE_GENERATION_H

#include "gc-api.h"

int gc_object_is_old_generation_slow(struct gc_mutator *mut GC_UNUSED,
                                     struct gc_ref obj GC_UNUSED) {
  return 0;
}

void gc_write_barrier_slow(struct gc_mutator *mut GC_UNUSED,
                           struct gc_ref obj GC_UNUSED,
                           size_t obj_size GC_UNUSED,
                           struct gc_edge edge GC_UNUSED,
                           struct gc_ref new_val GC_UNUSED) {}

uintptr_t gc_small_object_nursery_low_address(struct gc_heap *h GC_UNUSED) {
  return 0;
}

uintptr_t gc_small_object_nursery_high_address(struct gc_heap *h GC_UNUSED) {
  return 0;
}

#endif // ONE_GENERATION_H
