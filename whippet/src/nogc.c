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
#include "heap-sizer.h"
#include "single-mutator.h"
#include "verify.h"

#define GROWTH_STEP ((size_t)4 << 20)

struct gc_mutator {
  struct gc_bump_allocator bump;  // first: emitted code knows where it is
  struct gc_heap *heap;
  struct gc_mutator_roots *roots;
};

struct gc_heap {
  uintptr_t low;
  size_t committed;
  struct heap_sizer sizer;
  int verify;
  struct gc_heap_roots *roots;
  void *(*allocation_failure)(struct gc_heap *, size_t);
  struct gc_event_listener listener;
  void *listener_data;
};

const char gc_collector_name[] = "nogc";

struct gc_mutator gc_static_mutator;
static struct gc_heap the_heap;

static size_t nogc_used_bytes(struct gc_heap *heap) {
  return gc_static_mutator.bump.hp - heap->low;
}

// Allocation

static void nogc_note_growth(struct gc_heap *heap) {
  if (heap->committed <= heap->sizer.size) return;
  heap->sizer.size = heap->committed;
  heap->listener.heap_resized(heap->listener_data, heap->sizer.size);
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
static GC_ALWAYS_INLINE int
ephemeron_keep(struct gc_ephemeron *ephemeron GC_UNUSED,
               ephemeron_visitor *visit GC_UNUSED,
               struct gc_heap *heap GC_UNUSED) {
  return 0;
}

static void nogc_verify(struct gc_heap *heap) {
  struct heap_verifier verifier = {
    .heap = heap,
    .mutator_roots = gc_static_mutator.roots,
    .heap_roots = heap->roots,
    .low = heap->low,
    .high = gc_static_mutator.bump.hp,
    .heap_low = heap->low,
    .heap_high = heap->low + heap->sizer.maximum,
  };
  heap_verifier_run(&verifier);
}

void gc_collect(struct gc_mutator *mut, enum gc_collection_kind kind GC_UNUSED) {
  if (mut->heap->verify) nogc_verify(mut->heap);
}

// Queries and settings

struct gc_heap *gc_mutator_heap(struct gc_mutator *mut) {
  return mut->heap;
}

void gc_mutator_set_roots(struct gc_mutator *mut,
                          struct gc_mutator_roots *roots) {
  mut->roots = roots;
}

void gc_heap_set_roots(struct gc_heap *heap, struct gc_heap_roots *roots) {
  heap->roots = roots;
}

void gc_heap_set_extern_space(struct gc_heap *heap GC_UNUSED,
                              struct gc_extern_space *space GC_UNUSED) {}

void gc_heap_set_allocation_failure_handler(
  struct gc_heap *heap, void *(*handler)(struct gc_heap *, size_t)) {
  heap->allocation_failure = handler;
}

int gc_heap_contains(struct gc_heap *heap, struct gc_ref ref) {
  return gc_ref_value(ref) - heap->low < heap->sizer.maximum;
}

uint64_t gc_allocation_counter(struct gc_heap *heap) {
  return nogc_used_bytes(heap);
}

size_t gc_extra_live_bytes(struct gc_heap *heap GC_UNUSED) {
  return 0;
}

uint64_t gc_extra_collection_count(struct gc_heap *heap GC_UNUSED) {
  return 0;
}

size_t gc_extra_heap_size(struct gc_heap *heap) {
  return heap->sizer.size;
}

size_t gc_extra_heap_limit(struct gc_heap *heap) {
  return heap->sizer.maximum;
}

void gc_extra_verify(struct gc_heap *heap) {
  nogc_verify(heap);
}

// Initialisation

static int nogc_reserve(struct gc_heap *heap) {
  for (;;) {
    size_t size = gc_round_up(heap->sizer.maximum, GC_COMMIT_UNIT);
    heap->low = gc_platform_reserve(size);
    if (heap->low) return 1;
    size_t half = heap->sizer.maximum / 2;
    if (half < heap->sizer.size) return 0;
    heap->sizer.maximum = gc_round_down(half, GC_COMMIT_UNIT);
  }
}

static int nogc_init_heap(struct gc_heap *heap,
                          const struct gc_options *options) {
  if (!heap_sizer_init(&heap->sizer, options, 1)) return 0;
  heap->verify = options->verify;
  heap->allocation_failure = gc_default_allocation_failure;
  if (nogc_reserve(heap)) return 1;
  fprintf(stderr, "error: cannot reserve memory for a heap of %zu bytes\n",
          heap->sizer.size);
  return 0;
}

static void nogc_init_mutator(struct gc_heap *heap, struct gc_mutator *mut) {
  mut->heap = heap;
  mut->bump.hp = mut->bump.limit = heap->low;
  heap->listener.mutator_added(heap->listener_data);
}

int gc_init(const struct gc_options *options,
            struct gc_stack_addr base GC_UNUSED, struct gc_heap **heap,
            struct gc_mutator **mutator,
            struct gc_event_listener event_listener,
            void *event_listener_data) {
  if (the_heap.low) gc_second_mutator();
  struct gc_options chosen = options ? *options : gc_options_default();
  free((void *)options);
  if (!nogc_init_heap(&the_heap, &chosen)) return 0;
  the_heap.listener = event_listener;
  the_heap.listener_data = event_listener_data;
  the_heap.listener.init(event_listener_data, the_heap.sizer.size);
  nogc_init_mutator(&the_heap, &gc_static_mutator);
  *heap = &the_heap;
  *mutator = &gc_static_mutator;
  return 1;
}
