// What the embedder's header (GC_EMBEDDER) must define, as `static inline`
// functions.  Only collector files include this.  The declarations here make
// the functions always-inline: a collector calls them with a constant visitor
// and expects the compiler to specialise them.
#ifndef GC_EMBEDDER_API_H
#define GC_EMBEDDER_API_H

#include <stddef.h>

#include "gc-edge.h"
#include "gc-forward.h"
#include "gc-inline.h"
#include "gc-ref.h"
#include "gc-types.h"

struct gc_mutator_roots;
struct gc_heap_roots;
struct gc_extern_space;

// Visits every outgoing edge of the object and returns its size in bytes.
// visit may be NULL: then only the size is wanted.
GC_EMBEDDER_API size_t
gc_trace_object(struct gc_ref ref,
                void (*visit)(struct gc_edge edge, struct gc_heap *heap,
                              void *visit_data),
                struct gc_heap *heap, void *visit_data);

GC_EMBEDDER_API void
gc_trace_mutator_roots(struct gc_mutator_roots *roots,
                       void (*visit)(struct gc_edge edge, struct gc_heap *heap,
                                     void *visit_data),
                       struct gc_heap *heap, void *visit_data);

GC_EMBEDDER_API void
gc_trace_heap_roots(struct gc_heap_roots *roots,
                    void (*visit)(struct gc_edge edge, struct gc_heap *heap,
                                  void *visit_data),
                    struct gc_heap *heap, void *visit_data);

// How many priorities finalizers have (gc-finalizer.h).
GC_EMBEDDER_API size_t gc_finalizer_priority_count(void);

// Receives every reference that is neither null, nor an immediate, nor in the
// heap.  Nonzero: this is the first visit of this collection; trace it.
GC_EMBEDDER_API int gc_extern_space_visit(struct gc_extern_space *space,
                                          struct gc_ref ref);
GC_EMBEDDER_API void gc_extern_space_start_gc(struct gc_extern_space *space,
                                              int is_minor_gc);
GC_EMBEDDER_API void gc_extern_space_finish_gc(struct gc_extern_space *space,
                                               int is_minor_gc);

#endif // GC_EMBEDDER_API_H
