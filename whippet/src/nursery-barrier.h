// The write barrier of collectors whose young objects lie in one range of
// addresses.  Included once struct gc_heap, which has the members of
// remembered-set.h, is defined.
#ifndef NURSERY_BARRIER_H
#define NURSERY_BARRIER_H

#include "gc-api.h"
#include "remembering-barrier.h"

uintptr_t gc_nursery_range_low;

uintptr_t gc_small_object_nursery_low_address(struct gc_heap *heap GC_UNUSED) {
  return gc_nursery_range_low;
}

uintptr_t gc_small_object_nursery_high_address(struct gc_heap *heap GC_UNUSED) {
  return gc_nursery_range_low + GC_NURSERY_RANGE;
}

#endif // NURSERY_BARRIER_H
