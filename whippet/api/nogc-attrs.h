// nogc: allocates until memory is exhausted; never collects.
#ifndef NOGC_ATTRS_H
#define NOGC_ATTRS_H

#include "gc-bump-attrs.h"
#include "gc-one-generation-attrs.h"

static inline int gc_can_pin_objects(void) {
  return 1;
}

static inline int gc_can_move_objects(void) {
  return 0;
}

#endif // NOGC_ATTRS_H
