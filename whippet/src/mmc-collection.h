// The collection of mmc's spaces: marks what it reaches, and moves it if it lies
// in a block that is to be vacated.  Shared by mmc.c and nursery-mmc.c, which
// differ in where objects are born.  Included once struct gc_heap, which has the
// members of mmc-members.h, is defined.
//
// Which blocks are vacated is decided before: those in which the least is
// expected to live, as long as it is expected to fit into the empty blocks.
// Survivors of a young generation are few and far between, so a small reserve of
// empty blocks is enough to move nearly all of them together, which is what a
// copying collector does, without its second half of the heap.  Whatever finds
// no room is marked where it is.
//
// Ephemerons: as in semi.  The main trace only lists those that it finds; a
// second one decides about them and asks for each object that it reaches
// whether an ephemeron waits for it.
#ifndef MMC_COLLECTION_H
#define MMC_COLLECTION_H

#include "copy-words.h"
#include "ephemeron.h"
#include "heap-settings.h"
#include "mmc-members.h"
#include "verify.h"

// Blocks fuller than 3/4 are not worth vacating, unless memory runs out.
#define FULLEST_WORTH_LEAVING (NOFL_BINS * 3 / 4)
#define FULLEST_POSSIBLE (NOFL_BINS - 2)

// 0: nothing is moved, for whatever refers to it may be no reference, or to see
// what moving is good for.
#ifndef MMC_MOVES
#define MMC_MOVES (!GC_CONSERVATIVE_TRACE)
#endif

// Sizes

// What blocks and large objects may have together: the collector's own.
static size_t heap_mmc_size(struct gc_heap *heap);

static uint32_t mmc_blocks_beside(struct gc_heap *heap, size_t large) {
  size_t size = heap_mmc_size(heap);
  return large < size ? (uint32_t)((size - large) >> NOFL_BLOCK_SHIFT) : 0;
}

// Blocks that small objects may have.
static uint32_t mmc_block_limit(struct gc_heap *heap) {
  return mmc_blocks_beside(heap, los_live_bytes(&heap->los));
}

// Collection: the visitor
//
// While a phase runs, its tracer holds the top of the mark stack and the place
// where objects are moved to.  It never leaves the phase's function, so that
// the compiler keeps it in registers.

struct mmc_tracer {
  struct mark_cursor marks;
  uintptr_t base;
  size_t size;
  uint64_t *live;
  struct nofl_block *table;
  uintptr_t to, to_end;
};

static inline GC_ALWAYS_INLINE struct mmc_tracer
mmc_begin(struct gc_heap *heap) {
  return (struct mmc_tracer){
    .marks = {.top = heap->marks.base + heap->mark_count},
    .base = heap->nofl.base,
    .size = heap->nofl.reserved,
    .live = heap->nofl.live,
    .table = heap->nofl.table,
    .to = heap->target.low,
    .to_end = heap->target.high,
  };
}

static inline GC_ALWAYS_INLINE void mmc_end(struct mmc_tracer *tracer,
                                            struct gc_heap *heap) {
  heap->mark_count = (size_t)(tracer->marks.top - heap->marks.base);
  heap->target = (struct nofl_hole){tracer->to, tracer->to_end};
}

// Collections use the reserve.  0 if nothing is left of it.
static GC_NEVER_INLINE uintptr_t mmc_next_target(struct gc_heap *heap) {
  uint32_t block = nofl_take_empty(&heap->nofl, mmc_block_limit(heap));
  return block == NOFL_NO_BLOCK ? 0 : nofl_block_address(&heap->nofl, block);
}

