#include <stdio.h>
#include <stdlib.h>

#include "gc-null-event-listener.h"
#include "heap.h"

static struct gc_mutator_roots stack;
static struct gc_heap_roots roots;
static struct gc_extern_space statics;
static struct model_heap model = {.stack = &stack, .roots = &roots,
                                  .statics = &statics};

static void count_collection(void *data, enum gc_collection_kind kind,
                             size_t counter) {
  struct model_heap *m = data;
  (void)counter;
  if (kind == GC_COLLECTION_MINOR) m->minor_collections++;
  else m->major_collections++;
}

static void *no_room(struct gc_heap *heap, size_t size) {
  (void)heap;
  (void)size;
  return NULL;
}

static void make_static_records(void) {
  for (size_t i = 0; i < STATIC_COUNT; i++) {
    struct static_record *record = &statics.records[i];
    record->tag = (uint32_t)i << OBJECT_KIND_BITS | OBJECT_RECORD;
    record->slot_count = STATIC_SLOTS;
    roots.statics[i] = (uintptr_t)record;
  }
}

const struct model_heap *model_start(const char *text) {
  struct gc_options *options = gc_allocate_options();
  struct gc_event_listener listener = GC_NULL_EVENT_LISTENER;
  listener.prepare_gc = count_collection;
  if (!gc_options_parse_and_set_many(options, text)
      || !gc_init(options, gc_empty_stack_addr(), &model.heap, &model.mutator,
                  listener, &model)) return NULL;
  make_static_records();
  gc_mutator_set_roots(model.mutator, &stack);
  gc_heap_set_roots(model.heap, &roots);
  gc_heap_set_extern_space(model.heap, &statics);
  gc_heap_set_allocation_failure_handler(model.heap, no_room);
  return &model;
}

static void check_zero(const uintptr_t *words, size_t size) {
  for (size_t i = 0; i < size / sizeof *words; i++) {
    if (!words[i]) continue;
    fprintf(stderr, "new memory holds 0x%zx at offset %zu of %zu\n",
            (size_t)words[i], i * sizeof *words, size);
    abort();
  }
}

void *model_allocate(size_t size, enum gc_allocation_kind kind) {
  void *object = gc_allocate(model.mutator, size, kind);
  if (object && GC_ALLOCATIONS_ZEROED) check_zero(object, size);
  return object;
}

void model_write_barrier(struct gc_ref object, size_t size,
                         struct gc_edge edge, struct gc_ref value) {
  gc_write_barrier(model.mutator, object, size, edge, value);
}

int model_can_pin(void) {
  return gc_can_pin_objects();
}

int model_is_small(size_t size) {
  return size <= gc_allocator_large_threshold();
}

size_t model_round_to_granule(size_t size) {
  return gc_round_to_granule(size);
}
