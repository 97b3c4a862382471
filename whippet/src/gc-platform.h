// What the collectors need from the operating system.
#ifndef GC_PLATFORM_H
#define GC_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

#include "gc-config.h"
#include "gc-visibility.h"

// Memory is reserved (an address range, no access), then made accessible from
// the bottom up in units of GC_COMMIT_UNIT, a multiple of every page size that
// Linux uses.  Discarded memory stays accessible and reads as zero.
#define GC_COMMIT_UNIT ((size_t)64 * 1024)

// What a huge page needs: so much in one piece, aligned and accessible when it is
// first touched.
#define GC_HUGE_PAGE ((size_t)2 << 20)

// With 32-bit slots, what is reserved lies below this address.
#define GC_ADDRESS_LIMIT ((size_t)1 << 32)

// Under another name, so that a platform that was compiled for other slots than the
// collector does not link.
#if GC_SLOT_BITS == 32
#define gc_platform_reserve gc_platform_reserve_low
#endif

// Aligned for huge pages.  0 on failure.
GC_INTERNAL uintptr_t gc_platform_reserve(size_t size);
GC_INTERNAL void gc_platform_release(uintptr_t addr, size_t size);

// Nonzero on success.
GC_INTERNAL int gc_platform_allow_access(uintptr_t addr, size_t size);
GC_INTERNAL int gc_platform_forbid_access(uintptr_t addr, size_t size);

// Of reserved memory, from now on.  0 if the system has no huge pages.
GC_INTERNAL int gc_platform_prefer_huge_pages(uintptr_t addr, size_t size);

// Whole accessible pages that are about to be written: one call instead of a fault for
// each.
GC_INTERNAL void gc_platform_populate(uintptr_t addr, size_t size);

// Every whole page inside [addr, addr + size) reads as zero afterwards.
GC_INTERNAL void gc_platform_discard(uintptr_t addr, size_t size);

// Accessible, zeroed memory for tables; 0 on failure.
GC_INTERNAL void *gc_platform_map_table(size_t size);
GC_INTERNAL void gc_platform_unmap_table(void *table, size_t size);

GC_INTERNAL int gc_platform_processor_count(void);

// Of the second level, which in most processors is one core's own; 0: unknown.
GC_INTERNAL size_t gc_platform_cache_size(void);

// Seconds of CPU time that the process has taken.
GC_INTERNAL double gc_platform_cpu_time(void);

// The smaller of the machine's memory and the control group's limit.  Read
// once: an embedder may ask before it hides the files that say it.
GC_INTERNAL size_t gc_platform_memory_limit(void);

static inline size_t gc_round_up(size_t size, size_t unit) {
  return (size + unit - 1) & ~(unit - 1);
}

static inline size_t gc_round_down(size_t size, size_t unit) {
  return size & ~(unit - 1);
}

static inline size_t gc_min_size(size_t a, size_t b) {
  return a < b ? a : b;
}

static inline size_t gc_max_size(size_t a, size_t b) {
  return a > b ? a : b;
}

#endif // GC_PLATFORM_H
