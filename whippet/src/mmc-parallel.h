// The trace of mmc by several threads, for mmc compiled with GC_PARALLEL=1.
// Included by mmc-collection.h, whose own trace is for one thread, and for what
// is to be done about ephemerons when all are done.
//
// Each worker has a mark stack.  When its deque is empty it hands the older half of
// the stack over, however short that is, for of a tree it is most of what is left:
// a piece of work is a stretch of somebody's mark stack, or, with high == 0, one
// large object or one outside of the heap.  The memory of such a stretch is not
// used again before the next collection; an object is pushed once, so there is
// enough.
//
// Mark bits are set by atomic or, and whoever has set the first bit of an
// object visits its edges.  The words in the middle of a long object belong to
// nobody else.  Each worker counts what it visits of a block; when all is done,
// this is added up.
//
// Roots that are ambiguous are one thread's, before all others: whatever they lead to
// has its bit, and stays.  Words of objects, if they may be references, are everyone's:
// object-map.h.
//
// Moving.  Who has acquired an object looks at its bit before moving it.  If
// there is no room for it, its bit is set before it is given up, and it is not
// visited in this phase: somebody who did not see the bit may acquire it once
// more, and its header is in use for as long.  When the phase is over, the bits
// are seen by all, and what stayed is visited in a second phase, in which
// nothing moves.
#ifndef MMC_PARALLEL_H
#define MMC_PARALLEL_H

#include "parallel-tracer.h"

// Once in so many objects a worker looks whether to share.  Who is alone looks
// later for the first time: a small collection is over by then.
#define SHARE_EVERY 64
#define SHARE_FIRST 1024

// So many at once.
#define SHARE_MOST 64

// If so much lived last time, a helper is woken before there is anything to share.
#define LIVE_WORTH_WAKING ((size_t)1 << 20)

struct mmc_worker {
  struct mark_stack marks __attribute__((aligned(TRACE_CACHE_LINE)));
  struct gc_ref *bottom, *top;  // what is on the stack
  struct nofl_hole target;
  struct extern_queue stayed;   // marked in place, not visited yet
  uint32_t *live;               // bytes that it has visited, by block
};

// The state of a worker while a phase runs, in registers.
struct mmc_sharer {
  struct mark_cursor marks;
  struct gc_ref *bottom;
  uintptr_t base;
  size_t size;
  uint64_t *live;
  struct nofl_block *table;
  uint32_t *block_live;
  uintptr_t to, to_end;
  unsigned patience;  // objects until it looks whether to share
  struct trace_worker *worker;
};

static inline GC_ALWAYS_INLINE struct mmc_sharer
sharer_begin(struct gc_heap *heap, struct trace_worker *worker) {
  struct mmc_worker *own = &heap->workers[worker->index];
  return (struct mmc_sharer){
    .marks = {.top = own->top},
    .bottom = own->bottom,
    .base = heap->nofl.base,
    .size = heap->nofl.reserved,
    .live = heap->nofl.live,
    .table = heap->nofl.table,
    .block_live = own->live,
    .to = own->target.low,
    .to_end = own->target.high,
    .patience = tracer_is_alone(worker->tracer) ? SHARE_FIRST : SHARE_EVERY,
    .worker = worker,
  };
}

static inline GC_ALWAYS_INLINE void sharer_hand_over(struct mmc_sharer *sharer,
                                                     size_t count) {
  struct gc_ref *bottom = sharer->bottom;
  sharer->bottom = bottom + count;
  if (count) trace_push(sharer->worker,
                        (struct trace_work){(uintptr_t)bottom,
                                            (uintptr_t)(bottom + count)});
}

// Whoever is awake in the next phase can take what is left.
static inline GC_ALWAYS_INLINE void sharer_end(struct mmc_sharer *sharer,
                                               struct gc_heap *heap) {
  struct mmc_worker *own = &heap->workers[sharer->worker->index];
  sharer_hand_over(sharer, (size_t)(sharer->marks.top - sharer->bottom));
  own->bottom = sharer->bottom;
  own->top = sharer->marks.top;
  own->target = (struct nofl_hole){sharer->to, sharer->to_end};
}

