// Minor collections of nursery-mmc by several threads, for GC_PARALLEL=1.
// Included by nursery-mmc.c, whose own minor collection is for one thread.
//
// Every minor collection begins as one thread's, in the same code as without
// others, and most end so: they are over sooner than a thread can be woken, and to
// acquire an object first nearly doubles the cost of copying it.  Only when much has
// been promoted, and much waits for a scan or as much is to be expected of the
// remembered slots that are left, do all share these and that.  Then each copies into a
// hole of its own (copy-together.h), which it keeps for the next time, until a major
// collection.  One thread looks at the other roots before, and decides about
// ephemerons and finalizers after that.
//
// Room.  The last block of each worker may be nearly empty, so it takes a block for
// each more than one thread needs; without these one thread does it all.
#ifndef NURSERY_TOGETHER_H
#define NURSERY_TOGETHER_H

#include "copy-together.h"

// So much has been promoted: more takes some 100 us.
#define SHARE_PROMOTED ((size_t)256 << 10)

// So many holes, or so much of the last one, wait for a scan.
#define SHARE_HOLES 8
#define SHARE_BYTES ((size_t)16 << 10)

// Of the slots that are left, so many are a worker's at once.
#define SLOTS_AT_ONCE ((size_t)4)

struct promotion_worker {
  struct copier_target to __attribute__((aligned(TRACE_CACHE_LINE)));
  uintptr_t low;    // what it has copied from here to hp is not under bits yet
  size_t promoted;  // bytes, in holes that were left
};

static void promotion_leave(struct gc_heap *heap,
                            struct promotion_worker *worker) {
  uintptr_t hp = worker->to.hp;
  nofl_leave_hole(&heap->nofl, worker->low, hp);
  worker->promoted += hp - worker->low;
  worker->low = hp;
}

// The visitor

struct copromoter {
  uintptr_t range;     // of the young
  struct copier_target to;
  uintptr_t stop;      // the end of the work being scanned; 0: it is the chunk
  struct trace_worker *worker;
};

static inline GC_ALWAYS_INLINE struct copromoter
copromoter_begin(struct gc_heap *heap, struct trace_worker *worker) {
  struct copromoter promoter = {
    .range = gc_nursery_range_low,
    .to = heap->promotion_workers[worker->index].to,
    .stop = NOT_SCANNING,
    .worker = worker,
  };
  copier_open_chunk(&promoter.to, 0);
  return promoter;
}

static inline GC_ALWAYS_INLINE void copromoter_end(struct copromoter *promoter,
                                                   struct gc_heap *heap) {
  copier_push_chunk(&promoter->to, promoter->worker);
  heap->promotion_workers[promoter->worker->index].to = promoter->to;
}

static void copromoter_next_hole(struct copromoter *promoter,
                                 struct gc_heap *heap, size_t size) {
  struct copier_target *to = &promoter->to;
  struct promotion_worker *own =
    &heap->promotion_workers[promoter->worker->index];
  own->to = *to;
  promotion_leave(heap, own);
  pthread_mutex_lock(&heap->target_lock);
  struct nofl_hole hole = promotion_search(heap, &to->block,
                                           to->end + COPY_SLOP, size);
  pthread_mutex_unlock(&heap->target_lock);
  own->low = to->hp = hole.low;
  to->end = hole.high - COPY_SLOP;
}

static GC_NEVER_INLINE struct copromoter
copromoter_next_chunk(struct copromoter promoter, struct gc_heap *heap,
                      size_t size) {
  struct copier_target *to = &promoter.to;
  if (!promoter.stop) promoter.stop = to->hp;
  else copier_push_chunk(to, promoter.worker);
  if (to->hp + size > to->end) copromoter_next_hole(&promoter, heap, size);
  copier_open_chunk(to, size);
  return promoter;
}

static inline GC_ALWAYS_INLINE uintptr_t
copromoter_copy(struct copromoter *promoter, struct gc_heap *heap,
                struct gc_atomic_forward *fwd) {
  size_t size = gc_round_to_granule(gc_atomic_forward_object_size(fwd));
  if (GC_UNLIKELY(promoter->to.hp + size > promoter->to.chunk_end))
    *promoter = copromoter_next_chunk(*promoter, heap, size);
  uintptr_t to = promoter->to.hp;
  promoter->to.hp = to + size;
  copy_exactly(to, gc_ref_value(fwd->ref), size);
  gc_atomic_forward_commit(fwd, gc_ref(to));
  return to;
}

