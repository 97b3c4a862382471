// pcc: parallel copying of blocks, one mutator.
#ifndef PCC_ATTRS_H
#define PCC_ATTRS_H

#include "gc-config.h"

#if GC_GENERATIONAL
#include "gc-nursery-attrs.h"

static inline int gc_minor_collections_until_old(void) {
  return 2;
}
#else
#include "gc-bump-attrs.h"
#include "gc-one-generation-attrs.h"
#endif

static inline int gc_can_pin_objects(void) {
  return 0;
}

static inline int gc_can_move_objects(void) {
  return 1;
}

#endif // PCC_ATTRS_H
