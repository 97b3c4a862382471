// The options as the collectors read them.
#ifndef GC_OPTIONS_INTERNAL_H
#define GC_OPTIONS_INTERNAL_H

#include "gc-options.h"

// The size of a heap that nobody sized.  Two 4 MiB semispaces: large against
// the L2 cache, small against everything else.
#ifndef GC_DEFAULT_HEAP_SIZE
#define GC_DEFAULT_HEAP_SIZE ((size_t)8 << 20)
#endif

struct gc_options {
  int heap_size_policy;
  size_t heap_size;          // 0: GC_DEFAULT_HEAP_SIZE
  size_t maximum_heap_size;  // 0: half of the machine's memory
  size_t heap_double_threshold;
  double heap_expansiveness;
  int parallelism;
  size_t nursery_size;       // 0: fitted to the cache
  int stress;
  int verify;
  int huge_pages;
  int trace_order;
};

GC_INTERNAL struct gc_options gc_options_default(void);

// Supplied by the collector.
GC_INTERNAL extern const char gc_collector_name[];

#endif // GC_OPTIONS_INTERNAL_H
