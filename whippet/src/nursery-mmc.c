// nursery-mmc: objects are born in a nursery, from which a minor collection
// copies those that live into mmc's blocks.  For one mutator.
//
// The reservation, made once for the largest size that the heap may get:
//
//   low                                                       high
//   | nursery            | blocks          | large objects    |
//   | committed . . .    | committed . . . | committed . . .  |
//
// Minor collection.  Roots are those of the mutator and of the heap (only those
// that may have changed, if the embedder can tell), the slots in the remembered
// set, and large objects made since the last collection, whose first stores
// nobody remembers.  All that they reach in the nursery is copied
// into holes of the blocks, in Cheney's order; nothing else is looked at, and
// nothing else dies.  An object is old once it has survived: then no old object
// refers to a young one, and the remembered set is empty.
//
// Major collection: always after a minor one, so that there are no young
// objects.  By copying all (copying-major.h), or as mmc (mmc-collection.h).
//
// With GC_PARALLEL=1 several threads collect: mmc-parallel.h, nursery-together.h.
//
// Invariants:
//   * nursery + blocks in use + large pages <= heap size.  There are committed,
//     empty blocks enough for all that the nursery may hold, so a minor
//     collection cannot fail.
//   * Small objects are born young, large ones old.
//   * Every old object lies under bits of the space, or is large.
//   * Under stress the limit equals hp, so that every allocation is slow.
//
// Ephemerons.  The old are alive in a minor collection, and so are their keys
// and values: a key is as old as its ephemeron or older.  The young are resolved
// as in semi.
#ifndef GC_ATTRS
#define GC_ATTRS "nursery-mmc-attrs.h"
#endif

#include "gc-api.h"
#include "gc-embedder-api.h"

#ifndef GC_EMBEDDER
#error "GC_EMBEDDER must name the embedder's header"
#endif
#include GC_EMBEDDER

#include "changed-roots.h"
#include "copy-words.h"
#include "heap-members.h"
#include "mmc-members.h"
#include "remembered-set.h"

#define NURSERY_LEAST ((size_t)16 << 10)
#define NURSERY_MOST (GC_NURSERY_RANGE / 2 - GC_COMMIT_UNIT)

// Rounded up to whole commit units: exhaustion tests fail with other sizes.
#define NURSERY_SURVIVORS ((size_t)96 << 10)

// Survivors take no hole that is smaller: it would be full before the copying
// loop has settled.  (quad-trees and splay-tree in twice the least heap: 407 and 755
// ms, with 512 bytes 446 and 855.)
#define PROMOTION_HOLE ((size_t)128)

// Old objects are collected seldom, so they get more room than the growable policy
// gives, by this factor; it is still a third of what semi takes.
#define OLD_EXPANSIVENESS 1.5

// Of a smaller heap nothing would be left beside the nursery.
#define LEAST_HEAP (4 * NOFL_BLOCK_SIZE)

// What a major collection that copies prefetches, in edges.
#define COPIER_AHEAD 8

// What a block holds at least before an object finds no more room in it.
#define PROMOTION_YIELD (NOFL_BLOCK_SIZE - gc_allocator_large_threshold() \
                         - COPY_SLOP)

struct gc_mutator {
  MUTATOR_MEMBERS
};

struct gc_heap {
  HEAP_MEMBERS
  MMC_MEMBERS
  NURSERY_BARRIER_MEMBERS
  size_t nursery_size;       // as it should be
  size_t nursery_usual;      // the same, when the stack is not deep
  size_t nursery_most;       // the same, when few objects survive
  size_t nursery_survival;   // of 1024, of late
  int nursery_is_given;      // by nursery-size, for whatever survives
  uintptr_t nursery_low;     // the objects of the nursery lie from here to hp
  uintptr_t nursery_end;     // what the mutator may use of it
  size_t nursery_committed;  // bytes of the range
  struct gc_mutator_roots *watched;  // no root of these was young when that
  struct gc_heap_roots *watched_too; // began

  uint32_t hole_block;       // where survivors go: [hp, high) of a block
  uintptr_t hole_low;        // [low, hp) is not under bits yet
  uintptr_t hole_hp, hole_high;
  uintptr_t hole_start;      // what this collection has put there begins here
  uintptr_t scan, scan_stop; // of a running minor collection
  size_t chunk, chunks;      // the hole that is scanned; those that were left
  int copies_all;            // it is a major one, by copying
  struct gc_edge ahead[COPIER_AHEAD];  // these are next
  size_t root_count;
  size_t slots_visited;      // of the remembered ones
  uint32_t keep;             // empty blocks; with fewer, a major one is due,
  int is_ample;              // but if this is set, with nursery_copy_reserve

  uint64_t allocated_bytes;  // small objects, up to the last collection
  size_t old_small;          // bytes: what a major one found, and survivors since

#if GC_PARALLEL
  struct promotion_worker *promotion_workers;
#endif
};

#if GC_PARALLEL
const char gc_collector_name[] = "parallel-nursery-mmc";
#else
const char gc_collector_name[] = "nursery-mmc";
#endif

enum {
  HEAP_COPIES = 1,
  HEAP_TRACE_ORDERS = 1u << GC_TRACE_BREADTH_FIRST,
};

#include "heap-settings.h"
#include "no-pinning.h"
#include "mmc-collection.h"
#include "nursery-barrier.h"
#include "verify-remembered.h"

