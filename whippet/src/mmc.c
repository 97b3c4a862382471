// mmc: a mostly marking collector for one mutator: nofl blocks for small
// objects, a non-moving space for large ones.
//
// The reservation, made once for the largest size that the heap may get:
//
//   low                                            high
//   | blocks               | large objects         |
//   | committed . . .      | committed . . .       |
//
// How it is collected: mmc-collection.h, and mmc-generations.h if GC_GENERATIONAL;
// with roots, or with words of objects, that may be anything: mmc-conservative.h;
// by several threads: mmc-parallel.h.
//
// Invariants:
//   * blocks in use + large pages <= heap size.  The mutator leaves `reserve`
//     blocks empty, until a collection has not helped.
//   * Every object lies under bits of the space, but for those of the
//     mutator's two holes.
//   * Under stress the limit equals hp, so that every allocation is slow.
#ifndef GC_ATTRS
#define GC_ATTRS "mmc-attrs.h"
#endif

#include "gc-api.h"
#include "gc-embedder-api.h"

#ifndef GC_EMBEDDER
#error "GC_EMBEDDER must name the embedder's header"
#endif
#include GC_EMBEDDER

#include "heap-members.h"
#include "mmc-members.h"
#include "mmc-name.h"
#if GC_GENERATIONAL
#include "remembered-set.h"
#endif
#if GC_CONSERVATIVE_ROOTS
#include "object-map.h"
#endif

// A small object that finds no room in the current hole takes the next one,
// and what was left of the hole, less than this, is lost until the next
// collection.  A larger one has a hole of its own kind.
#define MEDIUM_SIZE ((size_t)256)

struct gc_mutator {
  MUTATOR_MEMBERS
  uintptr_t low, high;            // the hole that hp is in
  uint32_t block;                 // of that hole
  struct nofl_hole medium;        // [low, hp) and [hp, high) as above
  uintptr_t medium_hp;
};

struct gc_heap {
  HEAP_MEMBERS
  MMC_MEMBERS
  uint64_t allocated_bytes; // small objects in holes that were left
  uint32_t enough;          // blocks, until the next major collection
  size_t offered;           // of free_bytes, those in blocks that may be used
#if GC_GENERATIONAL
  NURSERY_BARRIER_MEMBERS
  size_t major_yield;       // `offered` after the last major collection
  size_t minors_in_a_row, majors_in_a_row;
  uint64_t counter_then;    // what was allocated until the last collection
#endif
#if GC_CONSERVATIVE_ROOTS
  struct object_map map;
  struct gc_stack_addr stack_top;
#endif
#if GC_CONSERVATIVE_TRACE
  uint64_t *pointerless;    // first granules of small objects without references
#endif
};

const char gc_collector_name[] = MMC_NAME;

enum {
  HEAP_COPIES = 1,
  HEAP_TRACE_ORDERS = 1u << GC_TRACE_DEPTH_FIRST
    | (GC_PARALLEL ? 0u : 1u << GC_TRACE_BREADTH_FIRST),
};
#define COLLECTOR_FINDS_AMBIGUOUS_ROOTS 1

#include "heap-settings.h"
#include "mmc-enough.h"
#if GC_GENERATIONAL
#include "mmc-generations.h"
#else
#include "mmc-one-generation.h"
#endif
#if GC_CONSERVATIVE_ROOTS
#include "mmc-ambiguous.h"
#else
#include "mmc-precise.h"
#endif

static size_t heap_mmc_size(struct gc_heap *heap) {
  return heap->sizer.size;
}

static inline GC_ALWAYS_INLINE int
ephemeron_keep(struct gc_ephemeron *ephemeron, ephemeron_visitor *visit,
               struct gc_heap *heap) {
  return mmc_keep_ephemeron(ephemeron, visit, heap);
}

// Blocks that the mutator may use before the next collection.
static uint32_t mmc_mutator_limit(struct gc_heap *heap) {
  uint32_t limit = mmc_usable_blocks(heap);
  return limit > heap->reserve ? limit - heap->reserve : 0;
}

// The bump allocator

static void mutator_publish_limit(struct gc_mutator *mut) {
  mut->bump.limit = mut->heap->stress ? mut->bump.hp : mut->high;
}