static inline void nursery_visit_together(struct gc_edge edge,
                                          struct gc_heap *heap, void *data) {
  struct copromoter *promoter = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (!nursery_range_holds(promoter->range, ref)) return;
  struct gc_atomic_forward fwd = gc_atomic_forward_begin(ref);
  uintptr_t to = copier_acquire(&fwd) ? copromoter_copy(promoter, heap, &fwd)
    : gc_atomic_forward_address(&fwd);
  gc_edge_update(edge, gc_ref(to));
}

static inline GC_ALWAYS_INLINE int
nursery_keep_together(struct gc_ephemeron *ephemeron, ephemeron_visitor *visit,
                      struct gc_heap *heap) {
  if (visit != nursery_visit_together) return 0;
  pending_add_found_shared(&heap->ephemerons, ephemeron);
  return 1;
}

// The phases

// The next objects to be scanned: what was copied last, or what is in a deque.
// 0 if there are none.
static inline GC_ALWAYS_INLINE uintptr_t
copromoter_next(struct copromoter *promoter) {
  struct trace_work work;
  if (promoter->to.chunk != promoter->to.hp) {
    promoter->stop = 0;
    return promoter->to.chunk;
  }
  if (!trace_next(promoter->worker, &work)) return 0;
  promoter->stop = work.high;
  return work.low;
}

static inline GC_ALWAYS_INLINE void copromoter_scan(struct copromoter *promoter,
                                                    struct gc_heap *heap,
                                                    uintptr_t scan) {
  while (scan != promoter->to.hp && scan != promoter->stop)
    scan += gc_round_to_granule(
      gc_trace_object(gc_ref(scan), nursery_visit_together, heap, promoter));
  if (!promoter->stop) copier_open_chunk(&promoter->to, 0);
  promoter->stop = NOT_SCANNING;
}

// As nursery_visit_with_all, but that full chunks are left to whoever comes.
static inline void nursery_visit_slot_together(struct gc_edge edge,
                                               struct gc_heap *heap,
                                               void *data) {
  struct copromoter *promoter = data;
  nursery_visit_together(edge, heap, promoter);
  while (promoter->to.chunk != promoter->to.hp) {
    promoter->stop = 0;
    copromoter_scan(promoter, heap, promoter->to.chunk);
  }
}

MMC_PHASE nursery_slots_together(struct gc_heap *heap,
                                 struct trace_worker *worker) {
  struct copromoter promoter = copromoter_begin(heap, worker);
  struct remembered_set *set = &heap->remembered;
  int task;
  while ((task = tracer_take_task(&heap->tracer)) >= 0) {
    size_t from = heap->slots_visited + (size_t)task * SLOTS_AT_ONCE;
    size_t to = gc_min_size(from + SLOTS_AT_ONCE, set->count);
    remembered_visit_part(set, from, to, nursery_visit_slot_together, heap,
                          &promoter);
  }
  copromoter_end(&promoter, heap);
}

MMC_PHASE nursery_trace_together(struct gc_heap *heap,
                                 struct trace_worker *worker) {
  struct copromoter promoter = copromoter_begin(heap, worker);
  uintptr_t scan;
  while ((scan = copromoter_next(&promoter)))
    copromoter_scan(&promoter, heap, scan);
  copromoter_end(&promoter, heap);
}

// From one thread to all, and back

static void nursery_push_hole(struct gc_heap *heap, uintptr_t low,
                              uintptr_t high) {
  if (low == high) return;
  trace_push(&heap->tracer.workers[0], (struct trace_work){low, high});
}

// What is to be scanned; the oldest is the first that worker 0 takes.
static void nursery_push_holes(struct gc_heap *heap) {
  struct nofl_hole *holes = promotion_chunks(heap);
  int is_last = !heap->scan_stop;
  if (!is_last) nursery_push_hole(heap, heap->hole_start, heap->hole_hp);
  for (size_t i = heap->chunks; i-- > heap->chunk + 1;)
    nursery_push_hole(heap, holes[i].low, holes[i].high);
  nursery_push_hole(heap, heap->scan,
                    is_last ? heap->hole_hp : heap->scan_stop);
}

// The hole is worker 0's meanwhile.
static void nursery_lend_hole(struct gc_heap *heap) {
  struct promotion_worker *worker = &heap->promotion_workers[0];
  uintptr_t hp = heap->hole_hp, high = heap->hole_high;
  worker->to = (struct copier_target){
    .hp = hp,
    .end = high - hp < COPY_SLOP ? hp : high - COPY_SLOP,
    .block = heap->hole_block,
  };
  worker->low = heap->hole_low;
}