static size_t heap_mmc_size(struct gc_heap *heap) {
  size_t size = heap->sizer.size;
  return heap->nursery_size < size ? size - heap->nursery_size : 0;
}

// Sizes

// Blocks that take so many bytes of survivors, whatever their sizes.
static uint32_t nursery_blocks_for(size_t bytes) {
  return (uint32_t)((bytes + PROMOTION_YIELD - 1) / PROMOTION_YIELD);
}

// Blocks that survivors may fill.  Where a major collection marks, the rest is for
// what it moves: without any it could not empty a single block.
static uint32_t nursery_block_limit(struct gc_heap *heap) {
  uint32_t limit = mmc_block_limit(heap);
  int marks = heap->sizer.size == heap->sizer.maximum && !heap->is_ample;
  return marks ? limit - limit / 16 : limit;
}

static uint32_t nursery_free_blocks(struct gc_heap *heap) {
  uint32_t limit = nursery_block_limit(heap), used = heap->nofl.in_use;
  return limit > used ? limit - used : 0;
}

// The nursery

static void mutator_publish_limit(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  mut->bump.limit = heap->stress ? mut->bump.hp : heap->nursery_end;
}

// nursery-size need not be a multiple of pages.
static int nursery_commit(struct gc_heap *heap, size_t size) {
  size = gc_round_up(size, GC_COMMIT_UNIT);
  if (size <= heap->nursery_committed) return 1;
  if (!gc_platform_allow_access(heap->low + heap->nursery_committed,
                                size - heap->nursery_committed)) return 0;
  heap->nursery_committed = size;
  return 1;
}

// With verify=1 two halves take turns, and the other one is out of bounds, so
// that the use of a reference that nobody updated faults at once.
static void nursery_take_turns(struct gc_heap *heap) {
  if (!heap->verify) return;
  size_t half = GC_NURSERY_RANGE / 2;
  gc_platform_forbid_access(heap->nursery_low, half);
  heap->nursery_low = heap->low + (heap->nursery_low == heap->low ? half : 0);
  gc_platform_allow_access(heap->nursery_low, half);
}

// So many empty blocks that can be used at once, or as many as there are.
static uint32_t nursery_ready_blocks(struct gc_heap *heap, uint32_t wanted) {
  struct nofl_space *nofl = &heap->nofl;
  uint32_t empty = nursery_free_blocks(heap);
  if (empty > wanted) empty = wanted;
  if (empty) nofl_commit(nofl, nofl->in_use + empty - 1);
  if (nofl->committed - nofl->in_use < empty)
    empty = nofl->committed - nofl->in_use;
  return empty;
}

// How much of the nursery the mutator may fill: what surely fits into empty
// blocks.
static size_t nursery_affordable(struct gc_heap *heap) {
  uint32_t wanted = nursery_blocks_for(heap->nursery_size);
  return nursery_ready_blocks(heap, wanted) * PROMOTION_YIELD;
}

// After a collection: the nursery is empty, and no root refers to it.
static void nursery_watch_roots(struct gc_heap *heap) {
  heap->watched = gc_static_mutator.roots;
  heap->watched_too = heap->roots;
  changed_roots_begin(heap->watched, heap->watched_too);
}

static void nursery_open(struct gc_heap *heap, struct gc_mutator *mut) {
  size_t used = mut->bump.hp - heap->nursery_low;
  if (GC_ALLOCATIONS_ZEROED) memset((void *)heap->nursery_low, 0, used);
  nursery_take_turns(heap);
  size_t size = heap->nursery_size;
  if (!nursery_commit(heap, size + GC_COMMIT_UNIT)) size = 0;
  heap->nursery_end = heap->nursery_low
    + gc_min_size(size, gc_round_down(nursery_affordable(heap), GC_GRANULE));
  mut->bump.hp = heap->nursery_low;
  mutator_publish_limit(mut);
}

// Minor collection: where survivors go

// Whatever was copied into the hole is under bits from now on.
static void promotion_publish(struct gc_heap *heap) {
  if (heap->copies_all)
    nofl_settle(&heap->nofl, heap->hole_low, heap->hole_hp);
  else {
    nofl_leave_hole(&heap->nofl, heap->hole_low, heap->hole_hp);
    heap->died_young -= heap->hole_hp - heap->hole_low;
  }
  heap->hole_low = heap->hole_hp;
}

// Holds nothing, and its high end is where no block has anything left.
static void promotion_have_no_hole(struct gc_heap *heap) {
  heap->hole_block = NOFL_NO_BLOCK;
  heap->hole_low = heap->hole_hp = heap->hole_high = heap->nofl.base;
}

// The nursery holds no more than fits into the blocks that are kept empty.
static GC_COLD _Noreturn void promotion_failed(void) {
  fprintf(stderr, "whippet: no room for the survivors of the nursery\n");
  abort();
}

static uint32_t promotion_take_block(struct gc_heap *heap) {
  uint32_t block = nofl_take_partial(&heap->nofl);
  if (block != NOFL_NO_BLOCK) return block;
  block = nofl_take_empty(&heap->nofl, nofl_block_count(&heap->nofl));
  if (block == NOFL_NO_BLOCK) promotion_failed();
  return block;
}