// Bits

// As nofl_set_bit.
static inline GC_ALWAYS_INLINE int
sharer_set_bit(uint64_t *live, size_t granule) {
  uint64_t *word = &live[granule / 64];
  uint64_t bit = (uint64_t)1 << (granule % 64);
  if (__atomic_load_n(word, __ATOMIC_RELAXED) & bit) return 1;
  return (__atomic_fetch_or(word, bit, __ATOMIC_RELAXED) & bit) != 0;
}

// Nonzero if it was before.
static inline GC_ALWAYS_INLINE int sharer_mark(struct mmc_sharer *sharer,
                                               uintptr_t addr) {
  return sharer_set_bit(sharer->live, nofl_granule(sharer->base, addr));
}

static inline GC_ALWAYS_INLINE int sharer_has_marked(struct mmc_sharer *sharer,
                                                     uintptr_t addr) {
  size_t granule = nofl_granule(sharer->base, addr);
  return __atomic_load_n(&sharer->live[granule / 64], __ATOMIC_RELAXED)
    >> (granule % 64) & 1;
}

static GC_NEVER_INLINE void sharer_cover_long(uint64_t *live, size_t granule,
                                              size_t end) {
  __atomic_fetch_or(&live[granule / 64], ~(uint64_t)0 << (granule % 64),
                    __ATOMIC_RELAXED);
  for (granule = (granule | 63) + 1; granule + 64 <= end; granule += 64)
    live[granule / 64] = ~(uint64_t)0;
  if (granule < end)
    __atomic_fetch_or(&live[granule / 64],
                      ((uint64_t)1 << (end - granule)) - 1, __ATOMIC_RELAXED);
}

static inline GC_ALWAYS_INLINE void sharer_cover(uint64_t *live, size_t granule,
                                                 size_t count) {
  size_t first = granule % 64;
  if (GC_LIKELY(first + count < 64))
    __atomic_fetch_or(&live[granule / 64],
                      (((uint64_t)1 << count) - 1) << first, __ATOMIC_RELAXED);
  else sharer_cover_long(live, granule, granule + count);
}

// Moving

static GC_NEVER_INLINE struct nofl_hole
mmc_next_shared_target(struct gc_heap *heap) {
  pthread_mutex_lock(&heap->target_lock);
  uintptr_t low = mmc_next_target(heap);
  pthread_mutex_unlock(&heap->target_lock);
  return (struct nofl_hole){low, low ? low + NOFL_BLOCK_SIZE : 0};
}

// The new address, or 0.
static inline GC_ALWAYS_INLINE uintptr_t sharer_bump(struct mmc_sharer *sharer,
                                                     struct gc_heap *heap,
                                                     size_t size) {
  if (GC_UNLIKELY(sharer->to_end - sharer->to < size)) {
    struct nofl_hole target = mmc_next_shared_target(heap);
    if (!target.low) return 0;
    sharer->to = target.low;
    sharer->to_end = target.high;
  }
  uintptr_t to = sharer->to;
  sharer->to = to + size;
  return to;
}

static GC_NEVER_INLINE void sharer_stay(struct gc_heap *heap, int worker,
                                        struct gc_ref ref) {
  extern_queue_push(&heap->workers[worker].stayed, ref);
}

// Nobody else moves it meanwhile.  Its address from now on.
static inline GC_ALWAYS_INLINE uintptr_t
sharer_move_acquired(struct mmc_sharer *sharer, struct gc_heap *heap,
                     struct gc_atomic_forward *fwd) {
  uintptr_t from = gc_ref_value(fwd->ref);
  int is_marked = sharer_has_marked(sharer, from);
  size_t size = gc_round_to_granule(gc_atomic_forward_object_size(fwd));
  uintptr_t to = is_marked ? 0 : sharer_bump(sharer, heap, size);
  if (!to) {
    if (!is_marked) {
      sharer_mark(sharer, from);
      sharer_stay(heap, sharer->worker->index, fwd->ref);
    }
    gc_atomic_forward_abort(fwd);
    return from;
  }
  copy_exactly(to, from, size);
  sharer_mark(sharer, to);
  gc_atomic_forward_commit(fwd, gc_ref(to));
  mark_push(&sharer->marks, gc_ref(to));
  return to;
}

