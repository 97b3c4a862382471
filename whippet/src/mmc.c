// mmc: a mostly marking collector for one mutator: nofl blocks for small
// objects, a non-moving space for large ones.
//
// The reservation, made once for the largest size that the heap may get:
//
//   low                                            high
//   | blocks               | large objects         |
//   | committed . . .      | committed . . .       |
//
// A collection marks what it reaches, and moves it if it lies in a block that
// is to be vacated.  Which blocks these are is decided before: those in which
// the least is expected to live, as long as it is expected to fit into the
// empty blocks.  Survivors of a young generation are few and far between, so a
// small reserve of empty blocks is enough to move nearly all of them together,
// which is what a copying collector does, without its second half of the heap.
// Whatever finds no room is marked where it is.
//
// Invariants:
//   * blocks in use + large pages <= heap size.  The mutator leaves `reserve`
//     blocks empty, until a collection has not helped.
//   * Every object lies under bits of the space, but for those of the
//     mutator's two holes.
//   * Under stress the limit equals hp, so that every allocation is slow.
//
// Ephemerons: as in semi.  The main trace only lists those that it finds; a
// second one decides about them and asks for each object that it reaches
// whether an ephemeron waits for it.
#ifndef GC_ATTRS
#define GC_ATTRS "mmc-attrs.h"
#endif

#include "gc-api.h"
#include "gc-embedder-api.h"

#ifndef GC_EMBEDDER
#error "GC_EMBEDDER must name the embedder's header"
#endif
#include GC_EMBEDDER

#include "ephemeron.h"
#include "extern-queue.h"
#include "heap-members.h"
#include "large-object-space.h"
#include "mark-stack.h"
#include "nofl-space.h"
#include "pending-ephemerons.h"
#include "verify.h"

// A small object that finds no room in the current hole takes the next one,
// and what was left of the hole, less than this, is lost until the next
// collection.  A larger one has a hole of its own kind.
#define MEDIUM_SIZE ((size_t)256)

// Blocks fuller than 3/4 are not worth vacating, unless memory runs out.
#define FULLEST_WORTH_LEAVING (NOFL_BINS * 3 / 4)
#define FULLEST_POSSIBLE (NOFL_BINS - 2)

struct gc_mutator {
  MUTATOR_MEMBERS
  uintptr_t low, high;            // the hole that hp is in
  uint32_t block;                 // of that hole
  struct nofl_hole medium;        // [low, hp) and [hp, high) as above
  uintptr_t medium_hp;
};

struct gc_heap {
  HEAP_MEMBERS
  struct nofl_space nofl;
  struct large_object_space los;
  struct mark_stack marks;
  struct extern_queue extern_queue;
  struct pending_ephemerons ephemerons;

  uint32_t reserve;         // blocks that the mutator leaves empty
  uint32_t survival;        // of what is born, in 1024ths
  size_t free_bytes;        // of small objects' space, after a collection

  size_t mark_count;        // of a running collection
  struct nofl_hole target;  // where objects are moved to
  uint64_t allocated_bytes; // small objects in holes that were left
};

const char gc_collector_name[] = "mmc";

enum { HEAP_COPIES = 1 };

#include "heap-settings.h"

// Sizes

static uint32_t mmc_blocks_beside(struct gc_heap *heap, size_t large) {
  size_t size = heap->sizer.size;
  return large < size ? (uint32_t)((size - large) >> NOFL_BLOCK_SHIFT) : 0;
}

// Blocks that small objects may have.
static uint32_t mmc_block_limit(struct gc_heap *heap) {
  return mmc_blocks_beside(heap, los_live_bytes(&heap->los));
}

// Blocks that the mutator may use before the next collection.
static uint32_t mmc_mutator_limit(struct gc_heap *heap) {
  uint32_t limit = mmc_block_limit(heap);
  return limit > heap->reserve ? limit - heap->reserve : 0;
}

// The bump allocator

static void mutator_publish_limit(struct gc_mutator *mut) {
  mut->bump.limit = mut->heap->stress ? mut->bump.hp : mut->high;
}