// From here on in the block, or in the next one.
static struct nofl_hole promotion_search(struct gc_heap *heap, uint32_t *block,
                                         uintptr_t from, size_t size) {
  struct nofl_space *nofl = &heap->nofl;
  size_t wanted = gc_max_size(size, PROMOTION_HOLE) + COPY_SLOP;
  for (;;) {
    if (*block == NOFL_NO_BLOCK) {
      *block = promotion_take_block(heap);
      from = nofl_block_address(nofl, *block);
    }
    struct nofl_hole hole = nofl_find_hole(nofl, *block, from);
    if (hole.high - hole.low >= wanted) return hole;
    from = hole.high;
    if (hole.low == hole.high) *block = NOFL_NO_BLOCK;
  }
}

static void promotion_find_hole(struct gc_heap *heap, size_t size) {
  struct nofl_hole hole = promotion_search(heap, &heap->hole_block,
                                           heap->hole_high, size);
  heap->hole_low = heap->hole_hp = hole.low;
  heap->hole_high = hole.high;
}

static void promotion_begin(struct gc_heap *heap) {
  heap->hole_start = heap->scan = heap->hole_hp;
  heap->scan_stop = 0;
  heap->chunk = heap->chunks = 0;
}

// Minor collection: the visitor
//
// While a phase runs, its promoter holds the allocation pointer.  It never
// leaves the phase's function, but for the change of the hole.

struct promoter {
  uintptr_t range;     // of the young
  uintptr_t blocks;    // of the old, for a major collection that copies
  size_t blocks_size;
  struct nofl_block *table;
  uintptr_t hp, end;   // the end is COPY_SLOP before the hole's
  uintptr_t stop;      // the end of the hole that is scanned; 0: it is the last
  size_t roots;
  size_t seen;         // edges, by a major collection that copies
};

static inline GC_ALWAYS_INLINE struct promoter
promoter_begin(struct gc_heap *heap) {
  return (struct promoter){
    .range = gc_nursery_range_low,
    .blocks = heap->nofl.base,
    .blocks_size = heap->nofl.reserved,
    .table = heap->nofl.table,
    .hp = heap->hole_hp,
    .end = heap->hole_high - COPY_SLOP,
    .stop = heap->scan_stop,
  };
}

static inline GC_ALWAYS_INLINE void promoter_end(struct promoter *promoter,
                                                 struct gc_heap *heap) {
  heap->hole_hp = promoter->hp;
  heap->scan_stop = promoter->stop;
}

// The holes that were left, and are still to be scanned.  No collection marks
// meanwhile: the mark stack's memory is free.
static struct nofl_hole *promotion_chunks(struct gc_heap *heap) {
  return (struct nofl_hole *)heap->marks.base;
}

static GC_NEVER_INLINE struct promoter
promoter_next_hole(struct promoter promoter, struct gc_heap *heap,
                   size_t size) {
  heap->hole_hp = promoter.hp;
  promotion_chunks(heap)[heap->chunks++] =
    (struct nofl_hole){heap->hole_start, heap->hole_hp};
  promotion_publish(heap);
  promotion_find_hole(heap, size);
  heap->hole_start = heap->hole_low;
  if (!promoter.stop) promoter.stop = promoter.hp;
  promoter.hp = heap->hole_hp;
  promoter.end = heap->hole_high - COPY_SLOP;
  return promoter;
}

static inline GC_ALWAYS_INLINE int nursery_range_holds(uintptr_t range,
                                                       struct gc_ref ref) {
  uintptr_t offset = gc_ref_value(ref) - range;
  return (offset >> 3 | offset << (8 * sizeof offset - 3))
    < GC_NURSERY_RANGE >> 3;
}

static inline GC_ALWAYS_INLINE int promoter_is_young(struct promoter *promoter,
                                                     struct gc_ref ref) {
  return nursery_range_holds(promoter->range, ref);
}

static inline GC_ALWAYS_INLINE uintptr_t
promoter_copy(struct promoter *promoter, struct gc_heap *heap,
              struct gc_ref ref) {
  size_t size = gc_round_to_granule(gc_trace_object(ref, NULL, heap, NULL));
  if (GC_UNLIKELY(promoter->hp + size > promoter->end))
    *promoter = promoter_next_hole(*promoter, heap, size);
  uintptr_t to = promoter->hp;
  promoter->hp = to + size;
  copy_fetch(to);
  copy_words(to, gc_ref_value(ref), size);
  gc_object_forward_nonatomic(ref, gc_ref(to));
  return to;
}

static inline GC_ALWAYS_INLINE void
promoter_visit(struct gc_edge edge, struct gc_heap *heap, void *data,
               int resolving) {
  struct promoter *promoter = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (!promoter_is_young(promoter, ref)) return;
  uintptr_t to = gc_object_forwarded_nonatomic(ref);
  if (!to) {
    if (resolving) pending_reach(&heap->ephemerons, ref);
    to = promoter_copy(promoter, heap, ref);
  }
  gc_edge_update(edge, gc_ref(to));
}

static inline void nursery_visit(struct gc_edge edge, struct gc_heap *heap,
                                 void *data) {
  promoter_visit(edge, heap, data, 0);
}

static inline void nursery_visit_resolving(struct gc_edge edge,
                                           struct gc_heap *heap, void *data) {
  promoter_visit(edge, heap, data, 1);
}