static void mmc_prepare_hole(struct gc_heap *heap, struct nofl_hole hole) {
  mmc_forget_pointerless(heap, hole);
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
      mutator_leave_medium_hole(mut);
      mutator_have_no_hole(mut);
      return NULL;
    }
  }
  uintptr_t object = mut->bump.hp;
  mut->bump.hp = object + size;
  mutator_publish_limit(mut);
  return (void *)object;
}

// Collection

static void mmc_each_run(struct heap_verifier *v,
                         heap_verifier_run_visitor *visit) {
  mmc_each_block_run(v, visit);
  visit(v, gc_static_mutator.low, gc_static_mutator.bump.hp);
  visit(v, gc_static_mutator.medium.low, gc_static_mutator.medium_hp);
}

static struct heap_verifier mmc_verifier(struct gc_heap *heap) {
  return (struct heap_verifier){
    .heap = heap,
    .mutator_roots = gc_static_mutator.roots,
    .heap_roots = heap->roots,
    .finalizers = &heap->finalizers,
    .low = heap->nofl.base,
    .high = nofl_block_address(&heap->nofl, heap->nofl.committed),
    .each_run = mmc_each_run,
    .heap_low = heap->low,
    .heap_high = heap->high,
    .los = &heap->los,
  };
}

static void heap_verify(struct gc_heap *heap) {
  struct heap_verifier verifier = mmc_verifier(heap);
  heap_verifier_run(&verifier);
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
}

static void mmc_measure(struct gc_heap *heap, size_t small) {
  size_t room = (size_t)mmc_block_limit(heap) << NOFL_BLOCK_SHIFT;
  heap->free_bytes = room > small ? room - small : 0;
  size_t usable = mmc_usable_bytes(heap);
  heap->offered = usable > small ? usable - small : 0;
  mmc_set_reserve(heap, mmc_usable_blocks(heap), heap->offered);
}

static GC_NEVER_INLINE void mmc_collect(struct gc_heap *heap,
                                        struct gc_mutator *mut,
                                        enum gc_collection_kind kind,
                                        size_t small_request,
                                        size_t large_request) {
  mmc_capture_roots(heap);
  heap_tell_start(heap, mut, kind);
  mutator_leave_hole(mut);
  mutator_leave_medium_hole(mut);
  mutator_have_no_hole(mut);
  struct heap_verifier verifier = mmc_verifier(heap);
  if (heap->verify) mmc_verify_generations(&verifier, kind);
  mmc_map_objects(heap);
  size_t small = mmc_collect_kind(heap, kind);
  if (kind != GC_COLLECTION_MINOR) {
    mmc_resize(heap, small, small_request, large_request);
    mmc_set_enough(heap, small);
  }
  mmc_measure(heap, small);
  mmc_note_yield(heap, kind);
  mmc_discard(heap);
  if (heap->verify) heap_verify(heap);
  finalizers_notify(&heap->finalizers, heap);
  HEAP_EVENT(heap, restarting_mutators);
}

void gc_collect(struct gc_mutator *mut, enum gc_collection_kind kind) {
  if (kind == GC_COLLECTION_ANY || !GC_GENERATIONAL)
    kind = kind == GC_COLLECTION_COMPACTING ? kind : GC_COLLECTION_MAJOR;
  mmc_collect(mut->heap, mut, kind, 0, 0);
}

void gc_pin_object(struct gc_mutator *mut, struct gc_ref ref) {
  struct nofl_space *nofl = &mut->heap->nofl;
  if (!MMC_MOVES || gc_ref_is_immediate(ref)
      || !nofl_contains(nofl, gc_ref_value(ref))
      || nofl_pin(nofl, gc_ref_value(ref))) return;
  fprintf(stderr, "whippet: no memory to note which objects are pinned\n");
  abort();
}

// Allocation
//
// If a collection does not help, a stronger one comes next, up to one that
// vacates as many blocks as it can, and the mutator may use the reserve.  Out of
// memory means: the heap could not grow any further, and either the request still
// does not fit or less than 1/64 of the heap is free, and was after each of the
// last 16 such collections.

static void *mmc_out_of_memory(struct gc_heap *heap, size_t size) {
  return heap->allocation_failure(heap, size);
}

static int mmc_was_enough(struct gc_heap *heap, enum gc_collection_kind kind) {
  size_t few = heap->sizer.size / 64;
  if (kind != GC_COLLECTION_COMPACTING) return heap->free_bytes >= few;
  return !heap_is_exhausted(heap, heap->free_bytes, few);
}

