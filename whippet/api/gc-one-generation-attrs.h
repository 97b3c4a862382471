// The answers of collectors without generations: nothing is old, no store needs a
// barrier.
#ifndef GC_ONE_GENERATION_ATTRS_H
#define GC_ONE_GENERATION_ATTRS_H

#include "gc-attrs.h"
#include "gc-edge.h"
#include "gc-ref.h"

static inline enum gc_old_generation_check_kind
gc_old_generation_check_kind(size_t size GC_UNUSED) {
  return GC_OLD_GENERATION_CHECK_NONE;
}

static inline enum gc_write_barrier_kind
gc_write_barrier_kind(size_t size GC_UNUSED) {
  return GC_WRITE_BARRIER_NONE;
}

static inline int gc_minor_collections_until_old(void) {
  return 0;
}

static inline int gc_nursery_contains(struct gc_ref ref GC_UNUSED) {
  return 0;
}

static inline int gc_nursery_may_contain(struct gc_ref ref GC_UNUSED) {
  return 0;
}

static inline int gc_slot_is_remembered(struct gc_edge edge GC_UNUSED) {
  return 1;
}

#endif // GC_ONE_GENERATION_ATTRS_H
