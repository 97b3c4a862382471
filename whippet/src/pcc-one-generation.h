// What pcc.c asks of pcc-nursery.h, where there are no generations.
#ifndef PCC_ONE_GENERATION_H
#define PCC_ONE_GENERATION_H

#include "gc-inline.h"

#define NURSERY_BARRIER_MEMBERS
#define NURSERY_RANGE_BLOCKS 0
#define NURSERY_MOST 0

static inline GC_ALWAYS_INLINE int
nursery_is_shared_visitor(ephemeron_visitor *visit GC_UNUSED) {
  return 0;
}

static inline GC_ALWAYS_INLINE int
nursery_is_visitor(ephemeron_visitor *visit GC_UNUSED) {
  return 0;
}

// There are no minor collections.
static int nursery_can_collect(struct gc_heap *heap GC_UNUSED) {
  return 0;
}

static void nursery_collect(struct gc_heap *heap GC_UNUSED,
                            struct gc_mutator *mut GC_UNUSED) {}

static void nursery_forget_remembered(struct gc_heap *heap GC_UNUSED) {}

static void nursery_large_is_born(struct gc_heap *heap GC_UNUSED) {}

static int nursery_init_barrier(struct gc_heap *heap GC_UNUSED,
                                uintptr_t old GC_UNUSED) {
  return 1;
}

static void nursery_init(struct gc_heap *heap GC_UNUSED,
                         size_t size GC_UNUSED) {}

#endif // PCC_ONE_GENERATION_H