// Objects outside of the heap are traced if a root refers to them.
static inline void nursery_visit_root(struct gc_edge edge,
                                      struct gc_heap *heap, void *data) {
  struct promoter *promoter = data;
  struct gc_ref ref = gc_edge_ref(edge);
  promoter->roots++;
  if (gc_ref_is_heap_object(ref) && !gc_heap_contains(heap, ref)
      && gc_extern_space_visit(heap->extern_space, ref))
    mmc_push_extern(heap, ref);
  promoter_visit(edge, heap, data, 0);
}

#if GC_PARALLEL
#include "nursery-together.h"
#else
#include "nursery-alone.h"
#endif

static inline GC_ALWAYS_INLINE int copier_is_visitor(ephemeron_visitor *visit);

static inline GC_ALWAYS_INLINE int
ephemeron_keep(struct gc_ephemeron *ephemeron, ephemeron_visitor *visit,
               struct gc_heap *heap) {
  if (mmc_keep_ephemeron(ephemeron, visit, heap)
      || nursery_keep_together(ephemeron, visit, heap)) return 1;
  if (!copier_is_visitor(visit) && visit != nursery_visit
      && visit != nursery_visit_resolving) return 0;
  mmc_find_ephemeron(heap, ephemeron);
  return 1;
}

// Cheney's scan, through the holes in the order in which they were filled.
static inline GC_ALWAYS_INLINE void promoter_scan(struct promoter *promoter,
                                                  struct gc_heap *heap,
                                                  ephemeron_visitor *visit,
                                                  int may_share) {
  uintptr_t scan = heap->scan;
  for (;;) {
    while (scan != promoter->hp && scan != promoter->stop)
      scan += gc_round_to_granule(
        gc_trace_object(gc_ref(scan), visit, heap, promoter));
    if (!promoter->stop) break;
    int is_last = ++heap->chunk == heap->chunks;
    struct nofl_hole *next = &promotion_chunks(heap)[heap->chunk];
    scan = is_last ? heap->hole_start : next->low;
    promoter->stop = is_last ? 0 : next->high;
    if (may_share && nursery_should_share(heap, promoter->hp)) break;
  }
  heap->scan = scan;
}

static inline GC_ALWAYS_INLINE void nursery_scan(struct gc_heap *heap,
                                                 ephemeron_visitor *visit,
                                                 int may_share) {
  struct promoter promoter = promoter_begin(heap);
  promoter_scan(&promoter, heap, visit, may_share);
  promoter_end(&promoter, heap);
}

// What a remembered slot leads to is promoted together, before the next one.
static inline void nursery_visit_with_all(struct gc_edge edge,
                                          struct gc_heap *heap, void *data) {
  promoter_visit(edge, heap, data, 0);
  promoter_scan(data, heap, nursery_visit, 1);
}

// Minor collection: the phases

MMC_PHASE nursery_trace_all_roots(struct gc_heap *heap) {
  struct promoter promoter = promoter_begin(heap);
  struct gc_mutator_roots *roots = gc_static_mutator.roots;
  if (roots)
    gc_trace_mutator_roots(roots, nursery_visit_root, heap, &promoter);
  heap->root_count = promoter.roots;
  if (heap->roots)
    gc_trace_heap_roots(heap->roots, nursery_visit_root, heap, &promoter);
  promoter_end(&promoter, heap);
}

MMC_PHASE nursery_trace_changed_roots(struct gc_heap *heap) {
  struct promoter promoter = promoter_begin(heap);
  struct gc_mutator_roots *roots = gc_static_mutator.roots;
  if (roots)
    changed_roots_trace_mutator(roots, nursery_visit_root, heap, &promoter);
  heap->root_count = promoter.roots;
  if (heap->roots)
    changed_roots_trace_heap(heap->roots, nursery_visit_root, heap, &promoter);
  promoter_end(&promoter, heap);
}

MMC_PHASE nursery_trace_slots(struct gc_heap *heap, size_t from, size_t to) {
  struct promoter promoter = promoter_begin(heap);
  remembered_visit_part(&heap->remembered, from, to, nursery_visit_with_all,
                        heap, &promoter);
  promoter_end(&promoter, heap);
}

static void nursery_trace_remembered(struct gc_heap *heap) {
  size_t count = heap->remembered.count, at = 0, part;
  remembered_forget_recent();
  while ((part = nursery_slots_for_one(heap, at, count - at))) {
    nursery_trace_slots(heap, at, at + part);
    at += part;
  }
  heap->slots_visited = at;
}

// The log overflowed.
MMC_PHASE nursery_trace_all_remembered(struct gc_heap *heap) {
  struct promoter promoter = promoter_begin(heap);
  struct nofl_space *nofl = &heap->nofl;
  struct large_object_space *los = &heap->los;
  struct remembered_range *old = &heap->remembered.heap;
  struct remembered_range *outside = &heap->remembered.outside;
  remembered_visit_range(old, nofl->base,
                         nofl_block_address(nofl, nofl->committed),
                         nursery_visit, heap, &promoter);
  remembered_visit_range(old, los->base, los_page_address(los, los->top),
                         nursery_visit, heap, &promoter);
  if (outside->bits)
    remembered_visit_range(outside, outside->low, outside->high,
                           nursery_visit, heap, &promoter);
  heap->remembered.count = heap->slots_visited = 0;
  heap->remembered.is_full = 0;
  promoter_end(&promoter, heap);
}