// The address of an object of a block that is being vacated, once it is marked.
static inline GC_ALWAYS_INLINE uintptr_t
sharer_evacuate(struct mmc_sharer *sharer, struct gc_heap *heap,
                struct gc_ref ref) {
  struct gc_atomic_forward fwd = gc_atomic_forward_begin(ref);
  for (unsigned looks = 0;;) {
    if (fwd.state == GC_FORWARDING_STATE_FORWARDED)
      return gc_atomic_forward_address(&fwd);
    if (fwd.state == GC_FORWARDING_STATE_NOT_FORWARDED) {
      if (sharer_has_marked(sharer, gc_ref_value(ref)))
        return gc_ref_value(ref);
      gc_atomic_forward_acquire(&fwd);
    }
    if (fwd.state == GC_FORWARDING_STATE_ACQUIRED)
      return sharer_move_acquired(sharer, heap, &fwd);
    if (fwd.state == GC_FORWARDING_STATE_BUSY
        && !gc_atomic_forward_retry_busy(&fwd)) trace_pause(looks++);
  }
}

// Visiting

// As mmc_mark_large.
static int sharer_claim_large(struct gc_heap *heap, struct gc_ref ref) {
  if (GC_GENERATIONAL)
    sharer_set_bit(heap->nofl.live,
                   nofl_granule(heap->nofl.base, gc_ref_value(ref)));
  return los_claim(&heap->los, ref, 1);
}

static GC_NEVER_INLINE void sharer_visit_outside(struct gc_heap *heap,
                                                 struct trace_worker *worker,
                                                 struct gc_ref ref) {
  int is_mine = los_contains(&heap->los, gc_ref_value(ref))
    ? sharer_claim_large(heap, ref)
    : gc_extern_space_visit(heap->extern_space, ref);
  if (is_mine) trace_push(worker, (struct trace_work){gc_ref_value(ref), 0});
}

enum sharer_mode { SHARER_MARKS, SHARER_MOVES, SHARER_STAYS };

// In the second phase, what was moved has been, and the rest stays.
static inline GC_ALWAYS_INLINE void
sharer_visit(struct gc_edge edge, struct gc_heap *heap, void *data,
             enum sharer_mode mode) {
  struct mmc_sharer *sharer = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (gc_ref_is_immediate(ref)) return;
  size_t offset = gc_ref_value(ref) - sharer->base;
  if (GC_UNLIKELY(offset >= sharer->size)) {
    if (!gc_ref_is_null(ref)) sharer_visit_outside(heap, sharer->worker, ref);
    return;
  }
  if (mode != SHARER_MARKS
      && sharer->table[offset >> NOFL_BLOCK_SHIFT].is_leaving) {
    struct gc_atomic_forward fwd;
    if (mode == SHARER_MOVES) {
      gc_edge_update(edge, gc_ref(sharer_evacuate(sharer, heap, ref)));
      return;
    }
    fwd = gc_atomic_forward_begin(ref);
    if (fwd.state == GC_FORWARDING_STATE_FORWARDED) {
      gc_edge_update(edge, gc_ref(gc_atomic_forward_address(&fwd)));
      return;
    }
  }
  if (!sharer_mark(sharer, gc_ref_value(ref))) mark_push(&sharer->marks, ref);
}

static inline void sharer_visit_marking(struct gc_edge edge,
                                        struct gc_heap *heap, void *data) {
  sharer_visit(edge, heap, data, SHARER_MARKS);
}

static inline void sharer_visit_moving(struct gc_edge edge,
                                       struct gc_heap *heap, void *data) {
  sharer_visit(edge, heap, data, SHARER_MOVES);
}

