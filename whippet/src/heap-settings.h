// The part of the API that every collector has in the same words: settings and
// queries, the events, and gc_init.  Included once struct gc_heap and struct
// gc_mutator, which begin with the members of heap-members.h, are defined.
#ifndef HEAP_SETTINGS_H
#define HEAP_SETTINGS_H

#include <stdio.h>
#include <stdlib.h>

#include "finalizer.h"
#include "gc-extras.h"
#include "heap-members.h"
#include "single-mutator.h"

// 0: a library manages it.  Then there is no reservation from low to high, what is
// in the heap the collector says itself, pages are as the library has them, and a
// heap that has grown does not shrink.
#ifndef COLLECTOR_OWNS_ITS_MEMORY
#define COLLECTOR_OWNS_ITS_MEMORY 1
#endif

struct gc_mutator gc_static_mutator;
static struct gc_heap the_heap;

#define HEAP_EVENT(heap, event, ...) \
  (heap)->listener.event((heap)->listener_data, ##__VA_ARGS__)
#define MUTATOR_EVENT(mut, event) \
  (mut)->heap->listener.event((mut)->event_data)

// The collector's own: these, HEAP_COPIES, how many spaces small objects need, and
// HEAP_TRACE_ORDERS, one bit for each order of tracing that can be chosen.

// Makes its spaces, for a heap whose shared members are set.  0 if there is not
// enough memory, or address space, for them.
static int heap_init_spaces(struct gc_heap *heap,
                            const struct gc_options *options);
// Gives the mutator its first memory, if it has any before it asks.
static void heap_init_mutator(struct gc_heap *heap, struct gc_mutator *mut);
static void heap_verify(struct gc_heap *heap);

// Settings and queries

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

void gc_heap_set_extern_space(struct gc_heap *heap,
                              struct gc_extern_space *space) {
  heap->extern_space = space;
}

void gc_heap_set_allocation_failure_handler(
  struct gc_heap *heap, void *(*handler)(struct gc_heap *, size_t)) {
  heap->allocation_failure = handler;
}

#if COLLECTOR_OWNS_ITS_MEMORY
int gc_heap_contains(struct gc_heap *heap, struct gc_ref ref) {
  return gc_ref_value(ref) - heap->low < heap->high - heap->low;
}
#endif

size_t gc_extra_live_bytes(struct gc_heap *heap) {
  return heap->live_bytes;
}

uint64_t gc_extra_collection_count(struct gc_heap *heap) {
  return heap->collections;
}

size_t gc_extra_heap_size(struct gc_heap *heap) {
  return heap->sizer.size;
}

size_t gc_extra_heap_limit(struct gc_heap *heap) {
  return heap->sizer.maximum;
}

void gc_extra_verify(struct gc_heap *heap) {
  heap_verify(heap);
}

// Events

static GC_UNUSED void heap_tell_start(struct gc_heap *heap,
                                      struct gc_mutator *mut,
                                      enum gc_collection_kind kind) {
  MUTATOR_EVENT(mut, mutator_cause_gc);
  HEAP_EVENT(heap, requesting_stop);
  HEAP_EVENT(heap, waiting_for_stop);
  HEAP_EVENT(heap, mutators_stopped);
  uint64_t allocated = gc_allocation_counter(heap);
  HEAP_EVENT(heap, prepare_gc, kind, (size_t)allocated);
  if (kind != GC_COLLECTION_MINOR)
    heap_sizer_before_gc(&heap->sizer, allocated - heap->died_young);
}

// Stress: nonzero before every Nth allocation.

static GC_UNUSED int heap_stress_is_due(struct gc_heap *heap) {
  if (--heap->stress_countdown > 0) return 0;
  heap->stress_countdown = heap->stress;
  return 1;
}

// Whether memory is exhausted though the request may fit: `free` bytes, less than
// `least`, are left, and so it was after so many collections before.  A heap that
// stays nearly full would collect for every few bytes; that a program touches its
// limit for a while is no reason to end it.
#define MOST_CROWDED 16
static GC_UNUSED int heap_is_exhausted(struct gc_heap *heap, size_t free,
                                       size_t least) {
  heap->crowded = free < least ? heap->crowded + 1 : 0;
  return heap->crowded > MOST_CROWDED;
}

// Initialisation

// What is tried if there is no room for so much.  Below 4 GiB there is hardly ever
// room for what is wanted, and half of it would be less than there could be.
static inline size_t heap_next_maximum(size_t maximum) {
  return GC_SLOT_BITS == 32 ? gc_min_size(maximum, GC_ADDRESS_LIMIT) / 16 * 15
    : maximum / 2;
}

// Under a limit on address space, a growable heap makes do with less: `reserve`
// makes the reservation for the sizer's maximum, or returns 0.
static GC_UNUSED int heap_reserve(struct gc_heap *heap,
                                  int (*reserve)(struct gc_heap *)) {
  while (!reserve(heap)) {
    size_t less = gc_round_down(heap_next_maximum(heap->sizer.maximum),
                                GC_COMMIT_UNIT);
    if (less < heap->sizer.size) return 0;
    heap->sizer.maximum = less;
  }
  return 1;
}

// Nonzero if slots reach what a heap of this size holds.
static inline int heap_is_in_reach(const char *option, size_t size) {
  if (GC_SLOT_BITS == 64 || size < GC_ADDRESS_LIMIT) return 1;
  fprintf(stderr, "error: gc option `%s`: %zu is too much for slots of 32 bits, "
          "which reach %zu\n", option, size, GC_ADDRESS_LIMIT);
  return 0;
}

static int heap_refuse(const char *option, const char *value) {
  fprintf(stderr, "error: gc option `%s`: the collector `%s` does not do `%s`\n",
          option, gc_collector_name, value);
  return 0;
}

static int heap_admits(const struct gc_options *options) {
  enum gc_trace_order order = (enum gc_trace_order)options->trace_order;
  if (!heap_is_in_reach("heap-size", options->heap_size)
      || !heap_is_in_reach("maximum-heap-size", options->maximum_heap_size))
    return 0;
  if (order && !(HEAP_TRACE_ORDERS >> order & 1))
    return heap_refuse("trace-order", order == GC_TRACE_DEPTH_FIRST
                       ? "depth-first" : "breadth-first");
  if (COLLECTOR_OWNS_ITS_MEMORY) return 1;
  if (options->huge_pages) return heap_refuse("huge-pages", "1");
  return options->heap_size_policy != GC_HEAP_SIZE_ADAPTIVE
    || heap_refuse("heap-size-policy", "adaptive");
}

static int heap_init(struct gc_heap *heap, const struct gc_options *options) {
  if (!heap_admits(options)) return 0;
  if (!heap_sizer_init(&heap->sizer, options, HEAP_COPIES)) return 0;
  heap->stress = heap->stress_countdown = options->stress;
  heap->verify = options->verify;
  heap->trace_order = (enum gc_trace_order)options->trace_order;
  heap->allocation_failure = gc_default_allocation_failure;
  if (!heap_init_spaces(heap, options)) {
    fprintf(stderr, GC_SLOT_BITS == 32
            ? "error: cannot reserve memory below 4 GiB, for slots of 32 bits, for"
              " a heap of %zu bytes\n"
            : "error: cannot reserve memory for a heap of %zu bytes\n",
            heap->sizer.size);
    return 0;
  }
  if (!options->huge_pages
      || gc_platform_prefer_huge_pages(heap->low, heap->high - heap->low))
    return 1;
  fprintf(stderr, "error: gc option `huge-pages`: this system has none\n");
  return 0;
}

int gc_init(const struct gc_options *options,
            struct gc_stack_addr base, struct gc_heap **heap,
            struct gc_mutator **mutator,
            struct gc_event_listener event_listener,
            void *event_listener_data) {
  if (gc_static_mutator.heap) gc_second_mutator();
  struct gc_options chosen = options ? *options : gc_options_default();
  free((void *)options);
  if (!heap_init(&the_heap, &chosen)) return 0;
  the_heap.stack_base = base;
  the_heap.listener = event_listener;
  the_heap.listener_data = event_listener_data;
  HEAP_EVENT(&the_heap, init, the_heap.sizer.size);
  gc_static_mutator.heap = &the_heap;
  heap_init_mutator(&the_heap, &gc_static_mutator);
  gc_static_mutator.event_data = HEAP_EVENT(&the_heap, mutator_added);
  *heap = &the_heap;
  *mutator = &gc_static_mutator;
  return 1;
}

#endif // HEAP_SETTINGS_H