MMC_PHASE nursery_trace_one(struct gc_heap *heap, struct gc_ref ref) {
  struct promoter promoter = promoter_begin(heap);
  gc_trace_object(ref, nursery_visit, heap, &promoter);
  promoter_end(&promoter, heap);
}

MMC_PHASE nursery_scan_promoted(struct gc_heap *heap) {
  nursery_scan(heap, nursery_visit, 1);
}

// 0 if the rest is to be shared.
static int nursery_trace_promoted(struct gc_heap *heap) {
  nursery_scan_promoted(heap);
  return heap->scan == heap->hole_hp;
}

static int nursery_has_slots(struct gc_heap *heap) {
  return heap->slots_visited != heap->remembered.count;
}

MMC_PHASE nursery_resolve_promoted(struct gc_heap *heap) {
  nursery_scan(heap, nursery_visit_resolving, 0);
}

// Minor collection: ephemerons

static inline GC_ALWAYS_INLINE int
nursery_is_reached(struct gc_heap *heap GC_UNUSED, struct gc_ref ref,
                   void *data) {
  return !promoter_is_young(data, ref)
    || gc_object_forwarded_nonatomic(ref) != 0;
}

MMC_PHASE nursery_resolve_found(struct gc_heap *heap) {
  struct promoter promoter = promoter_begin(heap);
  struct gc_ephemeron *e;
  while ((e = pending_take_found(&heap->ephemerons)))
    pending_resolve(&heap->ephemerons, heap, e, &promoter, nursery_is_reached,
                    nursery_visit_resolving);
  promoter_end(&promoter, heap);
}

static GC_NEVER_INLINE int nursery_has_found(struct gc_heap *heap) {
  struct promoter promoter = promoter_begin(heap);
  return pending_has_found(&heap->ephemerons, heap, &promoter, nursery_is_reached);
}

static void nursery_resolve_ephemerons(struct gc_heap *heap) {
  while (nursery_has_found(heap)) {
    nursery_resolve_found(heap);
    nursery_resolve_promoted(heap);
  }
}

// Minor collection: finalizers

MMC_PHASE nursery_trace_finalizers(struct gc_heap *heap) {
  struct promoter promoter = promoter_begin(heap);
  finalizers_visit(&heap->finalizers, FINALIZERS_YOUNG, heap, &promoter,
                   nursery_visit);
  promoter_end(&promoter, heap);
}

MMC_PHASE nursery_fire_finalizers(struct gc_heap *heap, size_t priority) {
  struct promoter promoter = promoter_begin(heap);
  finalizers_fire(&heap->finalizers, priority, FINALIZERS_YOUNG, heap,
                  &promoter, nursery_is_reached, nursery_visit_resolving);
  promoter_end(&promoter, heap);
}

static void nursery_trace_finalizable(struct gc_heap *heap) {
  nursery_resolve_promoted(heap);
  nursery_resolve_ephemerons(heap);
}

#include "copying-major.h"

// Verification

static void nursery_each_run(struct heap_verifier *v,
                             heap_verifier_run_visitor *visit) {
  mmc_each_block_run(v, visit);
  visit(v, v->heap->nursery_low, gc_static_mutator.bump.hp);
}

static struct heap_verifier nursery_verifier(struct gc_heap *heap) {
  return (struct heap_verifier){
    .heap = heap,
    .mutator_roots = gc_static_mutator.roots,
    .heap_roots = heap->roots,
    .finalizers = &heap->finalizers,
    .low = heap->low,
    .high = nofl_block_address(&heap->nofl, heap->nofl.committed),
    .each_run = nursery_each_run,
    .heap_low = heap->low,
    .heap_high = heap->high,
    .los = &heap->los,
  };
}

static void heap_verify(struct gc_heap *heap) {
  struct heap_verifier verifier = nursery_verifier(heap);
  heap_verifier_run(&verifier);
}

// Minor collection: the whole

static void nursery_trace_fresh_large(struct gc_heap *heap) {
  struct large_object_space *los = &heap->los;
  uint32_t page = los->lists[LOS_LIVE];
  for (; heap->fresh_large; heap->fresh_large--) {
    if (!los->pages[page].pointerless)
      nursery_trace_one(heap, gc_ref(los_page_address(los, page)));
    page = los->pages[page].next;
  }
}

static void nursery_trace_roots(struct gc_heap *heap) {
  if (heap->watched == gc_static_mutator.roots
      && heap->watched_too == heap->roots) nursery_trace_changed_roots(heap);
  else nursery_trace_all_roots(heap);
  nursery_trace_finalizers(heap);
  if (heap->remembered.is_full) nursery_trace_all_remembered(heap);
  else nursery_trace_remembered(heap);
  nursery_trace_fresh_large(heap);
  struct gc_ref ref;
  while (!gc_ref_is_null(ref = extern_queue_pop(&heap->extern_queue)))
    nursery_trace_one(heap, ref);
}