static void *mmc_allocate_small(struct gc_mutator *mut, size_t size) {
  struct gc_heap *heap = mut->heap;
  void *object = mutator_bump(mut, size);
  if (GC_LIKELY(object != NULL)) return object;
  enum gc_collection_kind kind = mmc_next_kind(heap);
  for (; kind <= GC_COLLECTION_COMPACTING && !object; kind++) {
    mmc_collect(heap, mut, kind, size, 0);
    if (kind == GC_COLLECTION_COMPACTING) heap->reserve = 0;
    if (mmc_was_enough(heap, kind)) object = mutator_bump(mut, size);
  }
  return object ? object : mmc_out_of_memory(heap, size);
}

static void *mmc_take_large(struct gc_heap *heap, size_t footprint,
                            enum gc_allocation_kind kind) {
  size_t large = los_live_bytes(&heap->los), size = heap->sizer.size;
  if (large > size || footprint > size - large) return NULL;
  if (mmc_blocks_beside(heap, large + footprint) < heap->nofl.in_use)
    return NULL;
  void *object = (void *)los_allocate(&heap->los, footprint,
                                      GC_ALLOCATIONS_ZEROED,
                                      kind == GC_ALLOCATION_TAGGED_POINTERLESS);
  if (object) mmc_large_is_born(heap, object);
  return object;
}

static void *mmc_allocate_large(struct gc_mutator *mut, size_t size,
                                enum gc_allocation_kind what) {
  struct gc_heap *heap = mut->heap;
  size_t footprint = los_footprint(&heap->los, size);
  if (!footprint || footprint > heap->sizer.maximum)
    return mmc_out_of_memory(heap, size);
  void *object = mmc_take_large(heap, footprint, what);
  if (object) return object;
  enum gc_collection_kind kind = mmc_next_kind(heap);
  for (; kind <= GC_COLLECTION_COMPACTING && !object; kind++) {
    mmc_collect(heap, mut, kind, 0, footprint);
    if (mmc_was_enough(heap, kind)) object = mmc_take_large(heap, footprint, what);
  }
  return object ? object : mmc_out_of_memory(heap, size);
}

static void mmc_stress(struct gc_mutator *mut) {
  struct gc_heap *heap = mut->heap;
  if (heap_stress_is_due(heap))
    mmc_collect(heap, mut, mmc_stress_kind(heap), 0, 0);
}

void *gc_allocate_slow(struct gc_mutator *mut, size_t size,
                       enum gc_allocation_kind kind) {
  GC_ASSERT(size != 0);
  GC_ASSERT(kind == GC_ALLOCATION_TAGGED
            || kind == GC_ALLOCATION_TAGGED_POINTERLESS);
  if (GC_UNLIKELY(mut->heap->stress)) mmc_stress(mut);
  if (size > gc_allocator_large_threshold())
    return mmc_allocate_large(mut, size, kind);
  void *object = mmc_allocate_small(mut, gc_round_to_granule(size));
  if (kind == GC_ALLOCATION_TAGGED_POINTERLESS)
    mmc_note_pointerless(mut->heap, object);
  return object;
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
  if (!mmc_map_stacks(heap, small)) return 0;
  for (size_t factor = 4; factor > 0; factor /= 2) {
    size_t large = small * factor + GC_COMMIT_UNIT;
    heap->low = gc_platform_reserve(small + large);
    if (!heap->low) continue;
    heap->high = heap->low + small + large;
    if (nofl_init(&heap->nofl, heap->low, small,
                  GC_GENERATIONAL ? small + large : small)
        && los_init(&heap->los, heap->low + small, large)
        && mmc_init_generations(heap) && mmc_init_map(heap)) return 1;
    gc_platform_release(heap->low, heap->high - heap->low);
  }
  mmc_unmap_stacks(heap, small);
  return 0;
}

static int
heap_init_spaces(struct gc_heap *heap,
                 const struct gc_options *options GC_UNUSED) {
  heap->survival = 1024;
#if GC_PARALLEL
  if (!mmc_init_workers(heap, options->parallelism)) return 0;
#endif
  if (!heap_reserve(heap, mmc_reserve)) return 0;
  mmc_set_enough(heap, 0);
  mmc_measure(heap, 0);
  return 1;
}

static void heap_init_mutator(struct gc_heap *heap GC_UNUSED,
                              struct gc_mutator *mut) {
  mutator_have_no_hole(mut);
}