// The new address, or 0.
static inline GC_ALWAYS_INLINE uintptr_t mmc_move(struct mmc_tracer *tracer,
                                                  struct gc_heap *heap,
                                                  struct gc_ref ref) {
  size_t size = gc_round_to_granule(gc_trace_object(ref, NULL, heap, NULL));
  if (GC_UNLIKELY(tracer->to_end - tracer->to < size)) {
    uintptr_t target = mmc_next_target(heap);
    if (!target) return 0;
    tracer->to = target;
    tracer->to_end = target + NOFL_BLOCK_SIZE;
  }
  uintptr_t to = tracer->to;
  tracer->to = to + size;
  copy_exactly(to, gc_ref_value(ref), size);
  gc_object_forward_nonatomic(ref, gc_ref(to));
  return to;
}

static GC_NEVER_INLINE void mmc_mark_large(struct gc_heap *heap,
                                           struct gc_ref ref) {
  los_mark(&heap->los, ref);
  if (GC_GENERATIONAL)
    granule_set_bit(heap->nofl.live,
                 granule_of(heap->nofl.base, gc_ref_value(ref)));
}

static GC_NEVER_INLINE void mmc_push_extern(struct gc_heap *heap,
                                            struct gc_ref ref) {
  extern_queue_push(&heap->extern_queue, ref);
}

static inline GC_ALWAYS_INLINE void mmc_visit_outside(struct gc_heap *heap,
                                                      struct gc_ref ref,
                                                      int resolving) {
  if (los_contains(&heap->los, gc_ref_value(ref))) {
    if (resolving) pending_reach(&heap->ephemerons, ref);
    mmc_mark_large(heap, ref);
  } else if (gc_extern_space_visit(heap->extern_space, ref))
    mmc_push_extern(heap, ref);
}

static inline GC_ALWAYS_INLINE int mmc_is_marked(struct mmc_tracer *tracer,
                                                 uintptr_t addr) {
  return granule_bit(tracer->live, granule_of(tracer->base, addr));
}

// Nonzero if the object is moved, or was.
static inline GC_ALWAYS_INLINE int
mmc_evacuate(struct mmc_tracer *tracer, struct gc_heap *heap,
             struct gc_edge edge, struct gc_ref ref, int resolving) {
  uintptr_t to = gc_object_forwarded_nonatomic(ref);
  if (!to) {
    if (mmc_is_marked(tracer, gc_ref_value(ref))) return 0;
    if (resolving) pending_reach(&heap->ephemerons, ref);
    to = mmc_move(tracer, heap, ref);
    if (!to) return 0;
    granule_set_bit(tracer->live, granule_of(tracer->base, to));
    mark_push(&tracer->marks, gc_ref(to));
  }
  gc_edge_update(edge, gc_ref(to));
  return 1;
}

static inline GC_ALWAYS_INLINE void
mmc_visit_edge(struct gc_edge edge, struct gc_heap *heap, void *data,
               int moving, int resolving) {
  struct mmc_tracer *tracer = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (gc_ref_is_immediate(ref)) return;
  size_t offset = gc_ref_value(ref) - tracer->base;
  if (GC_UNLIKELY(offset >= tracer->size)) {
    if (!gc_ref_is_null(ref)) mmc_visit_outside(heap, ref, resolving);
    return;
  }
  if (moving && tracer->table[offset >> NOFL_BLOCK_SHIFT].is_leaving
      && mmc_evacuate(tracer, heap, edge, ref, resolving)) return;
  if (granule_set_bit(tracer->live, offset / GC_GRANULE)) return;
  if (resolving) pending_reach(&heap->ephemerons, ref);
  mark_push(&tracer->marks, ref);
}

static inline void mmc_visit(struct gc_edge edge, struct gc_heap *heap,
                             void *data) {
  mmc_visit_edge(edge, heap, data, 0, 0);
}

static inline void mmc_visit_moving(struct gc_edge edge, struct gc_heap *heap,
                                    void *data) {
  mmc_visit_edge(edge, heap, data, 1, 0);
}

static inline void mmc_visit_resolving(struct gc_edge edge,
                                       struct gc_heap *heap, void *data) {
  mmc_visit_edge(edge, heap, data, 1, 1);
}

