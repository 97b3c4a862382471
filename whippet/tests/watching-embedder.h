// embedder.h, of a program that tells which roots it has stored to: its stack is
// changed by push, pop and top, globals, if they are many, by set_global.
#ifndef WATCHING_EMBEDDER_H
#define WATCHING_EMBEDDER_H

#include "embedder.h"

#if !GC_CONSERVATIVE_ROOTS

#include "gc-changed-roots.h"

// Globals are told of by set_global, whose stores call no barrier.
static inline struct gc_static_range gc_embedder_static_range(void) {
  return (struct gc_static_range){0, 0};
}

static inline void gc_trace_changed_mutator_roots(struct gc_mutator_roots *roots,
                                                  visitor visit,
                                                  struct gc_heap *heap,
                                                  void *data) {
  if (roots->changed < roots->sp)
    trace_slots(roots->changed, (size_t)(roots->sp - roots->changed), visit,
                heap, data);
}

static inline void gc_trace_changed_heap_roots(struct gc_heap_roots *roots,
                                               visitor visit,
                                               struct gc_heap *heap,
                                               void *data) {
  if (roots->count <= MOST_CHANGED || roots->changed_count > MOST_CHANGED) {
    gc_trace_heap_roots(roots, visit, heap, data);
    return;
  }
  for (size_t i = 0; i < roots->changed_count; i++)
    visit(gc_edge(&roots->globals[roots->changed[i]]), heap, data);
}

static inline void gc_watch_mutator_roots(struct gc_mutator_roots *roots) {
  roots->changed = roots->sp;
}

static inline void gc_unwatch_mutator_roots(struct gc_mutator_roots *roots) {
  (void)roots;
}

static inline void gc_watch_heap_roots(struct gc_heap_roots *roots) {
  roots->changed_count = 0;
}

#endif

#endif // WATCHING_EMBEDDER_H
