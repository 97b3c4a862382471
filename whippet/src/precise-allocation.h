// How the collector's own objects are allocated, ephemerons and finalizers: their
// edges are visited one by one, and not all of them, even if any word of other
// objects may be a reference.
#ifndef PRECISE_ALLOCATION_H
#define PRECISE_ALLOCATION_H

#include "gc-allocate.h"

#ifndef COLLECTOR_ALLOCATES_PRECISE
static inline void *allocate_precise(struct gc_mutator *mut, size_t size) {
  return gc_allocate(mut, size, GC_CONSERVATIVE_TRACE
                     ? GC_ALLOCATION_TAGGED_POINTERLESS : GC_ALLOCATION_TAGGED);
}
#else
static void *allocate_precise(struct gc_mutator *mut, size_t size);
#endif

#endif // PRECISE_ALLOCATION_H
