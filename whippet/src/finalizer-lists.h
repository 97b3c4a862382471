// The finalizer itself, which finalizers a heap has, and what a collection does
// with them.  Included after the embedder's header, which declares how a
// finalizer begins.
//
//   attached   in the list of its priority; its object is no edge, but a place
//              that the collection looks at when it has traced everything else
//   ready      in the queue; popped by the embedder sooner or later
//
// The lists lie outside of the heap, and their entries are roots.  Each comes
// twice, for a generational collector: a finalizer that was attached since the
// last collection is in the young one, and a minor collection looks at no other,
// for an object that is old does not die in it, nor does it move.  Every survivor
// of a minor collection is old.  A collector without generations never settles
// its finalizers: all of them are young.
//
// The collector calls, in this order:
//
//   finalizers_visit    with the roots
//   finalizers_run      when ephemerons have been decided about, but before the
//                       dead ones are buried: their keys may come back
//   finalizers_settle   if it has generations
//   finalizers_notify   at the end
#ifndef FINALIZER_LISTS_H
#define FINALIZER_LISTS_H

#include <string.h>

#include "gc-assert.h"
#include "gc-embedder-api.h"
#include "gc-finalizer.h"
#include "ref-vector.h"

#ifndef GC_EMBEDDER_FINALIZER_HEADER
#error "the embedder's header must define GC_EMBEDDER_FINALIZER_HEADER"
#endif

struct gc_finalizer {
  GC_EMBEDDER_FINALIZER_HEADER
  uintptr_t is_attached;
  struct gc_ref edges[2];
};

enum { FINALIZER_CLOSURE, FINALIZER_OBJECT };

_Static_assert(sizeof(struct gc_finalizer) % 8 == 0
               && offsetof(struct gc_finalizer, is_attached) >= 8,
               "a header of whole words");

// How many of the two lists of a priority are looked at.
enum finalizer_scope { FINALIZERS_YOUNG = 1, FINALIZERS_ALL = 2 };

struct finalizers {
  struct ref_vector *attached;  // two for each priority, the young one first
  struct ref_vector ready;
  size_t popped;                // so many at the head of `ready` are gone
  size_t settled;               // so many at the head of it are old
  size_t fired;                 // by the running collection
  gc_finalizer_callback callback;
};

typedef void finalizer_visitor(struct gc_edge edge, struct gc_heap *heap,
                               void *visit_data);

static inline struct gc_finalizer *finalizer_from_ref(struct gc_ref ref) {
  return gc_ref_heap_object(ref);
}

static inline struct gc_ref *finalizer_object(struct gc_finalizer *finalizer) {
  return &finalizer->edges[FINALIZER_OBJECT];
}

// No constant to the compiler, as with ephemerons.
inline GC_ALWAYS_INLINE size_t gc_finalizer_size(void) {
  size_t size = sizeof(struct gc_finalizer);
  __asm__("" : "+r"(size));
  return size;
}

// A loop, so that the visitor stands in the embedder's function once.
inline GC_ALWAYS_INLINE void gc_trace_finalizer(struct gc_finalizer *finalizer,
                                                finalizer_visitor *visit,
                                                struct gc_heap *heap,
                                                void *visit_data) {
  int count = finalizer->is_attached ? FINALIZER_OBJECT : FINALIZER_OBJECT + 1;
  for (int i = 0; i < count; i++)
    visit(gc_edge(&finalizer->edges[i]), heap, visit_data);
}

static GC_COLD _Noreturn void finalizers_bad_priority(unsigned priority) {
  fprintf(stderr, "whippet: a finalizer of priority %u, of %zu priorities\n",
          priority, gc_finalizer_priority_count());
  abort();
}

static GC_COLD void finalizers_make_lists(struct finalizers *finalizers) {
  finalizers->attached = calloc(gc_finalizer_priority_count() * FINALIZERS_ALL,
                                sizeof finalizers->attached[0]);
  if (finalizers->attached) return;
  fprintf(stderr, "whippet: no memory for finalizers\n");
  abort();
}

static inline void finalizers_add(struct finalizers *finalizers,
                                  struct gc_finalizer *finalizer,
                                  unsigned priority) {
  if (priority >= gc_finalizer_priority_count())
    finalizers_bad_priority(priority);
  if (!finalizers->attached) finalizers_make_lists(finalizers);
  ref_vector_push(&finalizers->attached[priority * FINALIZERS_ALL],
                  gc_ref_from_heap_object(finalizer), "finalizers");
}

// Null if there is none.
static inline struct gc_ref finalizers_pop(struct finalizers *finalizers) {
  struct ref_vector *ready = &finalizers->ready;
  if (finalizers->popped == ready->count) return gc_ref_null();
  struct gc_ref ref = ready->refs[finalizers->popped++];
  if (finalizers->popped == ready->count)
    finalizers->popped = finalizers->settled = ready->count = 0;
  return ref;
}

// A queue that is never empty must not grow for ever.
static inline void finalizers_forget_popped(struct finalizers *finalizers) {
  struct ref_vector *ready = &finalizers->ready;
  size_t popped = finalizers->popped;
  if (popped <= ready->count / 2) return;
  ready->count -= popped;
  memmove(ready->refs, ready->refs + popped,
          ready->count * sizeof ready->refs[0]);
  finalizers->settled -= finalizers->settled < popped ? finalizers->settled
                                                      : popped;
  finalizers->popped = 0;
}

