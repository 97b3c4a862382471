// Forwarding.  The embedder chooses where in the old copy the new address is
// kept (in practice: the header word, marked so that it cannot be a header).
#ifndef GC_FORWARD_H
#define GC_FORWARD_H

#include <stddef.h>

#include "gc-forwarding.h"
#include "gc-inline.h"
#include "gc-ref.h"

#ifndef GC_EMBEDDER_API
#define GC_EMBEDDER_API static inline GC_ALWAYS_INLINE
#endif

// By one thread.

// The new address, or 0 if the object has not moved.
GC_EMBEDDER_API uintptr_t gc_object_forwarded_nonatomic(struct gc_ref ref);
GC_EMBEDDER_API void gc_object_forward_nonatomic(struct gc_ref ref,
                                                 struct gc_ref new_ref);

// By several (gc-forwarding.h).  What was written before a commit or an abort is
// visible to whoever finds the object in the state that it leads to.

// FORWARDED, BUSY or NOT_FORWARDED.
GC_EMBEDDER_API struct gc_atomic_forward gc_atomic_forward_begin(
  struct gc_ref ref);

// From NOT_FORWARDED to ACQUIRED, or to the state that another thread was
// quicker to bring about.
GC_EMBEDDER_API void gc_atomic_forward_acquire(struct gc_atomic_forward *fwd);

// Looks again at what was BUSY; nonzero if it is no longer.
GC_EMBEDDER_API int gc_atomic_forward_retry_busy(
  struct gc_atomic_forward *fwd);

// From ACQUIRED back to NOT_FORWARDED.
GC_EMBEDDER_API void gc_atomic_forward_abort(struct gc_atomic_forward *fwd);

// Of an object that is ACQUIRED: its own first word cannot be read meanwhile.
GC_EMBEDDER_API size_t
gc_atomic_forward_object_size(struct gc_atomic_forward *fwd);

// From ACQUIRED to FORWARDED: the object has been copied, but for its first
// word, which the new copy gets from here.
GC_EMBEDDER_API void gc_atomic_forward_commit(struct gc_atomic_forward *fwd,
                                              struct gc_ref new_ref);

// Of an object that is FORWARDED, where to.
GC_EMBEDDER_API uintptr_t
gc_atomic_forward_address(struct gc_atomic_forward *fwd);

#endif // GC_FORWARD_H