static inline void sharer_visit_staying(struct gc_edge edge,
                                        struct gc_heap *heap, void *data) {
  sharer_visit(edge, heap, data, SHARER_STAYS);
}

static inline GC_ALWAYS_INLINE int sharer_is_visitor(ephemeron_visitor *visit) {
  return visit == sharer_visit_marking || visit == sharer_visit_moving
    || visit == sharer_visit_staying;
}

static GC_NEVER_INLINE void sharer_find_ephemeron(struct gc_heap *heap,
                                                  struct gc_ephemeron *e) {
  pending_add_found_shared(&heap->ephemerons, e);
}

#if GC_CONSERVATIVE_TRACE

static inline void sharer_mark_found(struct gc_ref ref, struct gc_heap *heap,
                                     void *data) {
  struct mmc_sharer *sharer = data;
  if (gc_ref_value(ref) - sharer->base >= sharer->size)
    sharer_visit_outside(heap, sharer->worker, ref);
  else if (!sharer_mark(sharer, gc_ref_value(ref)))
    mark_push(&sharer->marks, ref);
}

// As mmc_trace_object.
static inline GC_ALWAYS_INLINE size_t
sharer_trace_object(struct gc_ref ref, ephemeron_visitor *visit,
                    struct gc_heap *heap, struct mmc_sharer *sharer) {
  return mmc_trace_words(ref, gc_ref_value(ref) - sharer->base, heap, sharer,
                         visit, sharer_mark_found);
}

#else

static inline GC_ALWAYS_INLINE size_t
sharer_trace_object(struct gc_ref ref, ephemeron_visitor *visit,
                    struct gc_heap *heap, struct mmc_sharer *sharer) {
  return gc_trace_object(ref, visit, heap, sharer);
}

#endif

// The phases

#if GC_GENERATIONAL
#include "remembered-together.h"
#else
static int mmc_remembered_tasks(struct gc_heap *heap GC_UNUSED) {
  return 0;
}

static inline GC_ALWAYS_INLINE void
mmc_visit_remembered_task(struct gc_heap *heap GC_UNUSED, int task GC_UNUSED,
                          ephemeron_visitor *visit GC_UNUSED,
                          void *data GC_UNUSED) {}

static void mmc_finish_remembered_tasks(struct gc_heap *heap GC_UNUSED) {}
#endif

// The last one, and all that follow, are of the remembered set.
enum { TASK_MUTATOR_ROOTS, TASK_HEAP_ROOTS, TASK_REMEMBERED };

static inline GC_ALWAYS_INLINE void sharer_roots(struct gc_heap *heap,
                                                 struct trace_worker *worker,
                                                 ephemeron_visitor *visit) {
  struct mmc_sharer sharer = sharer_begin(heap, worker);
  struct gc_mutator_roots *roots = gc_static_mutator.roots;
  int task;
  while ((task = tracer_take_task(&heap->tracer)) >= 0) {
    if (task == TASK_MUTATOR_ROOTS && roots)
      gc_trace_mutator_roots(roots, visit, heap, &sharer);
    if (task == TASK_HEAP_ROOTS && heap->roots)
      gc_trace_heap_roots(heap->roots, visit, heap, &sharer);
    if (task >= TASK_REMEMBERED)
      mmc_visit_remembered_task(heap, task - TASK_REMEMBERED, visit, &sharer);
  }
  sharer_end(&sharer, heap);
}

// As mmc_scan.
static inline GC_ALWAYS_INLINE void sharer_scan(struct mmc_sharer *sharer,
                                                struct gc_heap *heap,
                                                struct gc_ref ref,
                                                ephemeron_visitor *visit) {
  size_t size = sharer_trace_object(ref, visit, heap, sharer);
  size_t offset = gc_ref_value(ref) - sharer->base;
  if (GC_UNLIKELY(offset >= sharer->size)) return;
  size = gc_round_to_granule(size);
  sharer_cover(sharer->live, offset / GC_GRANULE, size / GC_GRANULE);
  sharer->block_live[offset >> NOFL_BLOCK_SHIFT] += (uint32_t)size;
}

