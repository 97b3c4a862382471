// The embedder's half of gc-embedder-api.h, for the objects of objects.h.
#ifndef EMBEDDER_H
#define EMBEDDER_H

#include "gc-embedder-api.h"
#include "gc-ephemeron.h"
#include "gc-finalizer.h"
#include "objects.h"

#define GC_EMBEDDER_EPHEMERON_HEADER uint32_t tag, unused;
#define GC_EMBEDDER_FINALIZER_HEADER uint32_t tag, unused;

typedef void (*visitor)(struct gc_edge edge, struct gc_heap *heap, void *data);

typedef uint64_t __attribute__((may_alias)) first_word;

static inline first_word *forwarding_word(struct gc_ref ref) {
  return gc_ref_heap_object(ref);
}

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

// Forwarding: an even first word is the new address.

static inline uintptr_t gc_object_forwarded_nonatomic(struct gc_ref ref) {
  uintptr_t header = *forwarding_word(ref);
  return header & 1 ? 0 : header;
}

static inline void gc_object_forward_nonatomic(struct gc_ref ref,
                                               struct gc_ref new_ref) {
  *forwarding_word(ref) = gc_ref_value(new_ref);
}

// By several threads: while it is busy, the first word is 0.

static inline void forwarding_note(struct gc_atomic_forward *fwd,
                                   uint64_t header) {
  fwd->data = header;
  fwd->state = header & 1 ? GC_FORWARDING_STATE_NOT_FORWARDED
    : header ? GC_FORWARDING_STATE_FORWARDED : GC_FORWARDING_STATE_BUSY;
}

static inline struct gc_atomic_forward
gc_atomic_forward_begin(struct gc_ref ref) {
  struct gc_atomic_forward fwd = {.ref = ref};
  forwarding_note(&fwd,
                  __atomic_load_n(forwarding_word(ref), __ATOMIC_ACQUIRE));
  return fwd;
}

static inline int gc_atomic_forward_retry_busy(struct gc_atomic_forward *fwd) {
  *fwd = gc_atomic_forward_begin(fwd->ref);
  return fwd->state != GC_FORWARDING_STATE_BUSY;
}

static inline void gc_atomic_forward_acquire(struct gc_atomic_forward *fwd) {
  uint64_t header = fwd->data;
  if (__atomic_compare_exchange_n(forwarding_word(fwd->ref), &header, 0, 0,
                                  __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
    fwd->state = GC_FORWARDING_STATE_ACQUIRED;
  else
    forwarding_note(fwd, header);
}

static inline void gc_atomic_forward_abort(struct gc_atomic_forward *fwd) {
  __atomic_store_n(forwarding_word(fwd->ref), fwd->data, __ATOMIC_RELEASE);
  fwd->state = GC_FORWARDING_STATE_NOT_FORWARDED;
}

static inline size_t
gc_atomic_forward_object_size(struct gc_atomic_forward *fwd) {
  return object_size(fwd->data);
}

static inline void gc_atomic_forward_commit(struct gc_atomic_forward *fwd,
                                            struct gc_ref new_ref) {
  *forwarding_word(new_ref) = fwd->data;
  __atomic_store_n(forwarding_word(fwd->ref), gc_ref_value(new_ref),
                   __ATOMIC_RELEASE);
  forwarding_note(fwd, gc_ref_value(new_ref));
}

static inline uintptr_t
gc_atomic_forward_address(struct gc_atomic_forward *fwd) {
  return fwd->data;
}

#endif // EMBEDDER_H
