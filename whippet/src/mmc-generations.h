// mmc with generations: marks are sticky (Demers et al., POPL 1990).
//
// What a collection has marked is old, whatever was born since is young, and
// neither moves for it.  A minor collection keeps the marks, and so traces, from
// the roots and from the slots in the remembered set, no further than to old
// objects; what is young and not reached dies.  The survivors have marks, and so
// are old, and the remembered set is empty.
//
// As every reference to a young object is looked at, blocks that hold no old
// ones can be vacated, like those of a major collection.
//
// Large objects are young too until they are marked.  Nobody remembers stores to
// young objects, so those that die in a minor collection leave nothing behind.
//
// Ephemerons: the old are alive in a minor collection, and so are their keys and
// values, for a key is as old as its ephemeron or older.  The young are resolved
// as ever: what is old is reached.
//
// By several threads: the marks of mmc-parallel.h are as sticky, and remembered slots
// are shared like roots, remembered-together.h.
//
// All roots are looked at, though stores to some of them went through the barrier.
#ifndef MMC_GENERATIONS_H
#define MMC_GENERATIONS_H

#include "mmc-collection.h"
#include "remembering-barrier.h"
#include "verify-remembered.h"

struct gc_sticky_marks gc_sticky_marks;

// The barrier

// The young lie anywhere.
uintptr_t gc_small_object_nursery_low_address(struct gc_heap *heap) {
  return heap->low;
}

uintptr_t gc_small_object_nursery_high_address(struct gc_heap *heap) {
  return heap->high;
}

// Remembered slots

static inline GC_ALWAYS_INLINE void
mmc_visit_remembered(struct gc_heap *heap, ephemeron_visitor *visit) {
  struct mmc_tracer tracer = mmc_begin(heap);
  struct remembered_set *set = &heap->remembered;
  struct nofl_space *nofl = &heap->nofl;
  struct large_object_space *los = &heap->los;
  if (GC_UNLIKELY(set->is_full)) {
    remembered_visit_range(&set->heap, nofl->base,
                           nofl_block_address(nofl, nofl->committed), visit,
                           heap, &tracer);
    remembered_visit_range(&set->heap, los->base,
                           los_page_address(los, los->top), visit, heap,
                           &tracer);
    set->count = 0;
    set->is_full = 0;
  } else remembered_visit_log(set, visit, heap, &tracer);
  mmc_end(&tracer, heap);
}

MMC_PHASE mmc_mark_remembered(struct gc_heap *heap) {
  mmc_visit_remembered(heap, mmc_visit);
}

MMC_PHASE mmc_move_remembered(struct gc_heap *heap) {
  mmc_visit_remembered(heap, mmc_visit_moving);
}

static inline void mmc_visit_nothing(struct gc_edge edge GC_UNUSED,
                                     struct gc_heap *heap GC_UNUSED,
                                     void *data GC_UNUSED) {}

MMC_PHASE mmc_forget_remembered(struct gc_heap *heap) {
  mmc_visit_remembered(heap, mmc_visit_nothing);
}

// Several threads have visited them with the roots: remembered-together.h.
static void mmc_trace_remembered(struct gc_heap *heap, int moving) {
#if GC_PARALLEL
  if (mmc_is_shared(heap)) return;
#endif
  if (moving) mmc_move_remembered(heap);
  else mmc_mark_remembered(heap);
}

// Collection

static void mmc_trace_young(struct gc_heap *heap, int moving) {
  nofl_start_minor_gc(&heap->nofl);
  los_start_minor_gc(&heap->los, heap->fresh_large);
  gc_extern_space_start_gc(heap->extern_space, 1);
  mmc_trace_roots(heap, moving);
  mmc_trace_remembered(heap, moving);
  mmc_trace_rest(heap, moving);
  gc_extern_space_finish_gc(heap->extern_space, 1);
}

// Slots lie in objects that may be moved now.
static void mmc_trace_both(struct gc_heap *heap, int moving) {
  mmc_forget_remembered(heap);
  mmc_trace_all(heap, moving);
}

static size_t mmc_collect_kind(struct gc_heap *heap,
                               enum gc_collection_kind kind) {
  int is_minor = kind == GC_COLLECTION_MINOR;
  size_t small = mmc_collect_spaces(heap, kind, 1, is_minor ? mmc_trace_young
                                                            : mmc_trace_both);
  heap->fresh_large = 0;
  finalizers_settle(&heap->finalizers);
  return small;
}

static void mmc_each_old_run(struct heap_verifier *v,
                             heap_verifier_run_visitor *visit) {
  mmc_each_run_under(v, v->heap->nofl.live, visit);
}

static void mmc_verify_generations(struct heap_verifier *v,
                                   enum gc_collection_kind kind) {
  if (kind == GC_COLLECTION_MINOR)
    nursery_verify_remembered(v, mmc_each_old_run);
}

// Which kind comes next

static void mmc_note_yield(struct gc_heap *heap, enum gc_collection_kind kind) {
  int is_minor = kind == GC_COLLECTION_MINOR;
  if (!is_minor) heap->major_yield = heap->offered;
  heap->minors_in_a_row = is_minor ? heap->minors_in_a_row + 1 : 0;
  heap->majors_in_a_row = is_minor ? 0 : heap->majors_in_a_row + 1;
  heap->counter_then = gc_allocation_counter(heap);
}

// Whether the mutator could not use a third of what the last collection left it:
// holes have become too small for its objects, and it takes them one by one.  Only
// major collections vacate old blocks, and if one could not, for it expected too
// much to live, a second one may.  (mt-gcbench in 1.5 and 2 times its least heap:
// 836 and 512 ms without this, 403 and 304 with it.)
static int mmc_is_fragmented(struct gc_heap *heap) {
  uint64_t used = gc_allocation_counter(heap) - heap->counter_then;
  return used < heap->offered / 3 * 2;
}

static int mmc_may_be_mended(struct gc_heap *heap) {
  return MMC_MOVES
    && (heap->minors_in_a_row >= 2 || heap->majors_in_a_row == 1);
}

// Minor ones, until one of them has yielded less than 3/10 of what the last
// major one did, or than 1/20 of what may be used, or has left it fragmented.
static enum gc_collection_kind mmc_next_kind(struct gc_heap *heap) {
  size_t least = gc_max_size(heap->major_yield / 10 * 3,
                             mmc_usable_bytes(heap) / 20);
  int is_worth_it = heap->major_yield && heap->offered >= least
    && !(mmc_may_be_mended(heap) && mmc_is_fragmented(heap));
  return is_worth_it ? GC_COLLECTION_MINOR : GC_COLLECTION_MAJOR;
}

// Every fourth one is a major one, and every eighth moves all that it can.
static enum gc_collection_kind mmc_stress_kind(struct gc_heap *heap) {
  if (heap->collections % 4) return GC_COLLECTION_MINOR;
  return heap->collections % 8 ? GC_COLLECTION_MAJOR : GC_COLLECTION_COMPACTING;
}

// Birth

// It has no mark, whatever lay there before.
static void mmc_large_is_born(struct gc_heap *heap, void *object) {
  granule_clear_bit(heap->nofl.live,
                 granule_of(heap->nofl.base, (uintptr_t)object));
  heap->fresh_large++;
}

static int mmc_init_generations(struct gc_heap *heap) {
  gc_sticky_marks = (struct gc_sticky_marks){
    .low = heap->low,
    .words = (heap->high - heap->low) / 8,
    .bits = heap->nofl.live,
  };
  return remembered_init(&heap->remembered, heap->low, heap->high);
}

#endif // MMC_GENERATIONS_H
