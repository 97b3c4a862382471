// The kinds of mmc: a mostly marking collector, one mutator.
#ifndef MMC_ATTRS_H
#define MMC_ATTRS_H

#include "gc-config.h"

// If words of objects are looked at, those of pointerless ones are not: whoever
// allocates one has to say so out of line.
#define GC_NOTES_POINTERLESS GC_CONSERVATIVE_TRACE

#if GC_GENERATIONAL
#include "gc-sticky-marks-attrs.h"
#else
#include "gc-bump-attrs.h"
#include "gc-one-generation-attrs.h"
#endif

static inline int gc_can_pin_objects(void) {
  return 1;
}

static inline int gc_can_move_objects(void) {
  return !GC_CONSERVATIVE_TRACE;
}

#endif // MMC_ATTRS_H
