// nursery-mmc: a copying nursery in front of mmc's spaces, one mutator.
#ifndef NURSERY_MMC_ATTRS_H
#define NURSERY_MMC_ATTRS_H

#include "gc-nursery-attrs.h"

static inline int gc_minor_collections_until_old(void) {
  return 1;
}

static inline int gc_can_pin_objects(void) {
  return 0;
}

static inline int gc_can_move_objects(void) {
  return 1;
}

#endif // NURSERY_MMC_ATTRS_H
