// The answers that the bump-allocating, single-mutator collectors have in
// common.  Included by their attrs headers; those without generations have more
// in common, gc-one-generation-attrs.h.
#ifndef GC_BUMP_ATTRS_H
#define GC_BUMP_ATTRS_H

#include "gc-attrs.h"

#ifndef GC_NOTES_POINTERLESS
#define GC_NOTES_POINTERLESS 0
#endif

// The one mutator is a static object, so that emitted code reaches its
// allocation pointer by a constant address.
#define GC_HAS_STATIC_MUTATOR 1

extern GC_INTERNAL struct gc_mutator gc_static_mutator;

static inline struct gc_mutator *gc_the_mutator(void) {
  return &gc_static_mutator;
}

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

// No free lists, no allocation table: the next four are never called on a
// path that runs.
static inline size_t
gc_allocator_freelist_offset(size_t size GC_UNUSED,
                             enum gc_allocation_kind kind GC_UNUSED) {
  __builtin_trap();
}

static inline size_t gc_allocator_alloc_table_alignment(void) {
  return 0;
}

static inline uint8_t
gc_allocator_alloc_table_begin_pattern(enum gc_allocation_kind kind GC_UNUSED) {
  __builtin_trap();
}

static inline uint8_t gc_allocator_alloc_table_end_pattern(void) {
  __builtin_trap();
}

static inline uint8_t gc_old_generation_check_alloc_table_tag_mask(void) {
  __builtin_trap();
}

static inline uint8_t gc_old_generation_check_alloc_table_young_tag(void) {
  __builtin_trap();
}

static inline size_t gc_write_barrier_field_table_alignment(void) {
  __builtin_trap();
}

static inline ptrdiff_t gc_write_barrier_field_table_offset(void) {
  __builtin_trap();
}

static inline size_t gc_write_barrier_field_fields_per_byte(void) {
  __builtin_trap();
}

static inline uint8_t gc_write_barrier_field_first_bit_pattern(void) {
  __builtin_trap();
}

static inline enum gc_safepoint_mechanism gc_safepoint_mechanism(void) {
  return GC_SAFEPOINT_MECHANISM_COOPERATIVE;
}

static inline enum gc_cooperative_safepoint_kind
gc_cooperative_safepoint_kind(void) {
  return GC_COOPERATIVE_SAFEPOINT_NONE;
}

#endif // GC_BUMP_ATTRS_H
