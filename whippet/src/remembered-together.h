// The remembered set as tasks of several threads, which they share with the roots of a
// minor collection of mmc.  Included by mmc-parallel.h.
//
// A task is a part of the log, or, if that was full, a stretch of the heap, whose
// bits are searched.  Bits of two stretches have no word in common.  Objects may be
// moved into new blocks meanwhile, but no slot there is remembered.
#ifndef REMEMBERED_TOGETHER_H
#define REMEMBERED_TOGETHER_H

#include "remembered-set.h"

#define REMEMBERED_AT_ONCE ((size_t)512)
#define REMEMBERED_STRETCH ((size_t)1 << 20)

static int remembered_parts(size_t size, size_t part) {
  return (int)((size + part - 1) / part);
}

static size_t mmc_large_range(struct gc_heap *heap) {
  return (size_t)heap->los.top << LOS_PAGE_SHIFT;
}

// None, but in a minor collection.  Stretches of large objects come first.
static int mmc_remembered_tasks(struct gc_heap *heap) {
  struct remembered_set *set = &heap->remembered;
  if (heap->scope != FINALIZERS_YOUNG) return 0;
  if (!set->is_full) return remembered_parts(set->count, REMEMBERED_AT_ONCE);
  size_t small = (size_t)heap->nofl.committed << NOFL_BLOCK_SHIFT;
  return remembered_parts(mmc_large_range(heap), REMEMBERED_STRETCH)
    + remembered_parts(small, REMEMBERED_STRETCH);
}

static struct nofl_hole mmc_remembered_stretch(struct gc_heap *heap,
                                               int task) {
  size_t large = mmc_large_range(heap);
  int large_tasks = remembered_parts(large, REMEMBERED_STRETCH);
  int is_large = task < large_tasks;
  uintptr_t base = is_large ? heap->los.base : heap->nofl.base;
  size_t size = is_large ? large : heap->nofl.reserved;
  size_t low = (size_t)(is_large ? task : task - large_tasks)
    * REMEMBERED_STRETCH;
  size_t high = gc_min_size(low + REMEMBERED_STRETCH, size);
  return (struct nofl_hole){base + low, base + high};
}

static inline GC_ALWAYS_INLINE void
mmc_visit_remembered_task(struct gc_heap *heap, int task,
                          ephemeron_visitor *visit, void *data) {
  struct remembered_set *set = &heap->remembered;
  if (GC_UNLIKELY(set->is_full)) {
    struct nofl_hole stretch = mmc_remembered_stretch(heap, task);
    remembered_visit_stretch(&set->heap, stretch.low, stretch.high, visit,
                             heap, data);
    return;
  }
  size_t from = (size_t)task * REMEMBERED_AT_ONCE;
  size_t to = gc_min_size(from + REMEMBERED_AT_ONCE, set->count);
  remembered_visit_part(set, from, to, visit, heap, data);
}

static void mmc_finish_remembered_tasks(struct gc_heap *heap) {
  remembered_forget_recent();
  heap->remembered.count = 0;
  heap->remembered.is_full = 0;
}

#endif // REMEMBERED_TOGETHER_H