static GC_NEVER_INLINE void mmc_find_ephemeron(struct gc_heap *heap,
                                               struct gc_ephemeron *e) {
  pending_add_found(&heap->ephemerons, e);
}

#if GC_CONSERVATIVE_ROOTS
#include "mmc-conservative.h"
#else
static void mmc_trace_pinned_roots(struct gc_heap *heap GC_UNUSED) {}
#endif

#if !GC_CONSERVATIVE_TRACE
static inline GC_ALWAYS_INLINE size_t
mmc_trace_object(struct gc_ref ref, ephemeron_visitor *visit,
                 struct gc_heap *heap, struct mmc_tracer *tracer) {
  return gc_trace_object(ref, visit, heap, tracer);
}
#endif

static inline GC_ALWAYS_INLINE int mmc_is_visitor(ephemeron_visitor *visit) {
  return visit == mmc_visit || visit == mmc_visit_moving
    || visit == mmc_visit_resolving;
}

// Collection: the phases.  Each is one copy of the embedder's trace function,
// flattened together with the visitor.

#define MMC_PHASE static GC_NEVER_INLINE __attribute__((flatten)) void

static struct gc_ref mmc_next_outside(struct gc_heap *heap) {
  struct gc_ref ref = los_pop_grey(&heap->los);
  return gc_ref_is_null(ref) ? extern_queue_pop(&heap->extern_queue) : ref;
}

// An object's size is known once its edges have been visited: then the rest of
// its bits are set.
static inline GC_ALWAYS_INLINE void
mmc_scan(struct mmc_tracer *tracer, struct gc_heap *heap, struct gc_ref ref,
         ephemeron_visitor *visit) {
  size_t size = mmc_trace_object(ref, visit, heap, tracer);
  size_t offset = gc_ref_value(ref) - tracer->base;
  if (GC_UNLIKELY(offset >= tracer->size)) return;
  size = gc_round_to_granule(size);
  granule_set_bits(tracer->live, offset / GC_GRANULE, size / GC_GRANULE);
  tracer->table[offset >> NOFL_BLOCK_SHIFT].live += (uint32_t)size;
}

static inline GC_ALWAYS_INLINE void mmc_trace(struct gc_heap *heap,
                                              ephemeron_visitor *visit) {
  struct mmc_tracer tracer = mmc_begin(heap);
  for (;;) {
    struct gc_ref ref = mark_pop(&tracer.marks, heap->marks.base);
    if (gc_ref_is_null(ref)) ref = mmc_next_outside(heap);
    if (gc_ref_is_null(ref)) break;
    mmc_scan(&tracer, heap, ref, visit);
  }
  mmc_end(&tracer, heap);
}

// What is found first is visited first; what lies outside is, when nothing else is.
static inline GC_ALWAYS_INLINE void
mmc_trace_in_breadth(struct gc_heap *heap, ephemeron_visitor *visit) {
  struct mmc_tracer tracer = mmc_begin(heap);
  size_t taken = 0;
  for (;;) {
    struct gc_ref ref = mark_take(&tracer.marks, heap->marks.base, &taken);
    if (gc_ref_is_null(ref)) ref = mmc_next_outside(heap);
    if (gc_ref_is_null(ref)) break;
    mmc_scan(&tracer, heap, ref, visit);
  }
  mmc_end(&tracer, heap);
}

static inline GC_ALWAYS_INLINE void mmc_visit_roots(struct gc_heap *heap,
                                                    ephemeron_visitor *visit) {
  struct mmc_tracer tracer = mmc_begin(heap);
  struct gc_mutator_roots *roots = gc_static_mutator.roots;
  if (roots) gc_trace_mutator_roots(roots, visit, heap, &tracer);
  if (heap->roots) gc_trace_heap_roots(heap->roots, visit, heap, &tracer);
  mmc_end(&tracer, heap);
}

MMC_PHASE mmc_mark_roots(struct gc_heap *heap) {
  mmc_visit_roots(heap, mmc_visit);
}

