// What the conservative kinds of mmc know of their objects, beside their marks.
#ifndef MMC_AMBIGUOUS_H
#define MMC_AMBIGUOUS_H

#include "mmc-collection.h"

// At the beginning of a collection.
static inline GC_ALWAYS_INLINE void mmc_capture_roots(struct gc_heap *heap) {
  if (gc_stack_addr_is_empty(heap->stack_base))
    heap->stack_base = gc_stack_platform_base();
  heap->stack_top = gc_stack_capture();
}

static void mmc_map_objects(struct gc_heap *heap) {
  object_map_begin(&heap->map, &heap->nofl);
}

// Small objects without references

#if GC_CONSERVATIVE_TRACE

static int mmc_init_map(struct gc_heap *heap) {
  heap->pointerless =
    gc_platform_map_table(heap->nofl.reserved / GC_GRANULE / 8);
  return heap->pointerless && object_map_init(&heap->map, &heap->nofl);
}

static void mmc_note_pointerless(struct gc_heap *heap, void *object) {
  uintptr_t addr = (uintptr_t)object;
  if (nofl_contains(&heap->nofl, addr))
    granule_set_bit(heap->pointerless, granule_of(heap->nofl.base, addr));
}

// Before others are born there.
static void mmc_forget_pointerless(struct gc_heap *heap,
                                   struct nofl_hole hole) {
  granule_clear_many(heap->pointerless, granule_of(heap->nofl.base, hole.low),
                  granule_of(heap->nofl.base, hole.high));
}

#else

static int mmc_init_map(struct gc_heap *heap) {
  return object_map_init(&heap->map, &heap->nofl);
}

static void mmc_note_pointerless(struct gc_heap *heap GC_UNUSED,
                                 void *object GC_UNUSED) {}

static void mmc_forget_pointerless(struct gc_heap *heap GC_UNUSED,
                                   struct nofl_hole hole GC_UNUSED) {}

#endif

// Between collections

static void mutator_leave_hole(struct gc_mutator *mut);
static void mutator_leave_medium_hole(struct gc_mutator *mut);

struct gc_ref gc_resolve_conservative_ref(struct gc_heap *heap,
                                          struct gc_conservative_ref ref,
                                          int possibly_interior) {
  uintptr_t addr = gc_conservative_ref_value(ref);
  mutator_leave_hole(&gc_static_mutator);
  mutator_leave_medium_hole(&gc_static_mutator);
  if (nofl_contains(&heap->nofl, addr))
    object_map_begin_block(&heap->map, &heap->nofl,
                           nofl_block_index(&heap->nofl, addr));
  return gc_ref(mmc_resolve(heap, addr, possibly_interior));
}

#endif // MMC_AMBIGUOUS_H
