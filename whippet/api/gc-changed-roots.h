// Optional, and not Whippet's.  The header of an embedder that can tell which of
// its roots have changed includes this, and defines, besides what
// gc-embedder-api.h declares, the functions below, so that the cost of a minor
// collection does not depend on how many roots there are.  Before the collector
// first watches the roots, and after gc_mutator_set_roots or gc_heap_set_roots,
// all are taken to have changed.
//
// From gc_watch_... on, a root counts as changed if it may have been stored to.
// Global roots and the fields of objects outside of the heap may lie in the
// static range: a store to them that calls gc_write_barrier need not be told of
// otherwise.  gc_unwatch_mutator_roots: the collector is about to update roots
// that have not changed.
#ifndef GC_CHANGED_ROOTS_H
#define GC_CHANGED_ROOTS_H

#include "gc-embedder-api.h"

#define GC_EMBEDDER_REMEMBERS_ROOTS 1

struct gc_static_range { uintptr_t low, high; };
GC_EMBEDDER_API struct gc_static_range gc_embedder_static_range(void);

GC_EMBEDDER_API void
gc_trace_changed_mutator_roots(struct gc_mutator_roots *roots,
                               void (*visit)(struct gc_edge edge,
                                             struct gc_heap *heap,
                                             void *visit_data),
                               struct gc_heap *heap, void *visit_data);
GC_EMBEDDER_API void
gc_trace_changed_heap_roots(struct gc_heap_roots *roots,
                            void (*visit)(struct gc_edge edge,
                                          struct gc_heap *heap,
                                          void *visit_data),
                            struct gc_heap *heap, void *visit_data);
GC_EMBEDDER_API void gc_watch_mutator_roots(struct gc_mutator_roots *roots);
GC_EMBEDDER_API void gc_unwatch_mutator_roots(struct gc_mutator_roots *roots);
GC_EMBEDDER_API void gc_watch_heap_roots(struct gc_heap_roots *roots);

#endif // GC_CHANGED_ROOTS_H
