// Which roots a minor collection looks at: all of them, or, of an embedder that
// keeps track of them (gc-changed-roots.h), those that may have changed since the
// last collection.  After that one no root referred to a young object.
#ifndef CHANGED_ROOTS_H
#define CHANGED_ROOTS_H

#include "gc-embedder-api.h"
#include "remembered-set.h"

#ifndef GC_EMBEDDER_REMEMBERS_ROOTS
#define GC_EMBEDDER_REMEMBERS_ROOTS 0
#endif

typedef void root_visitor(struct gc_edge edge, struct gc_heap *heap,
                          void *data);

#if GC_EMBEDDER_REMEMBERS_ROOTS

static int changed_roots_init(struct remembered_set *set) {
  struct gc_static_range range = gc_embedder_static_range();
  return remembered_cover(&set->outside, range.low, range.high);
}

static inline GC_ALWAYS_INLINE void
changed_roots_trace_mutator(struct gc_mutator_roots *roots, root_visitor *visit,
                            struct gc_heap *heap, void *data) {
  gc_trace_changed_mutator_roots(roots, visit, heap, data);
}

static inline GC_ALWAYS_INLINE void
changed_roots_trace_heap(struct gc_heap_roots *roots, root_visitor *visit,
                         struct gc_heap *heap, void *data) {
  gc_trace_changed_heap_roots(roots, visit, heap, data);
}

static void changed_roots_begin(struct gc_mutator_roots *mutator_roots,
                                struct gc_heap_roots *heap_roots) {
  if (mutator_roots) gc_watch_mutator_roots(mutator_roots);
  if (heap_roots) gc_watch_heap_roots(heap_roots);
}

static void changed_roots_end(struct gc_mutator_roots *mutator_roots) {
  if (mutator_roots) gc_unwatch_mutator_roots(mutator_roots);
}

#else

static int changed_roots_init(struct remembered_set *set GC_UNUSED) {
  return 1;
}

static inline GC_ALWAYS_INLINE void
changed_roots_trace_mutator(struct gc_mutator_roots *roots, root_visitor *visit,
                            struct gc_heap *heap, void *data) {
  gc_trace_mutator_roots(roots, visit, heap, data);
}

static inline GC_ALWAYS_INLINE void
changed_roots_trace_heap(struct gc_heap_roots *roots, root_visitor *visit,
                         struct gc_heap *heap, void *data) {
  gc_trace_heap_roots(roots, visit, heap, data);
}

static void
changed_roots_begin(struct gc_mutator_roots *mutator_roots GC_UNUSED,
                    struct gc_heap_roots *heap_roots GC_UNUSED) {}

static void
changed_roots_end(struct gc_mutator_roots *mutator_roots GC_UNUSED) {}

#endif

#endif // CHANGED_ROOTS_H