static void nursery_trace(struct gc_heap *heap) {
  promotion_begin(heap);
  gc_extern_space_start_gc(heap->extern_space, 1);
  nursery_trace_roots(heap);
  HEAP_EVENT(heap, roots_traced);
  if (nursery_has_slots(heap) || nursery_shares_at_once(heap)
      || !nursery_trace_promoted(heap)) nursery_share(heap);
  heap->remembered.count = 0;
  HEAP_EVENT(heap, heap_traced);
  nursery_resolve_ephemerons(heap);
  HEAP_EVENT(heap, ephemerons_traced);
  finalizers_run(&heap->finalizers, heap, nursery_fire_finalizers,
                 nursery_trace_finalizable);
  finalizers_settle(&heap->finalizers);
  HEAP_EVENT(heap, finalizers_traced);
  pending_bury(&heap->ephemerons);
  promotion_publish(heap);
  gc_extern_space_finish_gc(heap->extern_space, 1);
}

// A collection looks at all of the stack: the deeper it is, the rarer they have
// to be, lest deep recursion take quadratic time.  A slot is looked at in half
// the time that a word takes to be allocated, so twice its size doubles no cost.
static void nursery_fit_to_stack(struct gc_heap *heap) {
  size_t wanted = gc_round_up(heap->root_count * 2 * sizeof(struct gc_ref),
                              GC_COMMIT_UNIT);
  size_t most = gc_min_size(NURSERY_MOST, heap->sizer.size / 4);
  heap->nursery_size = gc_max_size(heap->nursery_usual,
                                   gc_min_size(wanted, most));
}

// Where most objects survive, they take the same time to copy however large the
// nursery is, at most twice that of those that survive a larger one; so it is
// small there, and pauses are short.  (splay-tree: median .51 ms, now .12, and .87
// of the time in collections; mutated-arrays .77 and .15, .91.)
static void nursery_fit_to_survivors(struct gc_heap *heap, size_t born,
                                     size_t survived) {
  if (heap->nursery_is_given || !born) return;
  size_t now = (size_t)((uint64_t)survived * 1024 / born);
  size_t survival = (heap->nursery_survival * 7 + now) / 8;
  heap->nursery_survival = survival;
  size_t wanted = survival < 512 ? heap->nursery_most
    : gc_round_up(NURSERY_SURVIVORS * 1024 / survival, GC_GRANULE);
  size_t usual = heap->nursery_usual;
  wanted = gc_max_size(usual / 2, gc_min_size(usual * 2, wanted));
  heap->nursery_usual = gc_min_size(wanted, heap->nursery_most);
}

static void nursery_collect_minor(struct gc_heap *heap,
                                  struct gc_mutator *mut) {
  heap_tell_start(heap, mut, GC_COLLECTION_MINOR);
  if (heap->verify) {
    struct heap_verifier verifier = nursery_verifier(heap);
    nursery_verify_remembered(&verifier, mmc_each_block_run);
  }
  heap->collections++;
  size_t born = mut->bump.hp - heap->nursery_low;
  heap->allocated_bytes += born;
  uint64_t gone = heap->died_young += born;
  nursery_trace(heap);
  size_t survived = (size_t)(gone - heap->died_young);
  heap->old_small += survived;
  heap->live_bytes = heap->old_small + los_live_bytes(&heap->los);
  nursery_watch_roots(heap);
  nursery_fit_to_survivors(heap, born, survived);
  nursery_fit_to_stack(heap);
  nursery_open(heap, mut);
  if (heap->verify) heap_verify(heap);
  finalizers_notify(&heap->finalizers, heap);
  HEAP_EVENT(heap, restarting_mutators);
}

// Major collection

// At least the size with which the request fits, if any, beside the blocks for
// what the nursery will hold.
static void nursery_ensure_room(struct gc_heap *heap, int changed, size_t small,
                                size_t large_request) {
  size_t large = los_live_bytes(&heap->los);
  size_t blocks = heap->nofl.in_use + nursery_blocks_for(heap->nursery_size);
  changed |= heap_sizer_ensure(&heap->sizer, heap->nursery_size
                               + ((blocks + 1) << NOFL_BLOCK_SHIFT) + large
                               + large_request);
  if (changed) HEAP_EVENT(heap, heap_resized, heap->sizer.size);
  size_t room = (size_t)mmc_block_limit(heap) << NOFL_BLOCK_SHIFT;
  heap->free_bytes = room > small ? room - small : 0;
  mmc_set_reserve(heap, mmc_block_limit(heap), heap->free_bytes);
}

static void nursery_resize(struct gc_heap *heap, size_t small,
                           size_t large_request) {
  size_t large = los_live_bytes(&heap->los);
  int changed = heap_sizer_on_gc(&heap->sizer, small, large + large_request);
  nursery_ensure_room(heap, changed, small, large_request);
}

// Whether there are blocks for all that the old generation may hold.  They may be
// more than the heap's size allows, if that may grow.  Several threads mark.
static int nursery_may_copy_all(struct gc_heap *heap) {
  if (nursery_is_shared(heap)) return 0;
  size_t most = heap->sizer.maximum, large = los_live_bytes(&heap->los);
  size_t blocks = heap->nofl.in_use + nursery_blocks_for(heap->old_small);
  size_t needed = heap->nursery_size + large + (blocks << NOFL_BLOCK_SHIFT);
  return needed <= most;
}