MMC_PHASE mmc_mark_heap(struct gc_heap *heap) {
  mmc_trace(heap, mmc_visit);
}

MMC_PHASE mmc_move_roots(struct gc_heap *heap) {
  mmc_visit_roots(heap, mmc_visit_moving);
}

MMC_PHASE mmc_move_heap(struct gc_heap *heap) {
  mmc_trace(heap, mmc_visit_moving);
}

#if GC_PARALLEL
#include "mmc-parallel.h"
#else
MMC_PHASE mmc_mark_heap_in_breadth(struct gc_heap *heap) {
  mmc_trace_in_breadth(heap, mmc_visit);
}

MMC_PHASE mmc_move_heap_in_breadth(struct gc_heap *heap) {
  mmc_trace_in_breadth(heap, mmc_visit_moving);
}
#endif

static void mmc_trace_precise_roots(struct gc_heap *heap, int moving) {
#if GC_PARALLEL
  if (mmc_is_shared(heap)) {
    mmc_share_roots(heap, moving);
    return;
  }
#endif
  if (moving) mmc_move_roots(heap);
  else mmc_mark_roots(heap);
}

static void mmc_trace_heap(struct gc_heap *heap, int moving) {
#if GC_PARALLEL
  if (mmc_is_shared(heap)) {
    mmc_share_heap(heap, moving);
    return;
  }
#else
  if (heap->trace_order == GC_TRACE_BREADTH_FIRST) {
    if (moving) mmc_move_heap_in_breadth(heap);
    else mmc_mark_heap_in_breadth(heap);
    return;
  }
#endif
  if (moving) mmc_move_heap(heap);
  else mmc_mark_heap(heap);
}

// Collection: ephemerons

// What ephemeron_keep does about mmc's visitors.
static inline GC_ALWAYS_INLINE int
mmc_keep_ephemeron(struct gc_ephemeron *ephemeron, ephemeron_visitor *visit,
                   struct gc_heap *heap) {
#if GC_PARALLEL
  if (sharer_is_visitor(visit)) {
    sharer_find_ephemeron(heap, ephemeron);
    return 1;
  }
#endif
  if (!mmc_is_visitor(visit)) return 0;
  mmc_find_ephemeron(heap, ephemeron);
  return 1;
}

MMC_PHASE mmc_resolve_heap(struct gc_heap *heap) {
  mmc_trace(heap, mmc_visit_resolving);
}

// What the collector does not manage is always reached.
static inline GC_ALWAYS_INLINE int
mmc_is_reached(struct gc_heap *heap, struct gc_ref ref, void *data) {
  struct mmc_tracer *tracer = data;
  if (gc_ref_is_immediate(ref)) return 1;
  size_t offset = gc_ref_value(ref) - tracer->base;
  if (offset < tracer->size)
    return granule_bit(tracer->live, offset / GC_GRANULE)
      || (tracer->table[offset >> NOFL_BLOCK_SHIFT].is_leaving
          && gc_object_forwarded_nonatomic(ref) != 0);
  return !los_contains(&heap->los, gc_ref_value(ref))
    || los_is_marked(&heap->los, ref);
}

MMC_PHASE mmc_resolve_found(struct gc_heap *heap) {
  struct mmc_tracer tracer = mmc_begin(heap);
  struct gc_ephemeron *e;
  while ((e = pending_take_found(&heap->ephemerons)))
    pending_resolve(&heap->ephemerons, heap, e, &tracer, mmc_is_reached,
                    mmc_visit_resolving);
  mmc_end(&tracer, heap);
}

static GC_NEVER_INLINE int mmc_has_found(struct gc_heap *heap) {
  struct mmc_tracer tracer = mmc_begin(heap);
  return pending_has_found(&heap->ephemerons, heap, &tracer, mmc_is_reached);
}

static void mmc_resolve_ephemerons(struct gc_heap *heap) {
  while (mmc_has_found(heap)) {
    mmc_resolve_found(heap);
    mmc_resolve_heap(heap);
  }
}

