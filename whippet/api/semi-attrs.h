// semi: two semispaces, Cheney's copying collection, one mutator.
#ifndef SEMI_ATTRS_H
#define SEMI_ATTRS_H

#include "gc-bump-attrs.h"
#include "gc-one-generation-attrs.h"

static inline int gc_can_pin_objects(void) {
  return 0;
}

static inline int gc_can_move_objects(void) {
  return 1;
}

#endif // SEMI_ATTRS_H