static void mmc_prepare_hole(struct gc_heap *heap, struct nofl_hole hole) {
  uint32_t block = nofl_block_index(&heap->nofl, hole.low);
  if (GC_ALLOCATIONS_ZEROED && heap->nofl.table[block].is_dirty)
    memset((void *)hole.low, 0, hole.high - hole.low);
}

static void mutator_leave_hole(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  nofl_leave_hole(&heap->nofl, mut->low, mut->bump.hp);
  heap->allocated_bytes += mut->bump.hp - mut->low;
  mut->low = mut->bump.hp;
}

static void mutator_leave_medium_hole(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  nofl_leave_hole(&heap->nofl, mut->medium.low, mut->medium_hp);
  heap->allocated_bytes += mut->medium_hp - mut->medium.low;
  mut->medium.low = mut->medium_hp;
}

static void mutator_enter_hole(struct gc_mutator *mut, uint32_t block,
                               struct nofl_hole hole) {
  mmc_prepare_hole(mut->heap, hole);
  mut->block = block;
  mut->low = mut->bump.hp = hole.low;
  mut->high = hole.high;
  mutator_publish_limit(mut);
}

// Holds nothing, and its high end is where no block has anything left.
static void mutator_have_no_hole(struct gc_mutator *mut) {
  struct nofl_space *nofl = &mut->heap->nofl;
  mut->block = NOFL_NO_BLOCK;
  mut->low = mut->high = mut->bump.hp = nofl->base;
  mut->medium = (struct nofl_hole){nofl->base, nofl->base};
  mut->medium_hp = nofl->base;
  mutator_publish_limit(mut);
}

static uint32_t mmc_take_block(struct gc_heap *heap) {
  uint32_t block = nofl_take_partial(&heap->nofl);
  return block != NOFL_NO_BLOCK ? block
    : nofl_take_empty(&heap->nofl, mmc_mutator_limit(heap));
}

// 0 if no block has a hole of this size.
static int mutator_find_hole(struct gc_mutator *mut, size_t size) {
  struct nofl_space *nofl = &mut->heap->nofl;
  uint32_t block = mut->block;
  uintptr_t from = mut->high;
  mutator_leave_hole(mut);
  for (;;) {
    if (block == NOFL_NO_BLOCK) {
      block = mmc_take_block(mut->heap);
      if (block == NOFL_NO_BLOCK) return 0;
      from = nofl_block_address(nofl, block);
    }
    struct nofl_hole hole = nofl_find_hole(nofl, block, from);
    if (hole.high - hole.low >= size) {
      mutator_enter_hole(mut, block, hole);
      return 1;
    }
    from = hole.high;
    if (hole.low == hole.high) block = NOFL_NO_BLOCK;
  }
}

static void *mutator_bump_medium(struct gc_mutator *mut, size_t size) {
  struct gc_heap *heap = mut->heap;
  if (mut->medium.high - mut->medium_hp < size) {
    uint32_t block = nofl_take_empty(&heap->nofl, mmc_mutator_limit(heap));
    if (block == NOFL_NO_BLOCK) return NULL;
    mutator_leave_medium_hole(mut);
    uintptr_t low = nofl_block_address(&heap->nofl, block);
    mut->medium = (struct nofl_hole){low, low + NOFL_BLOCK_SIZE};
    mut->medium_hp = low;
    mmc_prepare_hole(heap, mut->medium);
  }
  uintptr_t object = mut->medium_hp;
  mut->medium_hp = object + size;
  return (void *)object;
}