// Collection: finalizers

MMC_PHASE mmc_trace_finalizers(struct gc_heap *heap) {
  struct mmc_tracer tracer = mmc_begin(heap);
  finalizers_visit(&heap->finalizers, heap->scope, heap, &tracer,
                   mmc_visit_moving);
  mmc_end(&tracer, heap);
}

MMC_PHASE mmc_fire_finalizers(struct gc_heap *heap, size_t priority) {
  struct mmc_tracer tracer = mmc_begin(heap);
  finalizers_fire(&heap->finalizers, priority, heap->scope, heap, &tracer,
                  mmc_is_reached, mmc_visit_resolving);
  mmc_end(&tracer, heap);
}

static void mmc_trace_finalizable(struct gc_heap *heap) {
  mmc_resolve_heap(heap);
  mmc_resolve_ephemerons(heap);
}

// Collection: which blocks are vacated, and how many are kept for it

static size_t mmc_room(struct gc_heap *heap) {
  uint32_t limit = mmc_block_limit(heap), used = heap->nofl.in_use;
  return limit > used ? (size_t)(limit - used) << NOFL_BLOCK_SHIFT : 0;
}

// Nonzero if there are any.
static int mmc_choose_leaving(struct gc_heap *heap,
                              enum gc_collection_kind kind) {
  unsigned fullest = kind == GC_COLLECTION_COMPACTING ? FULLEST_POSSIBLE
    : FULLEST_WORTH_LEAVING;
  return nofl_choose_leaving(&heap->nofl, mmc_room(heap), heap->survival,
                             fullest, kind == GC_COLLECTION_MINOR) != 0;
}

// Half of the difference at a time: programs have phases.
static void mmc_learn_survival(struct gc_heap *heap) {
  uint32_t seen = nofl_survival(&heap->nofl, heap->survival);
  heap->survival = (heap->survival + seen) / 2;
}

// Enough for those that are expected to survive of all that can be born, at least
// 1/50 and at most 1/4 of the heap; but a quarter of what is free is for the mutator.
// Without that it was left with the holes of full blocks where all had survived, and
// collected a heap that was 90 % live for each 26 kB (whippet/tests, nearly_full: 184
// times, not 4).  With a half for it, the workload of fragmentation.c failed in 29 MiB.
static void mmc_set_reserve(struct gc_heap *heap, uint32_t limit,
                            size_t free_bytes) {
  if (!MMC_MOVES) return;
  size_t wanted = free_bytes / 1024 * heap->survival;
  uint32_t blocks = (uint32_t)(wanted >> NOFL_BLOCK_SHIFT) + 1;
  uint32_t most = (uint32_t)(free_bytes / 4 * 3 >> NOFL_BLOCK_SHIFT);
  blocks = blocks < limit / 50 ? limit / 50 : blocks;
  blocks = blocks < most ? blocks : most;
  heap->reserve = blocks < limit / 4 ? blocks : limit / 4;
}

// Collection: the whole

static void mmc_each_run_under(struct heap_verifier *v, const uint64_t *bits,
                               heap_verifier_run_visitor *visit) {
  struct nofl_space *nofl = &v->heap->nofl;
  for (uint32_t block = 0; block < nofl->committed; block++) {
    size_t end = ((size_t)block + 1) * NOFL_BLOCK_GRANULES;
    for (size_t at = end - NOFL_BLOCK_GRANULES; at < end;) {
      size_t low = granule_find_bit(bits, at, end, 1);
      at = low < end ? granule_find_bit(bits, low, end, 0) : end;
      if (low < at)
        visit(v, nofl->base + low * GC_GRANULE, nofl->base + at * GC_GRANULE);
    }
  }
}

static void mmc_each_block_run(struct heap_verifier *v,
                               heap_verifier_run_visitor *visit) {
  struct nofl_space *nofl = &v->heap->nofl;
  mmc_each_run_under(v, nofl->live, visit);
  if (nofl->born != nofl->live) mmc_each_run_under(v, nofl->born, visit);
}