// Where the heap cannot grow, all can be copied as long as this says so: then the
// next major collection is due before it is too late.  But that is not worth it if
// less than a quarter of what lives can be promoted until then.
static uint32_t nursery_copy_reserve(struct gc_heap *heap) {
  return nursery_blocks_for(heap->old_small)
    + 2 * nursery_blocks_for(heap->nursery_size);
}

static int nursery_is_ample(struct gc_heap *heap) {
  uint32_t quarter = nursery_blocks_for(heap->old_small) / 4;
  return heap->sizer.size == heap->sizer.maximum && !nursery_is_shared(heap)
    && heap->nofl.in_use + nursery_copy_reserve(heap) + 2 * quarter
      <= mmc_block_limit(heap);
}

// Where little is left, half of it: a collection needs blocks to move things to.
static void nursery_set_keep(struct gc_heap *heap) {
  uint32_t wanted = nursery_blocks_for(heap->nursery_size);
  uint32_t reserve = nursery_may_copy_all(heap)
    ? nursery_blocks_for(heap->old_small) : heap->reserve;
  if (wanted < reserve) wanted = reserve;
  heap->is_ample = nursery_is_ample(heap);
  uint32_t most = nursery_free_blocks(heap) / 2;
  heap->keep = wanted < most ? wanted : most;
}

// The nursery is empty.
static void nursery_collect_major(struct gc_heap *heap, struct gc_mutator *mut,
                                  int compacting, size_t large_request) {
  enum gc_collection_kind kind = compacting ? GC_COLLECTION_COMPACTING
    : GC_COLLECTION_MAJOR;
  heap_tell_start(heap, mut, kind);
  promotion_have_no_hole(heap);
  nursery_forget_shared_holes(heap);
  changed_roots_end(heap->watched);
  int copies = nursery_may_copy_all(heap) && (compacting || !heap->stress);
  size_t small = copies ? copier_collect(heap)
    : mmc_collect_spaces(heap, kind, compacting, mmc_trace_all);
  heap->old_small = small;
  nursery_watch_roots(heap);
  nursery_resize(heap, small, large_request);
  mmc_discard(heap);
  nursery_set_keep(heap);
  nursery_open(heap, mut);
  if (heap->verify) heap_verify(heap);
  finalizers_notify(&heap->finalizers, heap);
  HEAP_EVENT(heap, restarting_mutators);
}

// A quarter of what the heap may hold lies in holes.
static int nursery_is_fragmented(struct gc_heap *heap) {
  size_t used = (size_t)heap->nofl.in_use << NOFL_BLOCK_SHIFT;
  return used - heap->old_small
    > (size_t)(mmc_block_limit(heap) / 4) << NOFL_BLOCK_SHIFT;
}

// Marking tells what each block holds, and how many of them it takes; only then are
// some vacated.  By what was to be expected, too many had been begun with before,
// and none of them emptied.
static void nursery_collect_all(struct gc_heap *heap, struct gc_mutator *mut,
                                int compacting, size_t large_request) {
  nursery_collect_major(heap, mut, compacting, large_request);
  if (!compacting && nursery_is_fragmented(heap))
    nursery_collect_major(heap, mut, 1, large_request);
}

static int nursery_major_is_due(struct gc_heap *heap) {
  uint32_t keep = heap->is_ample ? nursery_copy_reserve(heap) : heap->keep;
  return heap->nofl.in_use + keep > nursery_block_limit(heap);
}

void gc_collect(struct gc_mutator *mut, enum gc_collection_kind kind) {
  nursery_collect_minor(mut->heap, mut);
  if (kind != GC_COLLECTION_MINOR || nursery_major_is_due(mut->heap))
    nursery_collect_all(mut->heap, mut, kind == GC_COLLECTION_COMPACTING, 0);
}

// Allocation
//
// A minor collection, then a major one if it is due, then some that vacate as
// many blocks as they can: each knows from the one before exactly what lies in
// them, and has more room.  When memory is out: as in mmc.

static void *mutator_bump(struct gc_mutator *mut, size_t size) {
  uintptr_t object = mut->bump.hp;
  if (mut->heap->nursery_end - object < size) return NULL;
  mut->bump.hp = object + size;
  mutator_publish_limit(mut);
  return (void *)object;
}

#define MOST_MAJORS 5

static int nursery_is_exhausted(struct gc_heap *heap) {
  return heap_is_exhausted(heap, heap->free_bytes, heap->sizer.size / 64);
}

static void *nursery_allocate_small(struct gc_mutator *mut, size_t size) {
  struct gc_heap *heap = mut->heap;
  void *object = mutator_bump(mut, size);
  if (object) return object;
  nursery_collect_minor(heap, mut);
  if (GC_LIKELY(!nursery_major_is_due(heap))) object = mutator_bump(mut, size);
  for (int majors = 0; majors < MOST_MAJORS && !object; majors++) {
    nursery_collect_all(heap, mut, majors > 0, 0);
    if (nursery_is_exhausted(heap)) break;
    object = mutator_bump(mut, size);
  }
  return object ? object : heap->allocation_failure(heap, size);
}

