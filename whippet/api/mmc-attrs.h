// mmc: a mostly marking collector, one mutator.
#ifndef MMC_ATTRS_H
#define MMC_ATTRS_H

#include "gc-one-generation-attrs.h"

static inline int gc_can_pin_objects(void) {
  return 0;
}

static inline int gc_can_move_objects(void) {
  return 1;
}

#endif // MMC_ATTRS_H
