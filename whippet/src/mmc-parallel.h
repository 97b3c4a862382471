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
// Marks.  A locked instruction waits for all stores before it: one for each object
// makes two threads take 1.45 times the processor time of one (quads, Cascade Lake);
// without, 1.15.  So bits are set by plain loads and stores, and if two workers do so
// at once for objects whose bits are in the same word, one bit may be lost; or both have
// looked before either has set the bit of an object.  Then an object is visited
// more than once, which does no harm:
//   * A worker never pushes an object twice: it notes those that it has pushed in a
//     table of its own, so its mark stack suffices, and the whole ends.
//   * That table gets the bits of all granules of what a worker visits, and when all is
//     done, those of all tables are added to the marks, and counted.
//   * Only one must move an object, or find an ephemeron, or scan what is large: that is
//     decided by locked instructions, on words that nobody writes otherwise.
//   * Two may update the same edge, with the same value: gc-edge.h.
//
// Roots that are ambiguous are one thread's, before all others: whatever they lead to
// has its bit, and stays.  Words of objects, if they may be references, are everyone's:
// object-map.h.
//
// Moving.  Who has acquired an object looks at its bit before moving it.  If
// there is no room for it, its bit is set before it is given up, and it is not
// visited in this phase: somebody who did not see the bit may acquire it once
// more, and its header is in use for as long.  No other bits of blocks that are being
// vacated are set meanwhile, so none is lost.  When the phase is over, the bits
// are seen by all, and what stayed is visited in a second phase, in which
// nothing moves.  The bits of a block that is moved to are written by who moves to it
// only: whoever else learns of an object sees its bit.
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
  uint64_t *covered;            // the granules of what it has visited
  uint8_t *touched;             // the blocks in which there are any
  uint32_t populated;           // the blocks whose part of `covered` has its pages
};

// A word of `covered` is read before it is written.  A page that came by a read is copied
// when it is written, and the other threads' processors are interrupted: a quarter of the
// time of a heap's first collection by two threads.
static inline void mmc_populate_covered(struct mmc_worker *own,
                                        uint32_t blocks) {
  if (own->populated >= blocks) return;
  size_t first = (size_t)own->populated * NOFL_BLOCK_WORDS;
  size_t end = (size_t)blocks * NOFL_BLOCK_WORDS;
  gc_platform_populate((uintptr_t)&own->covered[first],
                       (end - first) * sizeof *own->covered);
  own->populated = blocks;
}

// The state of a worker while a phase runs, in registers.
struct mmc_sharer {
  struct mark_cursor marks;
  struct gc_ref *bottom;
  uintptr_t base;
  size_t size;
  uint64_t *live, *covered;
  struct nofl_block *table;
  uint8_t *touched;
  uintptr_t to, to_end;
  unsigned patience;  // objects until it looks whether to share
  struct trace_worker *worker;
};

