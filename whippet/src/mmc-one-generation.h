// What mmc-generations.h is to the generational kinds of mmc, for the others:
// every collection is a major one.
#ifndef MMC_ONE_GENERATION_H
#define MMC_ONE_GENERATION_H

#include "mmc-collection.h"
#include "one-generation.h"

static size_t mmc_collect_kind(struct gc_heap *heap,
                               enum gc_collection_kind kind) {
  return mmc_collect_spaces(heap, kind, 1, mmc_trace_all);
}

static void mmc_verify_generations(struct heap_verifier *v GC_UNUSED,
                                   enum gc_collection_kind kind GC_UNUSED) {}

static void mmc_note_yield(struct gc_heap *heap GC_UNUSED,
                           enum gc_collection_kind kind GC_UNUSED) {}

static enum gc_collection_kind mmc_next_kind(struct gc_heap *heap GC_UNUSED) {
  return GC_COLLECTION_MAJOR;
}

// Every other collection moves all that it can, so that both kinds are met.
static enum gc_collection_kind mmc_stress_kind(struct gc_heap *heap) {
  return heap->collections % 2 ? GC_COLLECTION_COMPACTING : GC_COLLECTION_MAJOR;
}

static void mmc_large_is_born(struct gc_heap *heap GC_UNUSED,
                              void *object GC_UNUSED) {}

static int mmc_init_generations(struct gc_heap *heap GC_UNUSED) {
  return 1;
}

#endif // MMC_ONE_GENERATION_H
