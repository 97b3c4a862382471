// libgc, as bdw uses it: functions only, for its macros depend on GC_DEBUG, which
// is ours here.
#ifndef BDW_LIBRARY_H
#define BDW_LIBRARY_H

#include <stdint.h>

#include "gc-assert.h"
#include "gc-embedder-api.h"

#define GC_THREADS 1
#define GC_NO_THREAD_REDIRECTS 1
#include <gc/gc.h>
#include <gc/gc_inline.h>
#include <gc/gc_mark.h>

#if GC_VERSION_MAJOR < 8 || (GC_VERSION_MAJOR == 8 && GC_VERSION_MINOR < 2)
#error "the collector bdw needs libgc 8.2 or later"
#endif

// libgc's unit of memory.
#define BDW_BLOCK ((uintptr_t)4096)

// A cell of a free list, or one that was never filled, begins with another cell's
// address or with zero, as no object does.
static inline GC_ALWAYS_INLINE int bdw_is_in_use(struct gc_ref ref) {
  return *(uintptr_t *)gc_ref_heap_object(ref) != 0
    && !gc_object_forwarded_nonatomic(ref);
}

// Nonzero also for cells that are not in use.
static inline int bdw_contains(struct gc_ref ref) {
  return GC_base(gc_ref_heap_object(ref)) != NULL;
}

// The cell at this address or, if it may be an interior one, around it; or 0.
static inline uintptr_t bdw_find_cell(uintptr_t word, int interior) {
  if (word < (uintptr_t)GC_least_plausible_heap_addr
      || word > (uintptr_t)GC_greatest_plausible_heap_addr) return 0;
  if (interior) return (uintptr_t)GC_base((void *)word);
  uintptr_t displacement = word & 7;
  if (!gc_is_valid_conservative_ref_displacement(displacement)) return 0;
  uintptr_t addr = word - displacement;
  return (uintptr_t)GC_base((void *)addr) == addr ? addr : 0;
}

#endif // BDW_LIBRARY_H
