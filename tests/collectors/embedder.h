// The embedder's half of gc-embedder-api.h, for the objects of objects.h.
#ifndef EMBEDDER_H
#define EMBEDDER_H

#include "gc-embedder-api.h"
#include "gc-ephemeron.h"
#include "gc-finalizer.h"
#include "objects.h"
#include "../../whippet/tests/first-word-forwarding.h"

#define GC_EMBEDDER_EPHEMERON_HEADER uint32_t tag, unused;
#define GC_EMBEDDER_FINALIZER_HEADER uint32_t tag, unused;

typedef void (*visitor)(struct gc_edge edge, struct gc_heap *heap, void *data);

static inline void trace_slots(uintptr_t *slots, size_t count, visitor visit,
                               struct gc_heap *heap, void *data) {
  if (!visit) return;
  for (size_t i = 0; i < count; i++) visit(gc_edge(&slots[i]), heap, data);
}

// By the first word alone: of an object that is being moved, nothing else may be
// where it was.
static inline size_t object_size(uint64_t header) {
  uint32_t extent = (uint32_t)(header >> 32);
  switch (header & ((1u << OBJECT_KIND_BITS) - 1)) {
  case OBJECT_RECORD:
    return sizeof(struct record)
      + 8 * ((size_t)(extent & 0xffff) + (extent >> 16));
  case OBJECT_BYTES:
    return sizeof(struct bytes) + extent;
  case OBJECT_EPHEMERON:
    return gc_ephemeron_size();
  case OBJECT_FINALIZER:
    return gc_finalizer_size();
  default:
    GC_CRASH();
  }
}

static inline size_t gc_trace_object(struct gc_ref ref, visitor visit,
                                     struct gc_heap *heap, void *data) {
  struct record *record = gc_ref_heap_object(ref);
  uint32_t kind = record->tag & ((1u << OBJECT_KIND_BITS) - 1);
  size_t size = object_size(*forwarding_word(ref));
  if (kind == OBJECT_RECORD)
    trace_slots(record->slots, record->slot_count, visit, heap, data);
  if (kind == OBJECT_EPHEMERON && visit)
    gc_trace_ephemeron((struct gc_ephemeron *)record, visit, heap, data);
  if (kind == OBJECT_FINALIZER && visit)
    gc_trace_finalizer((struct gc_finalizer *)record, visit, heap, data);
  return size;
}

static inline size_t gc_finalizer_priority_count(void) {
  return FINALIZER_PRIORITIES;
}

static inline void gc_trace_mutator_roots(struct gc_mutator_roots *roots,
                                          visitor visit, struct gc_heap *heap,
                                          void *data) {
  if (GC_CONSERVATIVE_ROOTS) return;
  trace_slots(roots->slots, roots->count, visit, heap, data);
}

static inline void gc_trace_heap_roots(struct gc_heap_roots *roots,
                                       visitor visit, struct gc_heap *heap,
                                       void *data) {
  trace_slots(roots->globals, GLOBAL_COUNT, visit, heap, data);
  trace_slots(roots->statics, STATIC_COUNT, visit, heap, data);
}

#if GC_CONSERVATIVE_ROOTS

// The stack is one that the collector does not know to hold references only.
static inline void gc_trace_mutator_pinned_roots(
  struct gc_mutator_roots *roots,
  void (*pinned)(struct gc_ref ref, struct gc_heap *heap, void *data),
  void (*ambiguous)(uintptr_t low, uintptr_t high, int possibly_interior,
                    struct gc_heap *heap, void *data),
  struct gc_heap *heap, void *data) {
  (void)pinned;
  ambiguous((uintptr_t)roots->slots, (uintptr_t)(roots->slots + roots->count),
            0, heap, data);
}

static inline void gc_trace_heap_pinned_roots(
  struct gc_heap_roots *roots,
  void (*pinned)(struct gc_ref ref, struct gc_heap *heap, void *data),
  void (*ambiguous)(uintptr_t low, uintptr_t high, int possibly_interior,
                    struct gc_heap *heap, void *data),
  struct gc_heap *heap, void *data) {
  (void)roots, (void)pinned, (void)ambiguous, (void)heap, (void)data;
}

static inline int
gc_is_valid_conservative_ref_displacement(uintptr_t displacement) {
  return displacement == 0;
}

#endif

// Several threads may come to a record at once.
static inline int gc_extern_space_visit(struct gc_extern_space *space,
                                        struct gc_ref ref) {
  size_t index = (gc_ref_value(ref) - (uintptr_t)space->records)
    / sizeof space->records[0];
  return !__atomic_exchange_n(&space->visited[index], 1, __ATOMIC_RELAXED);
}

static inline void gc_extern_space_start_gc(struct gc_extern_space *space,
                                            int is_minor_gc) {
  (void)is_minor_gc;
  for (size_t i = 0; i < STATIC_COUNT; i++) space->visited[i] = 0;
  space->started++;
}

static inline void gc_extern_space_finish_gc(struct gc_extern_space *space,
                                             int is_minor_gc) {
  (void)is_minor_gc;
  space->finished++;
}

static inline size_t
gc_atomic_forward_object_size(struct gc_atomic_forward *fwd) {
  return object_size(fwd->data);
}

#endif // EMBEDDER_H
