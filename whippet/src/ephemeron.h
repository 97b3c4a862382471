// The ephemeron itself, and the part of gc-ephemeron.h that only reads and
// writes it.  Included after the embedder's header, which declares how an
// ephemeron begins.
//
// Dead means: the key is null.  Then the value is null too.
//
// The collector includes this once it has defined ephemeron_keep, which says
// what its own visitors do with an ephemeron: tracing the key as an edge would
// be wrong, and calling the visitor at all would cost every other object, for
// visit_data would have to be in memory.  Other visitors (the verifier's) see
// three edges.  As the visitor is a constant, the choice is made by the
// compiler.
#ifndef EPHEMERON_H
#define EPHEMERON_H

#include "gc-api.h"
#include "gc-embedder-api.h"
#include "gc-ephemeron.h"
#include "precise-allocation.h"

#ifndef GC_EMBEDDER_EPHEMERON_HEADER
#error "the embedder's header must define GC_EMBEDDER_EPHEMERON_HEADER"
#endif

struct gc_ephemeron {
  GC_EMBEDDER_EPHEMERON_HEADER
  struct gc_ref next;   // the rest of the chain
  struct gc_ref key, value;
  struct gc_ephemeron *link;  // during a collection: of a list of the collector
};

_Static_assert(sizeof(struct gc_ephemeron) % 8 == 0
               && offsetof(struct gc_ephemeron, next) >= 8,
               "a header of whole words");

typedef void ephemeron_visitor(struct gc_edge edge, struct gc_heap *heap,
                               void *visit_data);

// Nonzero if the visitor is a collection's: it has taken note of the ephemeron.
static inline GC_ALWAYS_INLINE int
ephemeron_keep(struct gc_ephemeron *ephemeron, ephemeron_visitor *visit,
               struct gc_heap *heap);

static inline int ephemeron_is_dead(struct gc_ephemeron *ephemeron) {
  return gc_ref_is_null(ephemeron->key);
}

// The user's pointer to the head of a chain is often a slot of an object,
// which has a type of its own there.
#if GC_SLOT_BITS == 32

static inline struct gc_ephemeron *ephemeron_load(struct gc_ephemeron **loc) {
  return (struct gc_ephemeron *)gc_ref_value(gc_edge_ref(gc_edge(loc)));
}

static inline void ephemeron_store(struct gc_ephemeron **loc,
                                   struct gc_ephemeron *ephemeron) {
  gc_edge_update(gc_edge(loc), gc_ref_from_heap_object(ephemeron));
}

#else

typedef struct gc_ephemeron *__attribute__((may_alias)) ephemeron_slot;

static inline struct gc_ephemeron *ephemeron_load(struct gc_ephemeron **loc) {
  return *(ephemeron_slot *)loc;
}

static inline void ephemeron_store(struct gc_ephemeron **loc,
                                   struct gc_ephemeron *ephemeron) {
  *(ephemeron_slot *)loc = ephemeron;
}

#endif

static inline struct gc_ephemeron *
ephemeron_skip_dead(struct gc_ephemeron *ephemeron) {
  while (ephemeron && ephemeron_is_dead(ephemeron))
    ephemeron = (struct gc_ephemeron *)gc_ref_value(ephemeron->next);
  return ephemeron;
}

// No constant to the compiler: it would give objects of this size a copying
// loop of their own, in the middle of everyone's (clang 19: 15 % slower on
// arrays of six references).
inline GC_ALWAYS_INLINE size_t gc_ephemeron_size(void) {
  size_t size = sizeof(struct gc_ephemeron);
  __asm__("" : "+r"(size));
  return size;
}

inline GC_ALWAYS_INLINE void gc_trace_ephemeron(struct gc_ephemeron *ephemeron,
                                                ephemeron_visitor *visit,
                                                struct gc_heap *heap,
                                                void *visit_data) {
  if (ephemeron_keep(ephemeron, visit, heap)) return;
  visit(gc_edge(&ephemeron->next), heap, visit_data);
  visit(gc_edge(&ephemeron->key), heap, visit_data);
  visit(gc_edge(&ephemeron->value), heap, visit_data);
}

struct gc_ephemeron *gc_allocate_ephemeron(struct gc_mutator *mut) {
  struct gc_ephemeron *ephemeron =
    allocate_precise(mut, sizeof(struct gc_ephemeron));
  if (!ephemeron) return NULL;
  ephemeron->next = ephemeron->key = ephemeron->value = gc_ref_null();
  ephemeron->link = NULL;
  return ephemeron;
}

void gc_ephemeron_init(struct gc_mutator *mut GC_UNUSED,
                       struct gc_ephemeron *ephemeron, struct gc_ref key,
                       struct gc_ref value) {
  GC_ASSERT(ephemeron_is_dead(ephemeron));
  GC_ASSERT(!gc_ref_is_null(key));
  GC_ASSERT(gc_slot_can_hold(key) && gc_slot_can_hold(value));
  ephemeron->key = key;
  ephemeron->value = value;
}

struct gc_ref gc_ephemeron_key(struct gc_ephemeron *ephemeron) {
  return ephemeron->key;
}

struct gc_ref gc_ephemeron_value(struct gc_ephemeron *ephemeron) {
  return ephemeron->value;
}

struct gc_ref gc_ephemeron_swap_value(struct gc_mutator *mut,
                                      struct gc_ephemeron *ephemeron,
                                      struct gc_ref value) {
  struct gc_ref old = ephemeron->value;
  GC_ASSERT(gc_slot_can_hold(value));
  if (ephemeron_is_dead(ephemeron)) return old;
  if (gc_ref_is_heap_object(value))
    gc_write_barrier(mut, gc_ref_from_heap_object(ephemeron),
                     sizeof(struct gc_ephemeron), gc_edge(&ephemeron->value),
                     value);
  ephemeron->value = value;
  return old;
}

struct gc_ephemeron *gc_ephemeron_chain_head(struct gc_ephemeron **loc) {
  return ephemeron_skip_dead(ephemeron_load(loc));
}

struct gc_ephemeron *gc_ephemeron_chain_next(struct gc_ephemeron *ephemeron) {
  return ephemeron_skip_dead(
    (struct gc_ephemeron *)gc_ref_value(ephemeron->next));
}

int gc_ephemeron_chain_try_push(struct gc_ephemeron **loc,
                                struct gc_ephemeron *ephemeron,
                                struct gc_ephemeron **tail) {
  struct gc_ephemeron *head = gc_ephemeron_chain_head(loc);
  if (head != *tail) {
    *tail = head;
    return 0;
  }
  GC_ASSERT(gc_ref_is_null(ephemeron->next));
  ephemeron->next = gc_ref_from_heap_object_or_null(head);
  ephemeron_store(loc, ephemeron);
  return 1;
}

// With one mutator, nobody comes in between.
void gc_ephemeron_chain_push(struct gc_ephemeron **loc,
                             struct gc_ephemeron *ephemeron) {
  struct gc_ephemeron *tail = gc_ephemeron_chain_head(loc);
  gc_ephemeron_chain_try_push(loc, ephemeron, &tail);
}

void gc_ephemeron_mark_dead(struct gc_ephemeron *ephemeron) {
  ephemeron->key = ephemeron->value = gc_ref_null();
}

#endif // EPHEMERON_H
