// Queries that are ours, not the interface's.
#ifndef GC_EXTRAS_H
#define GC_EXTRAS_H

#include <stddef.h>
#include <stdint.h>

#include "gc-types.h"
#include "gc-visibility.h"

// The name that `--gc` knows: "semi".
GC_API_ const char *gc_extra_collector_name(void);

// Bytes found live by the last collection; before the first one, 0.
GC_API_ size_t gc_extra_live_bytes(struct gc_heap *heap);

// Changes whenever objects may have moved.
GC_API_ uint64_t gc_extra_collection_count(struct gc_heap *heap);

// The current heap size, and the size it may grow to.
GC_API_ size_t gc_extra_heap_size(struct gc_heap *heap);
GC_API_ size_t gc_extra_heap_limit(struct gc_heap *heap);

// Checks every object and root; prints and aborts on the first bad reference.
// Every object allocated so far must have its header and edges written.
GC_API_ void gc_extra_verify(struct gc_heap *heap);

#endif // GC_EXTRAS_H
