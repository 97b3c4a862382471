// How much of a fixed heap is enough, when so much lives.  What the mutator goes
// through between collections is in no cache if it is much, and then more of it costs
// more than rarer collections save: mt-gcbench in 6 times its least heap takes 195 ms
// with this and 251 with all of it, generational 175 and 240.  (Other policies choose
// the heap's size by what lives.)
#ifndef MMC_ENOUGH_H
#define MMC_ENOUGH_H

#include "mmc-collection.h"

#define ENOUGH_FREE ((size_t)32 << 20)

static void mmc_set_enough(struct gc_heap *heap, size_t small) {
  heap->enough = UINT32_MAX;
  if (heap->sizer.policy != GC_HEAP_SIZE_FIXED) return;
  double wanted = 3.0 * heap->sizer.expansiveness * (double)small;
  double most = (double)heap->sizer.maximum;
  size_t room = gc_max_size(ENOUGH_FREE, (size_t)(wanted < most ? wanted : most));
  heap->enough = heap->nofl.in_use + (uint32_t)(room >> NOFL_BLOCK_SHIFT);
}

static uint32_t mmc_usable_blocks(struct gc_heap *heap) {
  uint32_t limit = mmc_block_limit(heap);
  return limit < heap->enough ? limit : heap->enough;
}

static size_t mmc_usable_bytes(struct gc_heap *heap) {
  return (size_t)mmc_usable_blocks(heap) << NOFL_BLOCK_SHIFT;
}

#endif // MMC_ENOUGH_H