static inline GC_ALWAYS_INLINE struct mmc_sharer
sharer_begin(struct gc_heap *heap, struct trace_worker *worker) {
  struct mmc_worker *own = &heap->workers[worker->index];
  mmc_populate_covered(own, heap->shared_blocks);
  return (struct mmc_sharer){
    .marks = {.top = own->top},
    .bottom = own->bottom,
    .base = heap->nofl.base,
    .size = heap->nofl.reserved,
    .live = heap->nofl.live,
    .covered = own->covered,
    .table = heap->nofl.table,
    .touched = own->touched,
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

// Nonzero if it was before.  No other word is written in another way meanwhile.
static inline GC_ALWAYS_INLINE int
sharer_set_bit_together(uint64_t *bits, size_t granule) {
  uint64_t bit = (uint64_t)1 << (granule % 64);
  return (__atomic_fetch_or(&bits[granule / 64], bit, __ATOMIC_RELAXED) & bit)
    != 0;
}

static inline GC_ALWAYS_INLINE void sharer_set_bit(uint64_t *bits,
                                                   size_t granule) {
  uint64_t *word = &bits[granule / 64];
  uint64_t before = __atomic_load_n(word, __ATOMIC_RELAXED);
  __atomic_store_n(word, before | (uint64_t)1 << (granule % 64),
                   __ATOMIC_RELAXED);
}

static inline GC_ALWAYS_INLINE int sharer_bit(uint64_t *bits, size_t granule) {
  return __atomic_load_n(&bits[granule / 64], __ATOMIC_RELAXED)
    >> (granule % 64) & 1;
}

// Zero if the worker has to visit the object.
static inline GC_ALWAYS_INLINE int sharer_mark(struct mmc_sharer *sharer,
                                               uintptr_t addr) {
  size_t granule = granule_of(sharer->base, addr);
  if (sharer_bit(sharer->live, granule)
      || granule_set_bit(sharer->covered, granule)) return 1;
  sharer_set_bit(sharer->live, granule);
  return 0;
}

static inline GC_ALWAYS_INLINE int sharer_has_marked(struct mmc_sharer *sharer,
                                                     uintptr_t addr) {
  return sharer_bit(sharer->live, granule_of(sharer->base, addr));
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
      sharer_set_bit_together(sharer->live, granule_of(sharer->base, from));
      sharer_stay(heap, sharer->worker->index, fwd->ref);
    }
    gc_atomic_forward_abort(fwd);
    return from;
  }
  copy_exactly(to, from, size);
  sharer_set_bit(sharer->live, granule_of(sharer->base, to));
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
    sharer_set_bit_together(heap->nofl.live, granule_of(heap->nofl.base,
                                                          gc_ref_value(ref)));
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
  size_t granule = granule_of(heap->nofl.base, (uintptr_t)e);
  if (!sharer_set_bit_together(heap->claimed, granule))
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
  granule_set_bits(sharer->covered, offset / GC_GRANULE, size / GC_GRANULE);
  sharer->touched[offset >> NOFL_BLOCK_SHIFT] = 1;
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

// Adds up what the workers have visited of a block, and forgets it.
static void mmc_add_up_block(struct gc_heap *heap, uint32_t block) {
  uint64_t *live = heap->nofl.live + block * NOFL_BLOCK_WORDS;
  uint32_t granules = 0;
  for (size_t i = 0; i < NOFL_BLOCK_WORDS; i++) {
    uint64_t covered = 0;
    for (int w = 0; w < heap->tracer.count; w++) {
      uint64_t *word =
        &heap->workers[w].covered[block * NOFL_BLOCK_WORDS + i];
      covered |= *word;
      if (*word) *word = 0;
    }
    live[i] |= covered;
    granules += (uint32_t)__builtin_popcountll(covered);
  }
  heap->nofl.table[block].live += granules * GC_GRANULE;
}

static void mmc_add_up(struct gc_heap *heap) {
  for (uint32_t block = 0; block < heap->nofl.committed; block++) {
    int is_touched = 0;
    for (int w = 0; w < heap->tracer.count; w++) {
      is_touched |= heap->workers[w].touched[block];
      heap->workers[w].touched[block] = 0;
    }
    if (is_touched) mmc_add_up_block(heap, block);
  }
  struct gc_ephemeron *e = heap->ephemerons.found;
  for (; e; e = e->link)
    granule_clear_bit(heap->claimed,
                   granule_of(heap->nofl.base, (uintptr_t)e));
}

// What one thread has marked since the roots is everybody's, too.  Afterwards
// one thread goes on.
static void mmc_share_heap(struct gc_heap *heap, int moving) {
  struct parallel_tracer *tracer = &heap->tracer;
  heap->shared_blocks = heap->nofl.committed;
  mmc_push_marked(heap);
  tracer_run(tracer, moving ? sharer_move_heap : sharer_mark_heap);
  if (mmc_push_stayed(heap)) tracer_run(tracer, sharer_stay_heap);
  mmc_add_up(heap);
  heap->target = heap->workers[0].target;
  tracer_finish(tracer);
}

static void mmc_count_shared(struct gc_heap *heap) {
  los_keep_claimed(&heap->los);
}

// Initialisation, for small objects of so many bytes

static size_t mmc_bits_size(size_t size) {
  return size / GC_GRANULE / 8;
}

static void mmc_unmap(void *table, size_t size) {
  if (table) gc_platform_unmap_table(table, size);
}

static void mmc_unmap_workers(struct gc_heap *heap, size_t size) {
  mmc_unmap(heap->claimed, mmc_bits_size(size));
  for (int i = 0; i < heap->tracer.count; i++) {
    struct mmc_worker *worker = &heap->workers[i];
    mmc_unmap(worker->marks.base, worker->marks.reserved);
    mmc_unmap(worker->covered, mmc_bits_size(size));
    mmc_unmap(worker->touched, size >> NOFL_BLOCK_SHIFT);
    *worker = (struct mmc_worker){0};
  }
}

static int mmc_map_worker(struct mmc_worker *worker, size_t size) {
  worker->covered = gc_platform_map_table(mmc_bits_size(size));
  worker->touched = gc_platform_map_table(size >> NOFL_BLOCK_SHIFT);
  return worker->covered && worker->touched
    && mark_stack_init(&worker->marks, size / GC_GRANULE);
}

// For each a mark stack, as large as one has to be, and its tables.
static int mmc_map_workers(struct gc_heap *heap, size_t size) {
  if (!mmc_is_shared(heap)) return 1;
  heap->claimed = gc_platform_map_table(mmc_bits_size(size));
  int mapped = heap->claimed != NULL;
  for (int i = 0; mapped && i < heap->tracer.count; i++)
    mapped = mmc_map_worker(&heap->workers[i], size);
  if (!mapped) mmc_unmap_workers(heap, size);
  return mapped;
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