// All that was copied has been scanned.
static void nursery_take_hole_back(struct gc_heap *heap) {
  struct promotion_worker *worker = &heap->promotion_workers[0];
  heap->hole_block = worker->to.block;
  heap->hole_low = worker->low;
  heap->hole_start = heap->scan = heap->hole_hp = worker->to.hp;
  heap->hole_high = worker->to.end + COPY_SLOP;
  heap->scan_stop = 0;
  heap->chunk = heap->chunks = 0;
}

static void nursery_share_slots(struct gc_heap *heap) {
  size_t left = heap->remembered.count - heap->slots_visited;
  int tasks = (int)((left + SLOTS_AT_ONCE - 1) / SLOTS_AT_ONCE);
  if (tasks) tracer_run_phase(&heap->tracer, nursery_slots_together, tasks,
                              tasks - 1);
}

static void nursery_share(struct gc_heap *heap) {
  nursery_push_holes(heap);
  nursery_lend_hole(heap);
  nursery_share_slots(heap);
  tracer_run(&heap->tracer, nursery_trace_together);
  tracer_finish(&heap->tracer);
  for (int i = 0; i < heap->tracer.count; i++) {
    struct promotion_worker *worker = &heap->promotion_workers[i];
    promotion_leave(heap, worker);
    heap->died_young -= worker->promoted;
    worker->promoted = 0;
  }
  nursery_take_hole_back(heap);
}

// Whether to share

static int nursery_has_room_to_share(struct gc_heap *heap) {
  size_t young = gc_static_mutator.bump.hp - heap->nursery_low;
  uint32_t needed = nursery_blocks_for(young) + (uint32_t)heap->tracer.count;
  return nursery_ready_blocks(heap, needed) == needed;
}

static int nursery_is_shared(struct gc_heap *heap) {
  return mmc_is_shared(heap);
}

// `hp`: of the last hole.
static int nursery_has_promoted_much(struct gc_heap *heap, uintptr_t hp) {
  size_t bytes = hp - heap->hole_start;
  for (size_t i = 0; i < heap->chunks && bytes < SHARE_PROMOTED; i++) {
    struct nofl_hole *hole = &promotion_chunks(heap)[i];
    bytes += hole->high - hole->low;
  }
  return bytes >= SHARE_PROMOTED;
}

// Of the last hole, what lies in [low, hp) is not scanned yet.
static int nursery_much_waits(struct gc_heap *heap, uintptr_t low,
                              uintptr_t hp) {
  return heap->chunks - heap->chunk >= SHARE_HOLES || hp - low >= SHARE_BYTES;
}

// Before the next hole is scanned.
static GC_NEVER_INLINE int nursery_should_share(struct gc_heap *heap,
                                                uintptr_t hp) {
  return mmc_is_shared(heap) && nursery_much_waits(heap, heap->hole_start, hp)
    && nursery_has_promoted_much(heap, hp) && nursery_has_room_to_share(heap);
}

// For tests: whatever the roots have led to.
static int nursery_shares_at_once(struct gc_heap *heap) {
  return (heap->verify || heap->stress) && mmc_is_shared(heap)
    && nursery_has_room_to_share(heap);
}

// How many of the slots that are left one thread visits before it asks again; 0 if
// they are to be shared.
static size_t nursery_slots_for_one(struct gc_heap *heap, size_t visited,
                                    size_t left) {
  if (!mmc_is_shared(heap) || !left) return left;
  if (nursery_shares_at_once(heap)) return 0;
  uintptr_t low = heap->scan_stop ? heap->hole_start : heap->scan;
  uintptr_t hp = heap->hole_hp;
  return !((left >= visited || nursery_much_waits(heap, low, hp))
           && nursery_has_promoted_much(heap, hp)
           && nursery_has_room_to_share(heap));
}

// Before a major collection.
static void nursery_forget_shared_holes(struct gc_heap *heap) {
  size_t size = (size_t)heap->tracer.count * sizeof heap->promotion_workers[0];
  memset(heap->promotion_workers, 0, size);
  for (int i = 0; i < heap->tracer.count; i++)
    heap->promotion_workers[i].to.block = NOFL_NO_BLOCK;
}

static int nursery_init_workers(struct gc_heap *heap, int count) {
  if (!mmc_init_workers(heap, count)) return 0;
  size_t size = (size_t)heap->tracer.count * sizeof heap->promotion_workers[0];
  heap->promotion_workers = aligned_alloc(TRACE_CACHE_LINE, size);
  if (!heap->promotion_workers) return 0;
  nursery_forget_shared_holes(heap);
  return 1;
}

#endif // NURSERY_TOGETHER_H
