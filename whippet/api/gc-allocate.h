// Allocation.  The fast path is inline and touches only the two words of the
// mutator's bump allocator; whatever it cannot do is gc_allocate_slow's.  Only
// the slow path is a safepoint.
#ifndef GC_ALLOCATE_H
#define GC_ALLOCATE_H

#ifndef GC_ATTRS
#error "GC_ATTRS must name the collector's attrs header, e.g. \"semi-attrs.h\""
#endif

#include "gc-allocation-kind.h"
#include "gc-assert.h"
#include "gc-inline.h"
#include "gc-ref.h"
#include "gc-types.h"
#include "gc-visibility.h"
#include GC_ATTRS

// Any size, any supported kind.  May collect.  NULL only if the
// allocation-failure handler returned NULL.
GC_API_ void *gc_allocate_slow(struct gc_mutator *mut, size_t size,
                               enum gc_allocation_kind kind) GC_NEVER_INLINE;

static inline size_t gc_round_to_granule(size_t size) {
  size_t mask = gc_allocator_small_granule_size() - 1;
  return (size + mask) & ~mask;
}

// The caller has checked that size is at most the large threshold, so that
// neither the rounding nor the addition can overflow.
static inline void *gc_allocate_bump_pointer(struct gc_mutator *mut,
                                             size_t size) {
  struct gc_bump_allocator *bump = (struct gc_bump_allocator *)
    ((char *)mut + gc_allocator_allocation_pointer_offset());
  uintptr_t hp = bump->hp;
  uintptr_t new_hp = hp + gc_round_to_granule(size);
  if (GC_UNLIKELY(new_hp > bump->limit)) return NULL;
  bump->hp = new_hp;
  if (!hp) __builtin_unreachable();  // spares the caller a test for NULL
  return (void *)hp;
}

static inline void *gc_allocate_from_freelist(struct gc_mutator *mut,
                                              size_t size,
                                              enum gc_allocation_kind kind) {
  void **head = (void **)((char *)mut
                          + gc_allocator_freelist_offset(size, kind));
  void *object = *head;
  if (GC_UNLIKELY(!object)) return NULL;
  *head = *(void **)object;
  *(void **)object = NULL;
  return object;
}

// For collectors that keep one byte of metadata per granule at the start of
// each aligned slab: record where the new object begins and ends.
static inline void gc_update_alloc_table(struct gc_ref ref, size_t size,
                                         enum gc_allocation_kind kind) {
  size_t alignment = gc_allocator_alloc_table_alignment();
  if (!alignment) return;
  uintptr_t addr = gc_ref_value(ref);
  uintptr_t slab = addr & ~(uintptr_t)(alignment - 1);
  size_t granule = gc_allocator_small_granule_size();
  uint8_t *byte = (uint8_t *)slab + (addr - slab) / granule;
  size_t last = gc_round_to_granule(size) / granule - 1;
  uint8_t begin = gc_allocator_alloc_table_begin_pattern(kind);
  uint8_t end = gc_allocator_alloc_table_end_pattern();
  byte[0] = last ? begin : (uint8_t)(begin | end);
  if (last && end) byte[last] = end;
}

// NULL if the object is large or there is no room; never collects.
static inline void *gc_allocate_fast(struct gc_mutator *mut, size_t size,
                                     enum gc_allocation_kind kind) {
  GC_ASSERT(size != 0);
  if (GC_UNLIKELY(size > gc_allocator_large_threshold())) return NULL;
  void *object = NULL;
  switch (gc_inline_allocator_kind(kind)) {
  case GC_INLINE_ALLOCATOR_BUMP_POINTER:
    object = gc_allocate_bump_pointer(mut, size);
    break;
  case GC_INLINE_ALLOCATOR_FREELIST:
    object = gc_allocate_from_freelist(mut, size, kind);
    break;
  default:
    break;
  }
  if (GC_LIKELY(object != NULL))
    gc_update_alloc_table(gc_ref((uintptr_t)object), size, kind);
  return object;
}

static inline void *gc_allocate(struct gc_mutator *mut, size_t size,
                                enum gc_allocation_kind kind) {
  void *object = gc_allocate_fast(mut, size, kind);
  return GC_LIKELY(object != NULL) ? object : gc_allocate_slow(mut, size, kind);
}

#endif // GC_ALLOCATE_H