static inline GC_ALWAYS_INLINE void sharer_share(struct mmc_sharer *sharer) {
  if (GC_LIKELY(--sharer->patience)) return;
  sharer->patience = SHARE_EVERY;
  size_t half = (size_t)(sharer->marks.top - sharer->bottom) / 2;
  if (!trace_deque_size(&sharer->worker->deque))
    sharer_hand_over(sharer, gc_min_size(half, SHARE_MOST));
}

// The next objects of the stretch of a stack that was taken last.
static inline GC_ALWAYS_INLINE void
sharer_queue_taken(struct mmc_sharer *sharer, struct trace_work *taken) {
  for (int i = 0; i < MARK_AHEAD && taken->low != taken->high; i++) {
    mark_queue(&sharer->marks, *(struct gc_ref *)taken->low);
    taken->low += sizeof(struct gc_ref);
  }
}

// The next object, or null: of the stack, of what was taken last, or of what
// can be taken now.
static inline GC_ALWAYS_INLINE struct gc_ref
sharer_next(struct mmc_sharer *sharer, struct trace_work *taken) {
  struct gc_ref ref = mark_pop(&sharer->marks, sharer->bottom);
  if (!gc_ref_is_null(ref)) return ref;
  if (taken->low == taken->high && !trace_next(sharer->worker, taken))
    return gc_ref_null();
  if (taken->high) {
    sharer_queue_taken(sharer, taken);
    return mark_pop(&sharer->marks, sharer->bottom);
  }
  ref = gc_ref(taken->low);
  taken->low = 0;
  return ref;
}

static inline GC_ALWAYS_INLINE void sharer_trace(struct gc_heap *heap,
                                                 struct trace_worker *worker,
                                                 ephemeron_visitor *visit) {
  struct mmc_sharer sharer = sharer_begin(heap, worker);
  struct trace_work taken = {0, 0};
  for (;;) {
    struct gc_ref ref = sharer_next(&sharer, &taken);
    if (gc_ref_is_null(ref)) break;
    sharer_scan(&sharer, heap, ref, visit);
    sharer_share(&sharer);
  }
  sharer_end(&sharer, heap);
}

MMC_PHASE sharer_mark_roots(struct gc_heap *heap,
                            struct trace_worker *worker) {
  sharer_roots(heap, worker, sharer_visit_marking);
}

MMC_PHASE sharer_mark_heap(struct gc_heap *heap, struct trace_worker *worker) {
  sharer_trace(heap, worker, sharer_visit_marking);
}

MMC_PHASE sharer_move_roots(struct gc_heap *heap,
                            struct trace_worker *worker) {
  sharer_roots(heap, worker, sharer_visit_moving);
}

MMC_PHASE sharer_move_heap(struct gc_heap *heap, struct trace_worker *worker) {
  sharer_trace(heap, worker, sharer_visit_moving);
}

MMC_PHASE sharer_stay_heap(struct gc_heap *heap, struct trace_worker *worker) {
  sharer_trace(heap, worker, sharer_visit_staying);
}

// The whole

static int mmc_is_shared(struct gc_heap *heap) {
  return heap->tracer.count > 1;
}

// How many to wake for the roots, so many tasks of the remembered set among them.
// What a minor collection will find is not known.
static int mmc_root_helpers(struct gc_heap *heap, int remembered) {
  if (GC_GENERATIONAL && heap->scope == FINALIZERS_YOUNG) return remembered - 1;
  return heap->live_bytes < LIVE_WORTH_WAKING ? 0 : 1;
}

static void mmc_share_roots(struct gc_heap *heap, int moving) {
  int remembered = mmc_remembered_tasks(heap);
  for (int i = 0; i < heap->tracer.count; i++) {
    struct mmc_worker *worker = &heap->workers[i];
    worker->bottom = worker->top = worker->marks.base;
    worker->target = (struct nofl_hole){0, 0};
  }
  tracer_run_phase(&heap->tracer, moving ? sharer_move_roots
                   : sharer_mark_roots, TASK_REMEMBERED + remembered,
                   mmc_root_helpers(heap, remembered));
  mmc_finish_remembered_tasks(heap);
}