// NULL if there is no room.
static void *mutator_bump(struct gc_mutator *mut, size_t size) {
  if (mut->high - mut->bump.hp < size) {
    void *medium = size > MEDIUM_SIZE ? mutator_bump_medium(mut, size) : NULL;
    if (medium) return medium;
    if (!mutator_find_hole(mut, size)) {
      mutator_have_no_hole(mut);
      return NULL;
    }
  }
  uintptr_t object = mut->bump.hp;
  mut->bump.hp = object + size;
  mutator_publish_limit(mut);
  return (void *)object;
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

static GC_ALWAYS_INLINE struct mmc_tracer mmc_begin(struct gc_heap *heap) {
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

static GC_ALWAYS_INLINE void mmc_end(struct mmc_tracer *tracer,
                                     struct gc_heap *heap) {
  heap->mark_count = (size_t)(tracer->marks.top - heap->marks.base);
  heap->target = (struct nofl_hole){tracer->to, tracer->to_end};
}

// Collections use the reserve.  0 if nothing is left of it.
static GC_NEVER_INLINE uintptr_t mmc_next_target(struct gc_heap *heap) {
  uint32_t block = nofl_take_empty(&heap->nofl, mmc_block_limit(heap));
  return block == NOFL_NO_BLOCK ? 0 : nofl_block_address(&heap->nofl, block);
}

static GC_ALWAYS_INLINE void mmc_copy(uintptr_t to, uintptr_t from,
                                      size_t size) {
  for (size_t i = 0; i < size; i += 8)
    __builtin_memcpy((void *)(to + i), (void *)(from + i), 8);
}

// The new address, or 0.
static GC_ALWAYS_INLINE uintptr_t mmc_move(struct mmc_tracer *tracer,
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
  mmc_copy(to, gc_ref_value(ref), size);
  gc_object_forward_nonatomic(ref, gc_ref(to));
  return to;
}

static GC_NEVER_INLINE void mmc_mark_large(struct gc_heap *heap,
                                           struct gc_ref ref) {
  los_mark(&heap->los, ref);
}

static GC_NEVER_INLINE void mmc_push_extern(struct gc_heap *heap,
                                            struct gc_ref ref) {
  extern_queue_push(&heap->extern_queue, ref);
}

static GC_ALWAYS_INLINE void mmc_visit_outside(struct gc_heap *heap,
                                               struct gc_ref ref,
                                               int resolving) {
  if (los_contains(&heap->los, gc_ref_value(ref))) {
    if (resolving) pending_reach(&heap->ephemerons, ref);
    mmc_mark_large(heap, ref);
  } else if (gc_extern_space_visit(heap->extern_space, ref))
    mmc_push_extern(heap, ref);
}

static GC_ALWAYS_INLINE int mmc_is_marked(struct mmc_tracer *tracer,
                                          uintptr_t addr) {
  return nofl_bit(tracer->live, nofl_granule(tracer->base, addr));
}

// Nonzero if the object is moved, or was.
static GC_ALWAYS_INLINE int mmc_evacuate(struct mmc_tracer *tracer,
                                         struct gc_heap *heap,
                                         struct gc_edge edge,
                                         struct gc_ref ref, int resolving) {
  uintptr_t to = gc_object_forwarded_nonatomic(ref);
  if (!to) {
    if (mmc_is_marked(tracer, gc_ref_value(ref))) return 0;
    if (resolving) pending_reach(&heap->ephemerons, ref);
    to = mmc_move(tracer, heap, ref);
    if (!to) return 0;
    nofl_set_bit(tracer->live, nofl_granule(tracer->base, to));
    mark_push(&tracer->marks, gc_ref(to));
  }
  gc_edge_update(edge, gc_ref(to));
  return 1;
}

static GC_ALWAYS_INLINE void mmc_visit_edge(struct gc_edge edge,
                                            struct gc_heap *heap, void *data,
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
  if (nofl_set_bit(tracer->live, offset / GC_GRANULE)) return;
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

static GC_ALWAYS_INLINE int ephemeron_keep(struct gc_ephemeron *ephemeron,
                                           ephemeron_visitor *visit,
                                           struct gc_heap *heap) {
  if (visit != mmc_visit && visit != mmc_visit_moving
      && visit != mmc_visit_resolving) return 0;
  mmc_find_ephemeron(heap, ephemeron);
  return 1;
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
static GC_ALWAYS_INLINE void mmc_scan(struct mmc_tracer *tracer,
                                      struct gc_heap *heap, struct gc_ref ref,
                                      ephemeron_visitor *visit) {
  size_t size = gc_trace_object(ref, visit, heap, tracer);
  size_t offset = gc_ref_value(ref) - tracer->base;
  if (GC_UNLIKELY(offset >= tracer->size)) return;
  size = gc_round_to_granule(size);
  nofl_set_bits(tracer->live, offset / GC_GRANULE, size / GC_GRANULE);
  tracer->table[offset >> NOFL_BLOCK_SHIFT].live += (uint32_t)size;
}

static GC_ALWAYS_INLINE void mmc_trace(struct gc_heap *heap,
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

static GC_ALWAYS_INLINE void mmc_visit_roots(struct gc_heap *heap,
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

// Collection: ephemerons

MMC_PHASE mmc_resolve_heap(struct gc_heap *heap) {
  mmc_trace(heap, mmc_visit_resolving);
}

// What the collector does not manage is always reached.
static GC_ALWAYS_INLINE int mmc_is_reached(struct gc_heap *heap,
                                           struct gc_ref ref, void *data) {
  struct mmc_tracer *tracer = data;
  if (gc_ref_is_immediate(ref)) return 1;
  if (nofl_contains(&heap->nofl, gc_ref_value(ref)))
    return mmc_is_marked(tracer, gc_ref_value(ref))
      || gc_object_forwarded_nonatomic(ref) != 0;
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

static void mmc_resolve_ephemerons(struct gc_heap *heap) {
  while (heap->ephemerons.found) {
    mmc_resolve_found(heap);
    mmc_resolve_heap(heap);
  }
  pending_bury(&heap->ephemerons);
}

// Collection: which blocks are vacated, and how many are kept for it

static size_t mmc_room(struct gc_heap *heap) {
  uint32_t limit = mmc_block_limit(heap), used = heap->nofl.in_use;
  return limit > used ? (size_t)(limit - used) << NOFL_BLOCK_SHIFT : 0;
}

// Nonzero if there are any.
static int mmc_choose_leaving(struct gc_heap *heap, int compacting) {
  unsigned fullest = compacting ? FULLEST_POSSIBLE : FULLEST_WORTH_LEAVING;
  return nofl_choose_leaving(&heap->nofl, mmc_room(heap), heap->survival,
                             fullest) != 0;
}

// Half of the difference at a time: programs have phases.
static void mmc_learn_survival(struct gc_heap *heap) {
  uint32_t seen = nofl_survival(&heap->nofl, heap->survival);
  heap->survival = (heap->survival + seen) / 2;
}

// Enough for those that are expected to survive of all that can be born, but
// at least 1/50 of the heap and at most 1/4.
static void mmc_set_reserve(struct gc_heap *heap) {
  uint32_t limit = mmc_block_limit(heap);
  size_t wanted = heap->free_bytes / 1024 * heap->survival;
  uint32_t blocks = (uint32_t)(wanted >> NOFL_BLOCK_SHIFT) + 1;
  blocks = blocks < limit / 50 ? limit / 50 : blocks;
  heap->reserve = blocks < limit / 4 ? blocks : limit / 4;
}

// Collection: the whole

static void mmc_each_run(struct heap_verifier *v,
                         heap_verifier_run_visitor *visit) {
  struct nofl_space *nofl = &v->heap->nofl;
  for (uint32_t block = 0; block < nofl->committed; block++) {
    size_t end = ((size_t)block + 1) * NOFL_BLOCK_GRANULES;
    for (size_t at = end - NOFL_BLOCK_GRANULES; at < end;) {
      size_t low = nofl_find_bit(nofl->live, at, end, 1);
      at = low < end ? nofl_find_bit(nofl->live, low, end, 0) : end;
      if (low < at)
        visit(v, nofl->base + low * GC_GRANULE, nofl->base + at * GC_GRANULE);
    }
  }
  visit(v, gc_static_mutator.low, gc_static_mutator.bump.hp);
  visit(v, gc_static_mutator.medium.low, gc_static_mutator.medium_hp);
}

static void heap_verify(struct gc_heap *heap) {
  struct heap_verifier verifier = {
    .heap = heap,
    .mutator_roots = gc_static_mutator.roots,
    .heap_roots = heap->roots,
    .low = heap->nofl.base,
    .high = nofl_block_address(&heap->nofl, heap->nofl.committed),
    .each_run = mmc_each_run,
    .heap_low = heap->low,
    .heap_high = heap->high,
    .los = &heap->los,
  };
  heap_verifier_run(&verifier);
}

static void mmc_trace_all(struct gc_heap *heap, int moving) {
  heap->mark_count = 0;
  heap->target = (struct nofl_hole){0, 0};
  los_start_gc(&heap->los);
  gc_extern_space_start_gc(heap->extern_space, 0);
  if (moving) mmc_move_roots(heap);
  else mmc_mark_roots(heap);
  HEAP_EVENT(heap, roots_traced);
  if (moving) mmc_move_heap(heap);
  else mmc_mark_heap(heap);
  HEAP_EVENT(heap, heap_traced);
  mmc_resolve_ephemerons(heap);
  HEAP_EVENT(heap, ephemerons_traced);
  HEAP_EVENT(heap, finalizers_traced);
  los_finish_gc(&heap->los);
  gc_extern_space_finish_gc(heap->extern_space, 0);
}

// Choose the size with which the request fits, if any.  Small objects are
// given whole blocks, and one more than they have.
static void mmc_resize(struct gc_heap *heap, size_t small, size_t small_request,
                       size_t large_request) {
  size_t large = los_live_bytes(&heap->los);
  size_t blocks = (size_t)(heap->nofl.in_use + 1) << NOFL_BLOCK_SHIFT;
  int changed = heap_sizer_on_gc(&heap->sizer, small + small_request,
                                 large + large_request);
  changed |= heap_sizer_ensure(&heap->sizer, blocks + large + large_request);
  if (changed) HEAP_EVENT(heap, heap_resized, heap->sizer.size);
  size_t room = (size_t)mmc_block_limit(heap) << NOFL_BLOCK_SHIFT;
  heap->free_bytes = room > small ? room - small : 0;
  mmc_set_reserve(heap);
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

static GC_NEVER_INLINE void mmc_collect(struct gc_heap *heap,
                                        struct gc_mutator *mut, int compacting,
                                        size_t small_request,
                                        size_t large_request) {
  heap_tell_start(heap, mut, compacting ? GC_COLLECTION_COMPACTING
                                        : GC_COLLECTION_MAJOR);
  heap->collections++;
  mutator_leave_hole(mut);
  mutator_leave_medium_hole(mut);
  mutator_have_no_hole(mut);
  int moving = mmc_choose_leaving(heap, compacting);
  nofl_start_gc(&heap->nofl);
  mmc_trace_all(heap, moving);
  mmc_learn_survival(heap);
  size_t small = nofl_finish_gc(&heap->nofl);
  heap->live_bytes = small + los_live_bytes(&heap->los);
  HEAP_EVENT(heap, live_data_size, heap->live_bytes);
  mmc_resize(heap, small, small_request, large_request);
  mmc_discard(heap);
  if (heap->verify) heap_verify(heap);
  HEAP_EVENT(heap, restarting_mutators);
}

void gc_collect(struct gc_mutator *mut, enum gc_collection_kind kind) {
  mmc_collect(mut->heap, mut, kind == GC_COLLECTION_COMPACTING, 0, 0);
}

// Allocation
//
// If a collection does not help, one that vacates as many blocks as it can
// comes next, and the mutator may use the reserve.  Out of memory means: the
// heap could not grow any further, and either the request still does not fit
// or less than 1/64 of the heap is free.  The second half keeps a nearly full
// heap from collecting for every few bytes.

static void *mmc_out_of_memory(struct gc_heap *heap, size_t size) {
  return heap->allocation_failure(heap, size);
}

static int mmc_is_crowded(struct gc_heap *heap) {
  return heap->free_bytes < heap->sizer.size / 64;
}

static void *mmc_allocate_small(struct gc_mutator *mut, size_t size) {
  struct gc_heap *heap = mut->heap;
  void *object = mutator_bump(mut, size);
  if (GC_LIKELY(object != NULL)) return object;
  for (int compacting = 0; compacting < 2 && !object; compacting++) {
    mmc_collect(heap, mut, compacting, size, 0);
    if (compacting) heap->reserve = 0;
    if (!mmc_is_crowded(heap)) object = mutator_bump(mut, size);
  }
  return object ? object : mmc_out_of_memory(heap, size);
}

static void *mmc_take_large(struct gc_heap *heap, size_t footprint,
                            enum gc_allocation_kind kind) {
  size_t large = los_live_bytes(&heap->los), size = heap->sizer.size;
  if (large > size || footprint > size - large) return NULL;
  if (mmc_blocks_beside(heap, large + footprint) < heap->nofl.in_use)
    return NULL;
  return (void *)los_allocate(&heap->los, footprint, GC_ALLOCATIONS_ZEROED,
                              kind == GC_ALLOCATION_TAGGED_POINTERLESS);
}

static void *mmc_allocate_large(struct gc_mutator *mut, size_t size,
                                enum gc_allocation_kind kind) {
  struct gc_heap *heap = mut->heap;
  size_t footprint = los_footprint(&heap->los, size);
  if (!footprint || footprint > heap->sizer.maximum)
    return mmc_out_of_memory(heap, size);
  void *object = mmc_take_large(heap, footprint, kind);
  for (int compacting = 0; compacting < 2 && !object; compacting++) {
    mmc_collect(heap, mut, compacting, 0, footprint);
    if (!mmc_is_crowded(heap)) object = mmc_take_large(heap, footprint, kind);
  }
  return object ? object : mmc_out_of_memory(heap, size);
}

// Every other collection moves all that it can, so that both kinds are met.
static void mmc_stress(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  if (!heap_stress_is_due(heap)) return;
  mmc_collect(heap, mut, heap->collections % 2, 0, 0);
}

void *gc_allocate_slow(struct gc_mutator *mut, size_t size,
                       enum gc_allocation_kind kind) {
  GC_ASSERT(size != 0);
  GC_ASSERT(gc_inline_allocator_kind(kind) != GC_INLINE_ALLOCATOR_NONE);
  if (GC_UNLIKELY(mut->heap->stress)) mmc_stress(mut);
  if (size > gc_allocator_large_threshold())
    return mmc_allocate_large(mut, size, kind);
  return mmc_allocate_small(mut, gc_round_to_granule(size));
}

uint64_t gc_allocation_counter(struct gc_heap *heap) {
  struct gc_mutator *mut = &gc_static_mutator;
  return heap->allocated_bytes + (mut->bump.hp - mut->low)
    + (mut->medium_hp - mut->medium.low) + heap->los.allocated_bytes;
}

// Initialisation

// Address space is cheap, fragmentation of the large object space is not: it
// gets up to four times the maximum heap size.
static int mmc_reserve(struct gc_heap *heap) {
  size_t small = gc_round_up(heap->sizer.maximum, NOFL_BLOCK_SIZE);
  if (!mark_stack_init(&heap->marks, small / GC_GRANULE)) return 0;
  for (size_t factor = 4; factor > 0; factor /= 2) {
    size_t large = small * factor + GC_COMMIT_UNIT;
    heap->low = gc_platform_reserve(small + large);
    if (!heap->low) continue;
    heap->high = heap->low + small + large;
    if (nofl_init(&heap->nofl, heap->low, small)
        && los_init(&heap->los, heap->low + small, large)) return 1;
    gc_platform_release(heap->low, heap->high - heap->low);
  }
  gc_platform_unmap_table(heap->marks.base, heap->marks.reserved);
  return 0;
}

static int heap_init_spaces(struct gc_heap *heap) {
  heap->survival = 1024;
  if (!heap_reserve(heap, mmc_reserve)) return 0;
  heap->free_bytes = heap->sizer.size;
  mmc_set_reserve(heap);
  return 1;
}

static void heap_init_mutator(struct gc_heap *heap GC_UNUSED,
                              struct gc_mutator *mut) {
  mutator_have_no_hole(mut);
}
