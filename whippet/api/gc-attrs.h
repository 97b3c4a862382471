// The vocabulary in which a collector describes itself to user code.  Each
// <collector>-attrs.h answers every question of this file with an inline
// function, so that the branches in gc-allocate.h, gc-barrier.h and
// gc-safepoint.h fold to the one that is needed.
#ifndef GC_ATTRS_H
#define GC_ATTRS_H

#include <stddef.h>
#include <stdint.h>

#include "gc-allocation-kind.h"
#include "gc-config.h"
#include "gc-inline.h"
#include "gc-types.h"
#include "gc-visibility.h"

enum gc_inline_allocator_kind {
  GC_INLINE_ALLOCATOR_BUMP_POINTER,
  GC_INLINE_ALLOCATOR_FREELIST,
  GC_INLINE_ALLOCATOR_NONE,
};

enum gc_old_generation_check_kind {
  GC_OLD_GENERATION_CHECK_NONE,
  GC_OLD_GENERATION_CHECK_ALLOC_TABLE,
  GC_OLD_GENERATION_CHECK_SMALL_OBJECT_NURSERY,
  GC_OLD_GENERATION_CHECK_SLOW,
  // Ours: what has a mark is old; of any size, in the heap or not.
  GC_OLD_GENERATION_CHECK_MARK_BIT,
};

enum gc_write_barrier_kind {
  GC_WRITE_BARRIER_NONE,
  GC_WRITE_BARRIER_FIELD,
  GC_WRITE_BARRIER_SLOW,
  // Ours: only the store of a young value into an old object matters, and both
  // may be anything, be it null, an immediate or static.  What is young,
  // gc_nursery_contains says.
  GC_WRITE_BARRIER_NURSERY,
};

enum gc_safepoint_mechanism {
  GC_SAFEPOINT_MECHANISM_COOPERATIVE,
  GC_SAFEPOINT_MECHANISM_SIGNAL,
};

enum gc_cooperative_safepoint_kind {
  GC_COOPERATIVE_SAFEPOINT_NONE,
  GC_COOPERATIVE_SAFEPOINT_MUTATOR_FLAG,
  GC_COOPERATIVE_SAFEPOINT_HEAP_FLAG,
};

// What a bump-pointer mutator begins with: the next free byte, and the first
// byte that the inline path may not use.
struct gc_bump_allocator {
  uintptr_t hp;
  uintptr_t limit;
};

_Static_assert(sizeof(struct gc_bump_allocator) == 16, "two words");

#endif // GC_ATTRS_H
