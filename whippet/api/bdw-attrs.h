// bdw: libgc, the conservative collector of Boehm, Demers and Weiser; one mutator.
#ifndef BDW_ATTRS_H
#define BDW_ATTRS_H

#include "gc-config.h"

#if GC_SLOT_BITS != 64
#error "bdw: libgc looks at whole words only, and its heap lies anywhere"
#endif

#include "gc-single-mutator-attrs.h"
#include "gc-one-generation-attrs.h"

// The mutator begins with free lists, one for each number of granules: of objects
// whose words may be references.  Objects without any are allocated out of line.
#define BDW_GRANULE ((size_t)16)
#define BDW_FREELISTS ((size_t)17)

static inline enum gc_inline_allocator_kind
gc_inline_allocator_kind(enum gc_allocation_kind kind) {
  switch (kind) {
  case GC_ALLOCATION_TAGGED:
  case GC_ALLOCATION_UNTAGGED_CONSERVATIVE:
    return GC_INLINE_ALLOCATOR_FREELIST;
  default:
    return GC_INLINE_ALLOCATOR_NONE;
  }
}

static inline size_t gc_allocator_small_granule_size(void) {
  return BDW_GRANULE;
}

static inline size_t gc_allocator_large_threshold(void) {
  return (BDW_FREELISTS - 1) * BDW_GRANULE;
}

static inline size_t
gc_allocator_freelist_offset(size_t size,
                             enum gc_allocation_kind kind GC_UNUSED) {
  return (size + BDW_GRANULE - 1) / BDW_GRANULE * sizeof(void *);
}

// Nothing bumps a pointer: these are never called on a path that runs.
static inline size_t gc_allocator_allocation_pointer_offset(void) {
  __builtin_trap();
}

static inline size_t gc_allocator_allocation_limit_offset(void) {
  __builtin_trap();
}

static inline enum gc_safepoint_mechanism gc_safepoint_mechanism(void) {
  return GC_SAFEPOINT_MECHANISM_SIGNAL;
}

static inline int gc_can_pin_objects(void) {
  return 1;
}

static inline int gc_can_move_objects(void) {
  return 0;
}

#endif // BDW_ATTRS_H
