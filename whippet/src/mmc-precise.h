// What mmc-ambiguous.h is to the conservative kinds of mmc, for the others: every
// reference is one, and the embedder knows where they are.
#ifndef MMC_PRECISE_H
#define MMC_PRECISE_H

#include "nofl-space.h"

static void mmc_capture_roots(struct gc_heap *heap GC_UNUSED) {}

static void mmc_map_objects(struct gc_heap *heap GC_UNUSED) {}

static int mmc_init_map(struct gc_heap *heap GC_UNUSED) {
  return 1;
}

static void mmc_note_pointerless(struct gc_heap *heap GC_UNUSED,
                                 void *object GC_UNUSED) {}

static void mmc_forget_pointerless(struct gc_heap *heap GC_UNUSED,
                                   struct nofl_hole hole GC_UNUSED) {}

#endif // MMC_PRECISE_H