// Roots

static inline GC_ALWAYS_INLINE void
finalizers_visit_refs(struct ref_vector *vector, size_t first,
                      struct gc_heap *heap, void *data,
                      finalizer_visitor *visit) {
  for (size_t i = first; i < vector->count; i++)
    visit(gc_edge(&vector->refs[i]), heap, data);
}

static inline GC_ALWAYS_INLINE void
finalizers_visit(struct finalizers *finalizers, enum finalizer_scope scope,
                 struct gc_heap *heap, void *data, finalizer_visitor *visit) {
  if (!finalizers->attached) return;
  size_t first = finalizers->popped;
  if (scope == FINALIZERS_YOUNG && first < finalizers->settled)
    first = finalizers->settled;
  finalizers_visit_refs(&finalizers->ready, first, heap, data, visit);
  for (size_t p = 0; p < gc_finalizer_priority_count(); p++)
    for (size_t age = 0; age < scope; age++)
      finalizers_visit_refs(&finalizers->attached[p * FINALIZERS_ALL + age], 0,
                            heap, data, visit);
}

// For the verifier, to which the object of an attached finalizer is an edge too.
static GC_UNUSED void
finalizers_visit_everything(struct finalizers *finalizers,
                            struct gc_heap *heap, void *data,
                            finalizer_visitor *visit) {
  finalizers_visit(finalizers, FINALIZERS_ALL, heap, data, visit);
  size_t lists = gc_finalizer_priority_count() * FINALIZERS_ALL;
  for (size_t i = 0; finalizers->attached && i < lists; i++) {
    struct ref_vector *list = &finalizers->attached[i];
    for (size_t k = 0; k < list->count; k++)
      visit(gc_edge(finalizer_object(finalizer_from_ref(list->refs[k]))), heap,
            data);
  }
}

// Deciding

// Moves those whose objects are not reached to the queue.
static inline GC_ALWAYS_INLINE void
finalizers_sift(struct finalizers *finalizers, struct ref_vector *list,
                struct gc_heap *heap, void *tracer,
                int (*is_reached)(struct gc_heap *heap, struct gc_ref ref,
                                  void *tracer),
                finalizer_visitor *visit) {
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++) {
    struct gc_finalizer *finalizer = finalizer_from_ref(list->refs[i]);
    if (is_reached(heap, *finalizer_object(finalizer), tracer)) {
      visit(gc_edge(finalizer_object(finalizer)), heap, tracer);
      list->refs[kept++] = list->refs[i];
    } else {
      finalizer->is_attached = 0;
      ref_vector_push(&finalizers->ready, list->refs[i], "finalizers");
    }
  }
  list->count = kept;
}

// The objects come back once all of the priority have been decided about.
// `is_reached` and `visit` are constants, as ever.
static inline GC_ALWAYS_INLINE void
finalizers_fire(struct finalizers *finalizers, size_t priority,
                enum finalizer_scope scope, struct gc_heap *heap, void *tracer,
                int (*is_reached)(struct gc_heap *heap, struct gc_ref ref,
                                  void *tracer),
                finalizer_visitor *visit) {
  struct ref_vector *ready = &finalizers->ready;
  size_t first = ready->count;
  for (size_t age = scope; age-- > 0;)
    finalizers_sift(finalizers,
                    &finalizers->attached[priority * FINALIZERS_ALL + age],
                    heap, tracer, is_reached, visit);
  for (size_t i = first; i < ready->count; i++)
    visit(gc_edge(finalizer_object(finalizer_from_ref(ready->refs[i]))), heap,
          tracer);
  finalizers->fired += ready->count - first;
}

// `fire` is the collector's phase around finalizers_fire; `trace` goes on until
// nothing more is reached.
static inline void
finalizers_run(struct finalizers *finalizers, struct gc_heap *heap,
               void (*fire)(struct gc_heap *heap, size_t priority),
               void (*trace)(struct gc_heap *heap)) {
  if (!finalizers->attached) return;
  for (size_t p = 0; p < gc_finalizer_priority_count(); p++) {
    fire(heap, p);
    trace(heap);
  }
}

// Afterwards

static GC_UNUSED void finalizers_settle(struct finalizers *finalizers) {
  if (!finalizers->attached) return;
  finalizers->settled = finalizers->ready.count;
  for (size_t p = 0; p < gc_finalizer_priority_count(); p++) {
    struct ref_vector *young = &finalizers->attached[p * FINALIZERS_ALL];
    for (size_t i = 0; i < young->count; i++)
      ref_vector_push(&young[1], young->refs[i], "finalizers");
    young->count = 0;
  }
}

static inline void finalizers_notify(struct finalizers *finalizers,
                                     struct gc_heap *heap) {
  if (finalizers->fired && finalizers->callback)
    finalizers->callback(heap, finalizers->fired);
  finalizers->fired = 0;
  finalizers_forget_popped(finalizers);
}

#endif // FINALIZER_LISTS_H