static void mmc_trace_roots(struct gc_heap *heap, int moving) {
  heap->mark_count = 0;
  heap->target = (struct nofl_hole){0, 0};
  mmc_trace_pinned_roots(heap);
  mmc_trace_precise_roots(heap, moving);
  mmc_trace_finalizers(heap);
}

static void mmc_trace_rest(struct gc_heap *heap, int moving) {
  HEAP_EVENT(heap, roots_traced);
  mmc_trace_heap(heap, moving);
  HEAP_EVENT(heap, heap_traced);
  mmc_resolve_ephemerons(heap);
  HEAP_EVENT(heap, ephemerons_traced);
  finalizers_run(&heap->finalizers, heap, mmc_fire_finalizers,
                 mmc_trace_finalizable);
  HEAP_EVENT(heap, finalizers_traced);
  pending_bury(&heap->ephemerons);
#if GC_PARALLEL
  if (mmc_is_shared(heap)) mmc_count_shared(heap);
#endif
  los_finish_gc(&heap->los);
}

static void mmc_trace_all(struct gc_heap *heap, int moving) {
  nofl_start_gc(&heap->nofl);
  los_start_gc(&heap->los);
  gc_extern_space_start_gc(heap->extern_space, 0);
  mmc_trace_roots(heap, moving);
  mmc_trace_rest(heap, moving);
  gc_extern_space_finish_gc(heap->extern_space, 0);
}

// What lives is known.  The size of the small objects.
static size_t mmc_finish_spaces(struct gc_heap *heap, int is_minor) {
  mmc_learn_survival(heap);
  size_t small = nofl_finish_gc(&heap->nofl, is_minor);
  heap->live_bytes = small + los_live_bytes(&heap->los);
  HEAP_EVENT(heap, live_data_size, heap->live_bytes);
  return small;
}

// `trace` decides what is looked at; without `may_move` nothing is moved.  The size
// of the small objects that live.  Afterwards the collector decides about the size
// of the heap.
static size_t mmc_collect_spaces(struct gc_heap *heap,
                                 enum gc_collection_kind kind, int may_move,
                                 void (*trace)(struct gc_heap *heap,
                                               int moving)) {
  int is_minor = kind == GC_COLLECTION_MINOR;
  heap->collections++;
  heap->scope = is_minor ? FINALIZERS_YOUNG : FINALIZERS_ALL;
  trace(heap, MMC_MOVES && may_move && mmc_choose_leaving(heap, kind));
  return mmc_finish_spaces(heap, is_minor);
}

// Memory that large objects took from small ones goes back to the system, but
// not a block at a time.
static void mmc_discard(struct gc_heap *heap) {
  struct nofl_space *nofl = &heap->nofl;
  uint32_t limit = mmc_block_limit(heap);
  if (nofl->committed > limit + limit / 4 + 16)
    nofl_discard_empty(nofl, limit > nofl->in_use ? limit - nofl->in_use : 0);
  los_discard_free_runs(&heap->los, heap->sizer.size / 8);
}

// Initialisation: what marking needs, for small objects of so many bytes

static void mmc_unmap_stacks(struct gc_heap *heap, size_t size GC_UNUSED) {
#if GC_PARALLEL
  mmc_unmap_workers(heap, size);
#endif
  gc_platform_unmap_table(heap->marks.base, heap->marks.reserved);
}

static int mmc_map_stacks(struct gc_heap *heap, size_t size) {
  if (!mark_stack_init(&heap->marks, size / GC_GRANULE)) return 0;
#if GC_PARALLEL
  if (!mmc_map_workers(heap, size)) {
    gc_platform_unmap_table(heap->marks.base, heap->marks.reserved);
    return 0;
  }
#endif
  return 1;
}

#endif // MMC_COLLECTION_H