// The nursery's survivors need their blocks beside the object.
static void *nursery_take_large(struct gc_heap *heap, size_t footprint,
                                enum gc_allocation_kind kind) {
  size_t large = los_live_bytes(&heap->los), size = heap_mmc_size(heap);
  uint32_t needed = heap->nofl.in_use
    + nursery_blocks_for(heap->nursery_end - heap->nursery_low);
  if (large > size || footprint > size - large) return NULL;
  if (mmc_blocks_beside(heap, large + footprint) < needed) return NULL;
  uintptr_t object = los_allocate(&heap->los, footprint, GC_ALLOCATIONS_ZEROED,
                                  kind == GC_ALLOCATION_TAGGED_POINTERLESS);
  heap->fresh_large += object != 0;
  return (void *)object;
}

static void *nursery_allocate_large(struct gc_mutator *mut, size_t size,
                                    enum gc_allocation_kind kind) {
  struct gc_heap *heap = mut->heap;
  size_t footprint = los_footprint(&heap->los, size);
  if (!footprint || footprint > heap->sizer.maximum)
    return heap->allocation_failure(heap, size);
  void *object = nursery_take_large(heap, footprint, kind);
  if (object) return object;
  nursery_collect_minor(heap, mut);
  for (int compacting = 0; compacting < 2 && !object; compacting++) {
    nursery_collect_all(heap, mut, compacting, footprint);
    if (!nursery_is_exhausted(heap))
      object = nursery_take_large(heap, footprint, kind);
  }
  return object ? object : heap->allocation_failure(heap, size);
}

// Every fourth collection is a major one, and every eighth copies everything or
// moves all that it can, so that all kinds are met.
static void nursery_stress(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  if (!heap_stress_is_due(heap)) return;
  nursery_collect_minor(heap, mut);
  if (heap->collections % 4 == 0)
    nursery_collect_all(heap, mut, heap->collections % 8 == 0, 0);
}

void *gc_allocate_slow(struct gc_mutator *mut, size_t size,
                       enum gc_allocation_kind kind) {
  GC_ASSERT(size != 0);
  GC_ASSERT(gc_inline_allocator_kind(kind) != GC_INLINE_ALLOCATOR_NONE);
  if (GC_UNLIKELY(mut->heap->stress)) nursery_stress(mut);
  if (size > gc_allocator_large_threshold())
    return nursery_allocate_large(mut, size, kind);
  return nursery_allocate_small(mut, gc_round_to_granule(size));
}

uint64_t gc_allocation_counter(struct gc_heap *heap) {
  return heap->allocated_bytes + (gc_static_mutator.bump.hp - heap->nursery_low)
    + heap->los.allocated_bytes;
}

// Initialisation

// Blocks for the survivors of a nursery stand beside the maximum, so that there
// is a place for them even if the heap is no larger than that.  Address space is
// cheap, fragmentation of the large object space is not: it gets up to four
// times the maximum heap size.
static int nursery_reserve(struct gc_heap *heap) {
  size_t small = gc_round_up(heap->sizer.maximum, NOFL_BLOCK_SIZE)
    + NURSERY_MOST;
  if (!mmc_map_stacks(heap, small)) return 0;
  for (size_t factor = 4; factor > 0; factor /= 2) {
    size_t large = gc_round_up(heap->sizer.maximum, GC_COMMIT_UNIT) * factor
      + GC_COMMIT_UNIT;
    size_t size = GC_NURSERY_RANGE + small + large;
    heap->low = gc_platform_reserve(size);
    if (!heap->low) continue;
    heap->high = heap->low + size;
    uintptr_t blocks = heap->low + GC_NURSERY_RANGE;
    if (nofl_init(&heap->nofl, blocks, small, small)
        && los_init(&heap->los, blocks + small, large)
        && remembered_init(&heap->remembered, blocks, heap->high)
        && changed_roots_init(&heap->remembered)) return 1;
    gc_platform_release(heap->low, size);
    heap->low = 0;
  }
  mmc_unmap_stacks(heap, small);
  return 0;
}

// Half of the cache of the second level: programs are as fast as with all of it,
// and pauses are half as long.
static size_t nursery_default_size(void) {
  size_t least = (size_t)512 << 10, most = (size_t)4 << 20;
  return gc_max_size(least, gc_min_size(most, gc_platform_cache_size() / 2));
}

static int heap_init_spaces(struct gc_heap *heap,
                            const struct gc_options *options) {
  heap->survival = 1024;
  if (!nursery_init_workers(heap, options->parallelism)) return 0;
  heap->sizer.expansiveness *= OLD_EXPANSIVENESS;
  heap->sizer.size = gc_max_size(heap->sizer.size, LEAST_HEAP);
  heap->sizer.maximum = gc_max_size(heap->sizer.maximum, LEAST_HEAP);
  if (!heap_reserve(heap, nursery_reserve)) return 0;
  size_t wanted = options->nursery_size;
  if (!wanted) wanted = nursery_default_size();
  size_t most = gc_round_down(heap->sizer.maximum / 8, LOS_PAGE_SIZE);
  heap->nursery_is_given = options->nursery_size != 0;
  heap->nursery_most = heap->nursery_usual = heap->nursery_size =
    gc_max_size(NURSERY_LEAST, gc_min_size(wanted, most));
  gc_nursery_range_low = heap->nursery_low = heap->low;
  promotion_have_no_hole(heap);
  return 1;
}

static void heap_init_mutator(struct gc_heap *heap, struct gc_mutator *mut) {
  nursery_ensure_room(heap, 0, 0, 0);
  nursery_set_keep(heap);
  mut->bump.hp = heap->nursery_low;
  nursery_open(heap, mut);
}
