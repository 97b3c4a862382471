// Ephemerons: pairs of a key and a value that keep neither alive.  The value
// of an ephemeron is reachable through it only while its key is reachable in
// some way that does not need the ephemeron.  Once the key is not, the
// ephemeron is dead: key and value read as null.
//
// They can be linked into chains, the buckets of weak hash tables.  A chain is
// a slot that holds a reference to its first ephemeron; a link to the next one
// is an ordinary strong reference.  Reading a chain skips the dead, and the
// collector takes them out of the middle of it.
//
// An ephemeron is an object of the embedder's: GC_EMBEDDER_EPHEMERON_HEADER
// declares its first members, a multiple of 8 bytes that the embedder writes
// after the allocation, and gc_trace_object answers for it with
// gc_trace_ephemeron and gc_ephemeron_size.
#ifndef GC_EPHEMERON_H
#define GC_EPHEMERON_H

#include <stddef.h>

#include "gc-edge.h"
#include "gc-ref.h"
#include "gc-types.h"
#include "gc-visibility.h"

struct gc_ephemeron;

GC_API_ size_t gc_ephemeron_size(void);

// A safepoint, like any allocation.  Dead until it is initialised; the header
// is still to be written.
GC_API_ struct gc_ephemeron *gc_allocate_ephemeron(struct gc_mutator *mut);

// Once, and before the next safepoint: no barrier is due.  The key may be
// anything but null; what the collector does not manage never dies.
GC_API_ void gc_ephemeron_init(struct gc_mutator *mut,
                               struct gc_ephemeron *ephemeron,
                               struct gc_ref key, struct gc_ref value);

// Null if it is dead.
GC_API_ struct gc_ref gc_ephemeron_key(struct gc_ephemeron *ephemeron);
GC_API_ struct gc_ref gc_ephemeron_value(struct gc_ephemeron *ephemeron);

// Returns the previous value.  A dead ephemeron stays as it is.
GC_API_ struct gc_ref gc_ephemeron_swap_value(struct gc_mutator *mut,
                                              struct gc_ephemeron *ephemeron,
                                              struct gc_ref value);

// The first ephemeron of the chain that is not dead, and the next one: NULL at
// the end.
GC_API_ struct gc_ephemeron *gc_ephemeron_chain_head(struct gc_ephemeron **loc);
GC_API_ struct gc_ephemeron *
gc_ephemeron_chain_next(struct gc_ephemeron *ephemeron);

// Adds an ephemeron that was in no chain yet, and is younger than the others,
// to the front.  The barrier for *loc is the caller's.
GC_API_ void gc_ephemeron_chain_push(struct gc_ephemeron **loc,
                                     struct gc_ephemeron *ephemeron);

// The same, if *tail is the head of the chain; else returns 0 and sets *tail to
// what the head is.
GC_API_ int gc_ephemeron_chain_try_push(struct gc_ephemeron **loc,
                                        struct gc_ephemeron *ephemeron,
                                        struct gc_ephemeron **tail);

// Drops key and value.
GC_API_ void gc_ephemeron_mark_dead(struct gc_ephemeron *ephemeron);

// For gc_trace_object, when it has a visitor.
GC_API_ void gc_trace_ephemeron(struct gc_ephemeron *ephemeron,
                                void (*visit)(struct gc_edge edge,
                                              struct gc_heap *heap,
                                              void *visit_data),
                                struct gc_heap *heap, void *visit_data);

#endif // GC_EPHEMERON_H
