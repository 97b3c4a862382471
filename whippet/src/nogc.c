// nogc: allocates, never collects.  The baseline against which the cost of a
// collector is measured.
//
// One reservation of the maximum heap size, filled from the bottom; memory
// becomes accessible in steps of GROWTH_STEP and is zero because it is new.
// Objects of every size lie without gaps from low to the allocation pointer.
// Invariants: limit <= low + committed; under stress or verify the limit still
// moves normally, as there is no collection to provoke.
#ifndef GC_ATTRS
#define GC_ATTRS "nogc-attrs.h"
#endif

#include "gc-api.h"
#include "gc-embedder-api.h"

#ifndef GC_EMBEDDER
#error "GC_EMBEDDER must name the embedder's header"
#endif
#include GC_EMBEDDER

#include "ephemeron.h"
#include "heap-members.h"
#include "verify.h"

#define GROWTH_STEP ((size_t)4 << 20)

struct gc_mutator {
  MUTATOR_MEMBERS
};

struct gc_heap {
  HEAP_MEMBERS
  size_t committed;
};

const char gc_collector_name[] = "nogc";

enum {
  HEAP_COPIES = 1,
  HEAP_TRACE_ORDERS = 1u << GC_TRACE_DEPTH_FIRST
    | 1u << GC_TRACE_BREADTH_FIRST,
};

#include "heap-settings.h"
#include "one-generation.h"

static size_t nogc_used_bytes(struct gc_heap *heap) {
  return gc_static_mutator.bump.hp - heap->low;
}

// Allocation

static void nogc_note_growth(struct gc_heap *heap) {
  if (heap->committed <= heap->sizer.size) return;
  heap->sizer.size = heap->committed;
  HEAP_EVENT(heap, heap_resized, heap->sizer.size);
}

static int nogc_commit(struct gc_heap *heap, size_t size) {
  size_t wanted = gc_min_size(gc_round_up(size, GROWTH_STEP),
                              heap->sizer.maximum);
  if (!gc_platform_allow_access(heap->low + heap->committed,
                                wanted - heap->committed)) return 0;
  heap->committed = wanted;
  nogc_note_growth(heap);
  return 1;
}

static int nogc_make_room(struct gc_heap *heap, size_t size) {
  size_t used = nogc_used_bytes(heap);
  if (size > heap->sizer.maximum - used) return 0;
  return used + size <= heap->committed || nogc_commit(heap, used + size);
}

void *gc_allocate_slow(struct gc_mutator *mut, size_t size,
                       enum gc_allocation_kind kind GC_UNUSED) {
  struct gc_heap *heap = mut->heap;
  GC_ASSERT(size != 0);
  if (size > heap->sizer.maximum
      || !nogc_make_room(heap, gc_round_to_granule(size)))
    return heap->allocation_failure(heap, size);
  uintptr_t object = mut->bump.hp;
  mut->bump.hp = object + gc_round_to_granule(size);
  mut->bump.limit = heap->low + heap->committed;
  return (void *)object;
}

// Collection

// Nothing ever dies: for the verifier, an ephemeron has three edges.
static inline GC_ALWAYS_INLINE int
ephemeron_keep(struct gc_ephemeron *ephemeron GC_UNUSED,
               ephemeron_visitor *visit GC_UNUSED,
               struct gc_heap *heap GC_UNUSED) {
  return 0;
}

static void heap_verify(struct gc_heap *heap) {
  struct heap_verifier verifier = {
    .heap = heap,
    .mutator_roots = gc_static_mutator.roots,
    .heap_roots = heap->roots,
    .finalizers = &heap->finalizers,
    .low = heap->low,
    .high = gc_static_mutator.bump.hp,
    .heap_low = heap->low,
    .heap_high = heap->low + heap->sizer.maximum,
  };
  heap_verifier_run(&verifier);
}

void gc_collect(struct gc_mutator *mut, enum gc_collection_kind kind GC_UNUSED) {
  if (mut->heap->verify) heap_verify(mut->heap);
}

void gc_pin_object(struct gc_mutator *mut GC_UNUSED,
                   struct gc_ref ref GC_UNUSED) {}

uint64_t gc_allocation_counter(struct gc_heap *heap) {
  return nogc_used_bytes(heap);
}

// Initialisation

static int nogc_reserve(struct gc_heap *heap) {
  size_t size = gc_round_up(heap->sizer.maximum, GC_COMMIT_UNIT);
  heap->low = gc_platform_reserve(size);
  heap->high = heap->low + heap->sizer.maximum;
  return heap->low != 0;
}

static int
heap_init_spaces(struct gc_heap *heap,
                 const struct gc_options *options GC_UNUSED) {
  return heap_reserve(heap, nogc_reserve);
}

static void heap_init_mutator(struct gc_heap *heap, struct gc_mutator *mut) {
  mut->bump.hp = mut->bump.limit = heap->low;
}
