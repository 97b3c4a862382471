// The write barrier: call it before storing a reference to a heap object into
// a field of an object that may have survived a collection.  With a collector
// that has no generations it compiles to nothing.
#ifndef GC_BARRIER_H
#define GC_BARRIER_H

#include "gc-allocate.h"
#include "gc-edge.h"

GC_API_ int gc_object_is_old_generation_slow(struct gc_mutator *mut,
                                             struct gc_ref obj) GC_NEVER_INLINE;
GC_API_ void gc_write_barrier_slow(struct gc_mutator *mut, struct gc_ref obj,
                                   size_t obj_size, struct gc_edge edge,
                                   struct gc_ref new_val) GC_NEVER_INLINE;
GC_API_ uintptr_t gc_small_object_nursery_low_address(struct gc_heap *heap);
GC_API_ uintptr_t gc_small_object_nursery_high_address(struct gc_heap *heap);

static inline int gc_alloc_table_says_old(struct gc_ref obj) {
  uintptr_t addr = gc_ref_value(obj);
  uintptr_t mask = gc_allocator_alloc_table_alignment() - 1;
  uint8_t *table = (uint8_t *)(addr & ~mask);
  uint8_t byte = table[(addr & mask) / gc_allocator_small_granule_size()];
  return (byte & gc_old_generation_check_alloc_table_tag_mask())
    != gc_old_generation_check_alloc_table_young_tag();
}

static inline int gc_object_is_old_generation(struct gc_mutator *mut,
                                              struct gc_ref obj,
                                              size_t obj_size) {
  switch (gc_old_generation_check_kind(obj_size)) {
  case GC_OLD_GENERATION_CHECK_ALLOC_TABLE:
    return gc_alloc_table_says_old(obj);
  case GC_OLD_GENERATION_CHECK_SMALL_OBJECT_NURSERY:
  case GC_OLD_GENERATION_CHECK_MARK_BIT:
    return !gc_nursery_contains(obj);
  case GC_OLD_GENERATION_CHECK_SLOW:
    return gc_object_is_old_generation_slow(mut, obj);
  default:
    return 0;
  }
}

// One bit per field, in a table at a fixed offset of the aligned slab that
// holds the field.
static inline int gc_field_is_logged(struct gc_edge edge) {
  uintptr_t mask = gc_write_barrier_field_table_alignment() - 1;
  uintptr_t addr = gc_edge_address(edge);
  uint8_t *table = (uint8_t *)(addr & ~mask)
    + gc_write_barrier_field_table_offset();
  size_t field = (addr & mask) / GC_SLOT_SIZE;
  size_t per_byte = gc_write_barrier_field_fields_per_byte();
  unsigned bit = (unsigned)gc_write_barrier_field_first_bit_pattern()
    << (field % per_byte);
  return (__atomic_load_n(&table[field / per_byte], __ATOMIC_RELAXED) & bit)
    != 0;
}

// Nonzero if gc_write_barrier_slow must be called.
static inline int gc_write_barrier_fast(struct gc_mutator *mut,
                                        struct gc_ref obj, size_t obj_size,
                                        struct gc_edge edge,
                                        struct gc_ref new_val) {
  switch (gc_write_barrier_kind(obj_size)) {
  case GC_WRITE_BARRIER_FIELD:
    return gc_object_is_old_generation(mut, obj, obj_size)
      && !gc_field_is_logged(edge);
  case GC_WRITE_BARRIER_SLOW:
    return gc_object_is_old_generation(mut, obj, obj_size);
  case GC_WRITE_BARRIER_NURSERY:
    return gc_nursery_may_contain(new_val) && !gc_nursery_may_contain(obj)
      && !gc_slot_is_remembered(edge);
  default:
    return 0;
  }
}

// new_val must be a heap object: for null and immediates no barrier is due.
static inline void gc_write_barrier(struct gc_mutator *mut, struct gc_ref obj,
                                    size_t obj_size, struct gc_edge edge,
                                    struct gc_ref new_val) {
  GC_ASSERT(gc_ref_is_heap_object(new_val));
  if (GC_UNLIKELY(gc_write_barrier_fast(mut, obj, obj_size, edge, new_val)))
    gc_write_barrier_slow(mut, obj, obj_size, edge, new_val);
}

#endif // GC_BARRIER_H
