// How the collector's own objects are allocated, ephemerons and finalizers: their
// edges are visited one by one, and not all of them, even if any word of other
// objects may be a reference.
#ifndef PRECISE_ALLOCATION_H
#define PRECISE_ALLOCATION_H

#include "gc-allocation-kind.h"
#include "gc-config.h"

#define PRECISE_ALLOCATION                                              \
  (GC_CONSERVATIVE_TRACE ? GC_ALLOCATION_TAGGED_POINTERLESS             \
                         : GC_ALLOCATION_TAGGED)

#endif // PRECISE_ALLOCATION_H
