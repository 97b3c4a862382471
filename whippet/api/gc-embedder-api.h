// What the embedder's header (GC_EMBEDDER) must define, as `static inline`
// functions.  Only collector files include this.  The declarations here make
// the functions always-inline: a collector calls them with a constant visitor
// and expects the compiler to specialise them.
#ifndef GC_EMBEDDER_API_H
#define GC_EMBEDDER_API_H

#include <stddef.h>

#include "gc-config.h"
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

#if GC_CONSERVATIVE_ROOTS
// Roots that must not be updated: references, and ranges of words any of which
// may be one.  The C stack is found without them.
GC_EMBEDDER_API void
gc_trace_mutator_pinned_roots(struct gc_mutator_roots *roots,
                              void (*pinned)(struct gc_ref ref,
                                             struct gc_heap *heap, void *data),
                              void (*ambiguous)(uintptr_t low, uintptr_t high,
                                                int possibly_interior,
                                                struct gc_heap *heap,
                                                void *data),
                              struct gc_heap *heap, void *data);
GC_EMBEDDER_API void
gc_trace_heap_pinned_roots(struct gc_heap_roots *roots,
                           void (*pinned)(struct gc_ref ref,
                                          struct gc_heap *heap, void *data),
                           void (*ambiguous)(uintptr_t low, uintptr_t high,
                                             int possibly_interior,
                                             struct gc_heap *heap, void *data),
                           struct gc_heap *heap, void *data);

// May the low three bits of a word be these, if it is a reference?  They are
// cleared then.
GC_EMBEDDER_API int
gc_is_valid_conservative_ref_displacement(uintptr_t displacement);
#endif

// Receives every reference that is neither null, nor an immediate, nor in the
// heap.  Nonzero: this is the first visit of this collection; trace it.
GC_EMBEDDER_API int gc_extern_space_visit(struct gc_extern_space *space,
                                          struct gc_ref ref);
GC_EMBEDDER_API void gc_extern_space_start_gc(struct gc_extern_space *space,
                                              int is_minor_gc);
GC_EMBEDDER_API void gc_extern_space_finish_gc(struct gc_extern_space *space,
                                               int is_minor_gc);

#endif // GC_EMBEDDER_API_H
