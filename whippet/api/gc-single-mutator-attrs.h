// The answers that all collectors with a single mutator have in common.  Included
// by their attrs headers, most of which bump a pointer too: gc-bump-attrs.h.
#ifndef GC_SINGLE_MUTATOR_ATTRS_H
#define GC_SINGLE_MUTATOR_ATTRS_H

#include "gc-attrs.h"

// The one mutator is a static object, so that emitted code reaches its
// allocation pointer by a constant address.
#define GC_HAS_STATIC_MUTATOR 1

extern GC_INTERNAL struct gc_mutator gc_static_mutator;

static inline struct gc_mutator *gc_the_mutator(void) {
  return &gc_static_mutator;
}

// No allocation table: what is in it, and in tables beside it, is never asked on a
// path that runs.
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

static inline enum gc_cooperative_safepoint_kind
gc_cooperative_safepoint_kind(void) {
  return GC_COOPERATIVE_SAFEPOINT_NONE;
}

#endif // GC_SINGLE_MUTATOR_ATTRS_H
