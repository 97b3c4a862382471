// The collector: Whippet's API, and what the runtime uses beyond it. Whether an implementation of the API has that, or
// what stands in its place, is a matter of this file alone.
#ifndef WR_COLLECTOR_H
#define WR_COLLECTOR_H

#include <sys/types.h>  // some implementations' headers take it for granted

#include "base.h"
#include "gc-allocate.h"
#include "gc-api.h"
#include "gc-barrier.h"

#if __has_include("gc-extras.h")
#define WR_HAS_WHIPPET_EXTRAS 1
#include "gc-extras.h"
#else
#define WR_HAS_WHIPPET_EXTRAS 0
#endif

#ifndef GC_ALLOCATIONS_ZEROED
#define GC_ALLOCATIONS_ZEROED 1
#endif

struct gc_mutator;
extern struct gc_mutator *wr_mutator_pointer;
extern struct gc_heap *wr_heap;

WR_INLINE struct gc_mutator *wr_mutator(void) {
#if defined(GC_HAS_STATIC_MUTATOR) && GC_HAS_STATIC_MUTATOR
  return gc_the_mutator();
#else
  return wr_mutator_pointer;
#endif
}

// A barrier that looks for young values takes any reference and any object of any size: two compares, of which most
// stores need the first only.
#if WR_HAS_WHIPPET_EXTRAS
#define WR_BARRIER_IS_FOR_YOUNG_VALUES (gc_write_barrier_kind(16) == GC_WRITE_BARRIER_NURSERY)
WR_INLINE bool wr_is_young(struct gc_ref ref) { return gc_nursery_contains(ref); }
#else
#define WR_BARRIER_IS_FOR_YOUNG_VALUES 0
WR_INLINE bool wr_is_young(struct gc_ref ref WR_UNUSED) { return false; }
#endif

// What the collector has told.
struct wr_heap_facts {
  u64 collections;     // changes whenever objects may have moved
  size_t size;         // of the heap
  size_t live_bytes;   // found by the last collection of all of it; before the first one, 0
};
extern struct wr_heap_facts wr_heap_facts;

// The size that the heap may grow to, as far as is known.
WR_INLINE size_t wr_heap_limit(void) {
#if WR_HAS_WHIPPET_EXTRAS
  return gc_extra_heap_limit(wr_heap);
#else
  return wr_heap_facts.size;
#endif
}

#endif
