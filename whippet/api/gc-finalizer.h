// Finalizers: they tell the embedder that an object has become unreachable, and
// hand it back.
//
// A finalizer is attached to an object, with a closure that is the embedder's.
// The heap holds on to attached finalizers, and through them to their closures,
// but not to their objects.  When a collection finds that the object of one
// would die, the finalizer leaves it, and goes to the end of a queue, with the
// object and all that it refers to alive again.  gc_pop_finalizable takes the
// first from the queue; from then on finalizer, object and closure live as long
// as somebody refers to them.  A finalizer is attached once.
//
// Priorities, of which the embedder has gc_finalizer_priority_count: those of
// priority 0 are decided about first, then, with what they have brought back
// alive, those of priority 1, and so on.  So an object whose finalizer has a
// high number is queued only when no finalizer with a lower one leads to it, be
// it attached to it or to an object that refers to it.  Within one priority the
// finalizers of dead objects are queued together, in the order in which they
// were attached.
//
// Ephemerons: a key that a finalizer has brought back is alive.
//
// A finalizer is an object of the embedder's: GC_EMBEDDER_FINALIZER_HEADER
// declares its first members, a multiple of 8 bytes that the embedder writes
// after the allocation, and gc_trace_object answers for it with
// gc_trace_finalizer and gc_finalizer_size.
#ifndef GC_FINALIZER_H
#define GC_FINALIZER_H

#include <stddef.h>

#include "gc-edge.h"
#include "gc-ref.h"
#include "gc-types.h"
#include "gc-visibility.h"

struct gc_finalizer;

GC_API_ size_t gc_finalizer_size(void);

// A safepoint, like any allocation.  The header is still to be written.
GC_API_ struct gc_finalizer *gc_allocate_finalizer(struct gc_mutator *mut);

// No safepoint.  Any object may have several finalizers; one that the collector
// does not manage never dies.  If the closure leads to the object, neither does
// that.
GC_API_ void gc_finalizer_attach(struct gc_mutator *mut,
                                 struct gc_finalizer *finalizer,
                                 unsigned priority, struct gc_ref object,
                                 struct gc_ref closure);

// Of a finalizer that was popped, or the closure of any.
GC_API_ struct gc_ref gc_finalizer_object(struct gc_finalizer *finalizer);
GC_API_ struct gc_ref gc_finalizer_closure(struct gc_finalizer *finalizer);

// The first of the queue, or NULL.
GC_API_ struct gc_finalizer *gc_pop_finalizable(struct gc_mutator *mut);

// Called at the end of each collection that has queued finalizers, with their
// number, by the thread that collects and before mutators go on: it must not
// touch the heap, let alone allocate, but may raise a flag.
typedef void (*gc_finalizer_callback)(struct gc_heap *heap, size_t count);
GC_API_ void gc_set_finalizer_callback(struct gc_heap *heap,
                                       gc_finalizer_callback callback);

// For gc_trace_object, when it has a visitor.
GC_API_ void gc_trace_finalizer(struct gc_finalizer *finalizer,
                                void (*visit)(struct gc_edge edge,
                                              struct gc_heap *heap,
                                              void *visit_data),
                                struct gc_heap *heap, void *visit_data);

#endif // GC_FINALIZER_H
