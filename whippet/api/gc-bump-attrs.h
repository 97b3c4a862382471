// The answers that the bump-allocating, single-mutator collectors have in
// common.  Included by their attrs headers; those without generations have more
// in common, gc-one-generation-attrs.h.
#ifndef GC_BUMP_ATTRS_H
#define GC_BUMP_ATTRS_H

#include "gc-single-mutator-attrs.h"

#ifndef GC_NOTES_POINTERLESS
#define GC_NOTES_POINTERLESS 0
#endif

static inline enum gc_inline_allocator_kind
gc_inline_allocator_kind(enum gc_allocation_kind kind) {
  switch (kind) {
  case GC_ALLOCATION_TAGGED:
    return GC_INLINE_ALLOCATOR_BUMP_POINTER;
  case GC_ALLOCATION_TAGGED_POINTERLESS:
    return GC_NOTES_POINTERLESS ? GC_INLINE_ALLOCATOR_NONE
      : GC_INLINE_ALLOCATOR_BUMP_POINTER;
  default:
    return GC_INLINE_ALLOCATOR_NONE;
  }
}

static inline size_t gc_allocator_small_granule_size(void) {
  return GC_GRANULE;
}

static inline size_t gc_allocator_large_threshold(void) {
  return 8192;
}

static inline size_t gc_allocator_allocation_pointer_offset(void) {
  return offsetof(struct gc_bump_allocator, hp);
}

static inline size_t gc_allocator_allocation_limit_offset(void) {
  return offsetof(struct gc_bump_allocator, limit);
}

// No free lists: never called on a path that runs.
static inline size_t
gc_allocator_freelist_offset(size_t size GC_UNUSED,
                             enum gc_allocation_kind kind GC_UNUSED) {
  __builtin_trap();
}

static inline enum gc_safepoint_mechanism gc_safepoint_mechanism(void) {
  return GC_SAFEPOINT_MECHANISM_COOPERATIVE;
}

#endif // GC_BUMP_ATTRS_H
