// The embedder's half of gc-embedder-api.h, for the objects of objects.h.
#ifndef EMBEDDER_H
#define EMBEDDER_H

#include "gc-embedder-api.h"
#include "gc-ephemeron.h"
#include "gc-finalizer.h"
#include "first-word-forwarding.h"
#include "objects.h"

#define GC_EMBEDDER_EPHEMERON_HEADER uint32_t kind, length;
#define GC_EMBEDDER_FINALIZER_HEADER uint32_t kind, length;

typedef void (*visitor)(struct gc_edge edge, struct gc_heap *heap, void *data);

// In places of so many bytes each: slots, or words that are roots.
static inline void trace_places(void *first, size_t each, size_t count,
                                visitor visit, struct gc_heap *heap,
                                void *data) {
  if (!visit) return;
  for (size_t i = 0; i < count; i++)
    visit(gc_edge((char *)first + i * each), heap, data);
}

static inline void trace_slots(slot *slots, size_t count, visitor visit,
                               struct gc_heap *heap, void *data) {
  trace_places(slots, sizeof *slots, count, visit, heap, data);
}

static inline size_t gc_finalizer_priority_count(void) {
  return FINALIZER_PRIORITIES;
}

static inline size_t trace_ephemeron_or_finalizer(struct object *object,
                                                  visitor visit,
                                                  struct gc_heap *heap,
                                                  void *data) {
  if (object->kind == KIND_EPHEMERON) {
    if (visit)
      gc_trace_ephemeron((struct gc_ephemeron *)object, visit, heap, data);
    return gc_ephemeron_size();
  }
  GC_ASSERT(object->kind == KIND_FINALIZER);
  if (visit)
    gc_trace_finalizer((struct gc_finalizer *)object, visit, heap, data);
  return gc_finalizer_size();
}

static inline size_t gc_trace_object(struct gc_ref ref, visitor visit,
                                     struct gc_heap *heap, void *data) {
  struct object *object = gc_ref_heap_object(ref);
  switch (object->kind) {
  case KIND_CONS:
    trace_slots(object->slots, 2, visit, heap, data);
    return CELL_SIZE;
  case KIND_ARRAY:
    trace_slots(object->slots, object->length, visit, heap, data);
    return array_size(object->length);
  case KIND_BYTES:
    return 8 + (size_t)object->length;
  default:  // a fifth case would make the switch an indirect jump
    return trace_ephemeron_or_finalizer(object, visit, heap, data);
  }
}

// With conservative roots they are words that may be references.
static inline void gc_trace_mutator_roots(struct gc_mutator_roots *roots,
                                          visitor visit, struct gc_heap *heap,
                                          void *data) {
  if (GC_CONSERVATIVE_ROOTS) return;
  trace_slots(roots->base, (size_t)(roots->sp - roots->base), visit, heap,
              data);
}

static inline void gc_trace_heap_roots(struct gc_heap_roots *roots,
                                       visitor visit, struct gc_heap *heap,
                                       void *data) {
  trace_places(roots->globals, sizeof roots->globals[0], roots->count, visit,
               heap, data);
}

#if GC_CONSERVATIVE_ROOTS

static inline void gc_trace_mutator_pinned_roots(
  struct gc_mutator_roots *roots,
  void (*pinned)(struct gc_ref ref, struct gc_heap *heap, void *data),
  void (*ambiguous)(uintptr_t low, uintptr_t high, int possibly_interior,
                    struct gc_heap *heap, void *data),
  struct gc_heap *heap, void *data) {
  pinned(gc_ref(roots->pinned), heap, data);
  if (!roots->are_on_c_stack)
    ambiguous((uintptr_t)roots->base, (uintptr_t)roots->sp, 0, heap, data);
  ambiguous((uintptr_t)roots->words, (uintptr_t)(roots->words + 2), 0, heap,
            data);
}

static inline void gc_trace_heap_pinned_roots(
  struct gc_heap_roots *roots,
  void (*pinned)(struct gc_ref ref, struct gc_heap *heap, void *data),
  void (*ambiguous)(uintptr_t low, uintptr_t high, int possibly_interior,
                    struct gc_heap *heap, void *data),
  struct gc_heap *heap, void *data) {
  pinned(gc_ref(roots->pinned), heap, data);
  ambiguous((uintptr_t)roots->words, (uintptr_t)(roots->words + 2), 1, heap,
            data);
}

static inline int
gc_is_valid_conservative_ref_displacement(uintptr_t displacement) {
  return displacement == 0 || displacement == 4;
}

#endif

static inline int gc_extern_space_visit(struct gc_extern_space *space,
                                        struct gc_ref ref) {
  if (!space || gc_ref_value(ref) != (uintptr_t)space->object) return 0;
  if (!GC_PARALLEL) return !space->visited++;
  return __atomic_fetch_add(&space->visited, 1, __ATOMIC_RELAXED) == 0;
}

static inline void gc_extern_space_start_gc(struct gc_extern_space *space,
                                            int is_minor_gc) {
  (void)is_minor_gc;
  if (space) space->visited = 0, space->started++;
}

static inline void gc_extern_space_finish_gc(struct gc_extern_space *space,
                                             int is_minor_gc) {
  (void)is_minor_gc;
  if (space) space->finished++;
}

static inline size_t
gc_atomic_forward_object_size(struct gc_atomic_forward *fwd) {
  size_t length = fwd->data >> 32;
  switch ((uint32_t)fwd->data) {
  case KIND_CONS: return CELL_SIZE;
  case KIND_ARRAY: return array_size(length);
  case KIND_BYTES: return 8 + length;
  case KIND_EPHEMERON: return gc_ephemeron_size();
  default: return gc_finalizer_size();
  }
}

#endif // EMBEDDER_H
