// The user API: heaps, mutators, collections.  With GC_ATTRS defined it brings
// gc-allocate.h, gc-barrier.h and gc-safepoint.h along.
#ifndef GC_API_H
#define GC_API_H

#include <stddef.h>
#include <stdint.h>

#include "gc-allocation-kind.h"
#include "gc-assert.h"
#include "gc-collection-kind.h"
#include "gc-config.h"
#include "gc-conservative-ref.h"
#include "gc-edge.h"
#include "gc-event-listener.h"
#include "gc-inline.h"
#include "gc-options.h"
#include "gc-ref.h"
#include "gc-stack-addr.h"
#include "gc-types.h"
#include "gc-visibility.h"

#ifdef GC_ATTRS
#include "gc-allocate.h"
#include "gc-barrier.h"
#include "gc-safepoint.h"
#endif

struct gc_mutator_roots;
struct gc_heap_roots;
struct gc_extern_space;

// Creates the heap and the calling thread's mutator.  options may be NULL
// (defaults) and belongs to the heap from now on.  0 on failure, after a
// message on stderr.
GC_API_ int gc_init(const struct gc_options *options,
                    struct gc_stack_addr base, struct gc_heap **heap,
                    struct gc_mutator **mutator,
                    struct gc_event_listener event_listener,
                    void *event_listener_data);

GC_API_ struct gc_mutator *gc_init_for_thread(struct gc_stack_addr base,
                                              struct gc_heap *heap);
GC_API_ void gc_finish_for_thread(struct gc_mutator *mut);

// A deactivated mutator touches no object; others may collect meanwhile.
GC_API_ void gc_deactivate(struct gc_mutator *mut);
GC_API_ void gc_reactivate(struct gc_mutator *mut);
GC_API_ void *gc_deactivate_for_call(struct gc_mutator *mut,
                                     void *(*f)(struct gc_mutator *, void *),
                                     void *data);
GC_API_ void *gc_reactivate_for_call(struct gc_mutator *mut,
                                     void *(*f)(struct gc_mutator *, void *),
                                     void *data);

GC_API_ struct gc_heap *gc_mutator_heap(struct gc_mutator *mut);
GC_API_ void gc_mutator_set_roots(struct gc_mutator *mut,
                                  struct gc_mutator_roots *roots);
GC_API_ void gc_heap_set_roots(struct gc_heap *heap,
                               struct gc_heap_roots *roots);
GC_API_ void gc_heap_set_extern_space(struct gc_heap *heap,
                                      struct gc_extern_space *space);

// The handler's result becomes the result of the allocation that failed.  The
// default one prints a message and aborts.
GC_API_ void gc_heap_set_allocation_failure_handler(
  struct gc_heap *heap, void *(*handler)(struct gc_heap *, size_t));

GC_API_ void gc_collect(struct gc_mutator *mut, enum gc_collection_kind kind);

// Does the reference point into the memory that the collector manages?
GC_API_ int gc_heap_contains(struct gc_heap *heap, struct gc_ref ref);

#if GC_CONSERVATIVE_ROOTS
// The object at this address or, if `possibly_interior`, around it; null if there
// is none.  Every object allocated so far must have its header written.
GC_API_ struct gc_ref
gc_resolve_conservative_ref(struct gc_heap *heap,
                            struct gc_conservative_ref ref,
                            int possibly_interior);
#endif

// The object does not move any more, as long as it lives; it dies as it would have.
// A collector for which gc_can_pin_objects() is 0 aborts.
GC_API_ void gc_pin_object(struct gc_mutator *mut, struct gc_ref ref);

// Bytes allocated since the heap was made.
GC_API_ uint64_t gc_allocation_counter(struct gc_heap *heap);

#endif // GC_API_H
