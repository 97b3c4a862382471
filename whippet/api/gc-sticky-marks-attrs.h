// The answers of collectors whose marks outlast the collection: what has none
// was born since.
#ifndef GC_STICKY_MARKS_ATTRS_H
#define GC_STICKY_MARKS_ATTRS_H

#include "gc-bump-attrs.h"
#include "gc-recent-slots.h"
#include "gc-ref.h"

// A bit per granule of the heap's reservation: it is set at the start of every
// old object, and not at that of a young one.
struct gc_sticky_marks {
  uintptr_t low;         // of the reservation
  uintptr_t words;       // in it, of 8 bytes each
  const uint64_t *bits;
};

extern GC_INTERNAL struct gc_sticky_marks gc_sticky_marks;

// Any reference will do: null and the static lie elsewhere, and the low bits of
// an immediate, once rotated to the top, make it larger than the reservation.
static inline int gc_nursery_contains(struct gc_ref ref) {
  uintptr_t offset = gc_ref_value(ref) - gc_sticky_marks.low;
  uintptr_t word = offset >> 3 | offset << (8 * sizeof offset - 3);
  if (word >= gc_sticky_marks.words) return 0;
  size_t granule = offset / GC_GRANULE;
  return !(gc_sticky_marks.bits[granule / 64] >> (granule % 64) & 1);
}

static inline int gc_minor_collections_until_old(void) {
  return 1;
}

static inline int gc_nursery_may_contain(struct gc_ref ref) {
  return gc_nursery_contains(ref);
}

static inline enum gc_old_generation_check_kind
gc_old_generation_check_kind(size_t size GC_UNUSED) {
  return GC_OLD_GENERATION_CHECK_MARK_BIT;
}

static inline enum gc_write_barrier_kind
gc_write_barrier_kind(size_t size GC_UNUSED) {
  return GC_WRITE_BARRIER_NURSERY;
}

#endif // GC_STICKY_MARKS_ATTRS_H
