// A heap with its roots, for callers that know no C: what the API defines inline
// is a function here.  The rest of the API they call as it is.
#ifndef HEAP_H
#define HEAP_H

#include "gc-api.h"
#include "gc-ephemeron.h"
#include "gc-extras.h"
#include "gc-finalizer.h"
#include "objects.h"

struct model_heap {
  struct gc_heap *heap;
  struct gc_mutator *mutator;
  struct gc_mutator_roots *stack;
  struct gc_heap_roots *roots;
  struct gc_extern_space *statics;
  uint64_t minor_collections, major_collections;
};

// One heap per process.  NULL, after a message, if the options do not allow it.
GC_API_ const struct model_heap *model_start(const char *options);

// NULL if there is no room.  Aborts if the memory is not as it should be.
GC_API_ void *model_allocate(size_t size, enum gc_allocation_kind kind);

// Before the store of a reference to an object.
GC_API_ void model_write_barrier(struct gc_ref object, size_t size,
                                 struct gc_edge edge, struct gc_ref value);

GC_API_ int model_can_pin(void);
GC_API_ int model_is_small(size_t size);
GC_API_ size_t model_round_to_granule(size_t size);

#endif // HEAP_H
