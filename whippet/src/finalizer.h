// gc-finalizer.h, but for what finalizer-lists.h has: included once struct
// gc_heap is defined.
#ifndef FINALIZER_H
#define FINALIZER_H

#include "finalizer-lists.h"
#include "gc-api.h"
#include "heap-members.h"
#include "precise-allocation.h"

struct gc_finalizer *gc_allocate_finalizer(struct gc_mutator *mut) {
  struct gc_finalizer *finalizer =
    allocate_precise(mut, sizeof(struct gc_finalizer));
  if (!finalizer) return NULL;
  finalizer->is_attached = 0;
  finalizer->edges[FINALIZER_CLOSURE] = gc_ref_null();
  finalizer->edges[FINALIZER_OBJECT] = gc_ref_null();
  return finalizer;
}

// The finalizer may have been made a while ago, and be old.  Then the barrier
// keeps a young object alive for one minor collection.
static void finalizer_set(struct gc_mutator *mut,
                          struct gc_finalizer *finalizer, int which,
                          struct gc_ref value) {
  struct gc_ref *field = &finalizer->edges[which];
  GC_ASSERT(gc_slot_can_hold(value));
  if (gc_ref_is_heap_object(value))
    gc_write_barrier(mut, gc_ref_from_heap_object(finalizer),
                     sizeof(struct gc_finalizer), gc_edge(field), value);
  *field = value;
}

void gc_finalizer_attach(struct gc_mutator *mut,
                         struct gc_finalizer *finalizer, unsigned priority,
                         struct gc_ref object, struct gc_ref closure) {
  GC_ASSERT(!finalizer->is_attached
            && gc_ref_is_null(gc_finalizer_object(finalizer)));
  finalizer_set(mut, finalizer, FINALIZER_OBJECT, object);
  finalizer_set(mut, finalizer, FINALIZER_CLOSURE, closure);
  finalizer->is_attached = 1;
  finalizers_add(&mut->heap->finalizers, finalizer, priority);
}

struct gc_ref gc_finalizer_object(struct gc_finalizer *finalizer) {
  return *finalizer_object(finalizer);
}

struct gc_ref gc_finalizer_closure(struct gc_finalizer *finalizer) {
  return finalizer->edges[FINALIZER_CLOSURE];
}

struct gc_finalizer *gc_pop_finalizable(struct gc_mutator *mut) {
  struct gc_ref ref = finalizers_pop(&mut->heap->finalizers);
  return gc_ref_is_null(ref) ? NULL : finalizer_from_ref(ref);
}

void gc_set_finalizer_callback(struct gc_heap *heap,
                               gc_finalizer_callback callback) {
  heap->finalizers.callback = callback;
}

#endif // FINALIZER_H