static void mmc_push_marked(struct gc_heap *heap) {
  struct trace_worker *worker = &heap->tracer.workers[0];
  struct gc_ref *top = heap->marks.base + heap->mark_count;
  struct gc_ref ref;
  if (heap->mark_count)
    trace_push(worker, (struct trace_work){(uintptr_t)heap->marks.base,
                                           (uintptr_t)top});
  heap->mark_count = 0;
  while (!gc_ref_is_null(ref = mmc_next_outside(heap)))
    trace_push(worker, (struct trace_work){gc_ref_value(ref), 0});
}

// What no worker has visited becomes worker 0's.
static int mmc_push_stayed(struct gc_heap *heap) {
  struct gc_ref ref;
  int any = 0;
  for (int i = 0; i < heap->tracer.count; i++)
    while (!gc_ref_is_null(ref = extern_queue_pop(&heap->workers[i].stayed))) {
      trace_push(&heap->tracer.workers[0],
                 (struct trace_work){gc_ref_value(ref), 0});
      any = 1;
    }
  return any;
}

// What one thread has marked since the roots is everybody's, too.  Afterwards
// one thread goes on.
static void mmc_share_heap(struct gc_heap *heap, int moving) {
  struct parallel_tracer *tracer = &heap->tracer;
  mmc_push_marked(heap);
  tracer_run(tracer, moving ? sharer_move_heap : sharer_mark_heap);
  if (mmc_push_stayed(heap)) tracer_run(tracer, sharer_stay_heap);
  heap->target = heap->workers[0].target;
  tracer_finish(tracer);
}

static void mmc_add_up_live(struct gc_heap *heap) {
  struct nofl_space *nofl = &heap->nofl;
  for (int i = 0; i < heap->tracer.count; i++) {
    uint32_t *live = heap->workers[i].live;
    for (uint32_t block = 0; block < nofl->committed; block++) {
      nofl->table[block].live += live[block];
      live[block] = 0;
    }
  }
}

static void mmc_count_shared(struct gc_heap *heap) {
  los_keep_claimed(&heap->los);
  mmc_add_up_live(heap);
}

// Initialisation, for small objects of so many bytes

static size_t mmc_count_bytes(size_t size) {
  return (size >> NOFL_BLOCK_SHIFT) * sizeof(uint32_t);
}

static void mmc_unmap_worker(struct mmc_worker *worker, size_t size) {
  struct mark_stack *marks = &worker->marks;
  if (marks->base) gc_platform_unmap_table(marks->base, marks->reserved);
  if (worker->live) gc_platform_unmap_table(worker->live, mmc_count_bytes(size));
  marks->base = NULL;
  worker->live = NULL;
}

static void mmc_unmap_workers(struct gc_heap *heap, size_t size) {
  for (int i = 0; i < heap->tracer.count; i++)
    mmc_unmap_worker(&heap->workers[i], size);
}

// For each a mark stack, as large as one has to be, and its counts.
static int mmc_map_workers(struct gc_heap *heap, size_t size) {
  if (!mmc_is_shared(heap)) return 1;
  for (int i = 0; i < heap->tracer.count; i++) {
    struct mmc_worker *worker = &heap->workers[i];
    worker->live = gc_platform_map_table(mmc_count_bytes(size));
    if (worker->live && mark_stack_init(&worker->marks, size / GC_GRANULE))
      continue;
    mmc_unmap_workers(heap, size);
    return 0;
  }
  return 1;
}

static int mmc_init_workers(struct gc_heap *heap, int count) {
  if (!tracer_init(&heap->tracer, heap, count, 1)) return 0;
  size_t size = (size_t)heap->tracer.count * sizeof heap->workers[0];
  heap->workers = aligned_alloc(TRACE_CACHE_LINE, size);
  if (!heap->workers) return 0;
  memset(heap->workers, 0, size);
  return pthread_mutex_init(&heap->target_lock, NULL) == 0;
}

#endif // MMC_PARALLEL_H
