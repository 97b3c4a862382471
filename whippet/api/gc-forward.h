// Forwarding by a serial copying collector.  The embedder chooses where in
// the old copy the new address is kept (in practice: the header word, marked
// so that it cannot be a header).
#ifndef GC_FORWARD_H
#define GC_FORWARD_H

#include "gc-inline.h"
#include "gc-ref.h"

#ifndef GC_EMBEDDER_API
#define GC_EMBEDDER_API static GC_ALWAYS_INLINE
#endif

// The new address, or 0 if the object has not moved.
GC_EMBEDDER_API uintptr_t gc_object_forwarded_nonatomic(struct gc_ref ref);
GC_EMBEDDER_API void gc_object_forward_nonatomic(struct gc_ref ref,
                                                 struct gc_ref new_ref);

#endif // GC_FORWARD_H
