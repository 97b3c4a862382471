// The answers of collectors whose young objects lie in one range of addresses: a
// store needs a barrier if it puts a young value into an old object.
#ifndef GC_NURSERY_ATTRS_H
#define GC_NURSERY_ATTRS_H

#include "gc-bump-attrs.h"
#include "gc-recent-slots.h"
#include "gc-ref.h"

// The collector's own: how many minor collections an object survives before it is
// old.
static inline int gc_minor_collections_until_old(void);

// Young objects lie in this range, of which the nursery is a part.
#define GC_NURSERY_RANGE ((uintptr_t)64 << 20)

extern GC_INTERNAL uintptr_t gc_nursery_range_low;

// Any reference will do: null and the static lie elsewhere, and the low bits of
// an immediate, once rotated to the top, make it larger than the range.
static inline int gc_nursery_contains(struct gc_ref ref) {
  uintptr_t offset = gc_ref_value(ref) - gc_nursery_range_low;
  return (offset >> 3 | offset << (8 * sizeof offset - 3))
    < GC_NURSERY_RANGE >> 3;
}

// For the write barrier, which may be wrong about an immediate: a slot is looked at
// again before anything comes of it.  Right about everything else.
static inline int gc_nursery_may_contain(struct gc_ref ref) {
  return gc_ref_value(ref) - gc_nursery_range_low < GC_NURSERY_RANGE;
}

static inline enum gc_old_generation_check_kind
gc_old_generation_check_kind(size_t size GC_UNUSED) {
  return GC_OLD_GENERATION_CHECK_SMALL_OBJECT_NURSERY;
}

static inline enum gc_write_barrier_kind
gc_write_barrier_kind(size_t size GC_UNUSED) {
  return GC_WRITE_BARRIER_NURSERY;
}

#endif // GC_NURSERY_ATTRS_H
