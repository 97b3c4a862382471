// How large the heap should be.
//
// `size` counts everything: all spaces, and the pages of large objects.
// The fixed policy never changes it.  The others reconsider after each
// collection of the whole heap, and never exceed `maximum`; the growable policy
// never shrinks, the adaptive one (heap-balancer.h) does.
//
// Growable: with e = heap-expansiveness and d = heap-double-threshold, small
// objects get a headroom of 2e times their live bytes up to d of them, falling as
// 1/sqrt(live) to e times from 4d on, and all of that twice with a collector
// that needs an idle copy of their space.  By default their space is thus 3
// times the live data (0.5 bytes traced per byte allocated) and 2 times (1
// byte) for live data over 240 MiB.  Large objects, which are not copied,
// count twice.
//
// A wanted size is rounded up to the next eighth of a power of two: sizes
// climb a ladder instead of creeping along with the live data.
#ifndef HEAP_SIZER_H
#define HEAP_SIZER_H

#include <stdio.h>

#include "gc-inline.h"
#include "gc-options-internal.h"
#include "gc-platform.h"
#include "heap-balancer.h"

struct heap_sizer {
  enum gc_heap_size_policy policy;
  size_t size;
  size_t maximum;
  double expansiveness;
  double threshold;
  int copies;  // spaces for small objects, of which one is in use: 1 or 2
  struct heap_balancer balancer;
};

// Headroom over live bytes, as a factor.  Never below a quarter: a heap
// without any would do nothing but collect.
static inline double heap_sizer_headroom(struct heap_sizer *sizer,
                                         double live) {
  double scale = 2.0;
  if (live > 4 * sizer->threshold) scale = 1.0;
  else if (live > sizer->threshold)
    scale = 2.0 * heap_balancer_square_root(live * sizer->threshold) / live;
  double headroom = scale * sizer->expansiveness;
  return headroom > 0.25 ? headroom : 0.25;
}

static inline size_t heap_sizer_ladder(size_t size) {
  unsigned log = 63u - (unsigned)__builtin_clzll(size | GC_COMMIT_UNIT);
  return gc_round_up(size, (size_t)1 << (log - 3));
}

// Live bytes; both include the request that must be satisfied next, and are
// less than 2^47.
static inline double heap_sizer_wanted(struct heap_sizer *sizer, double small,
                                       double large) {
  if (sizer->policy == GC_HEAP_SIZE_GROWABLE)
    return sizer->copies * small * (1.0 + heap_sizer_headroom(sizer, small))
      + 2.0 * large;
  double room = heap_balancer_room(&sizer->balancer, small + large,
                                   sizer->expansiveness, sizer->threshold);
  return sizer->copies * (small + room) + large;
}

static inline size_t heap_sizer_target(struct heap_sizer *sizer, size_t small,
                                       size_t large) {
  double wanted = heap_sizer_wanted(sizer, (double)small, (double)large);
  if (wanted >= (double)sizer->maximum) return sizer->maximum;
  return gc_min_size(heap_sizer_ladder((size_t)wanted), sizer->maximum);
}

// A collection of the whole heap begins; see heap_balancer_begin.
static inline void heap_sizer_before_gc(struct heap_sizer *sizer,
                                        uint64_t filled) {
  if (sizer->policy == GC_HEAP_SIZE_ADAPTIVE)
    heap_balancer_begin(&sizer->balancer, filled, gc_platform_cpu_time());
}

// Returns nonzero if the size changed.
static inline int heap_sizer_on_gc(struct heap_sizer *sizer, size_t small,
                                   size_t large) {
  if (sizer->policy == GC_HEAP_SIZE_FIXED) return 0;
  if (sizer->policy == GC_HEAP_SIZE_ADAPTIVE)
    heap_balancer_end(&sizer->balancer, (double)small + (double)large,
                      gc_platform_cpu_time());
  size_t old = sizer->size, target = heap_sizer_target(sizer, small, large);
  if (target > old || sizer->policy == GC_HEAP_SIZE_ADAPTIVE)
    sizer->size = target;
  return sizer->size != old;
}

// At least so much, if the policy allows it.  Nonzero if the size changed.
static inline int heap_sizer_ensure(struct heap_sizer *sizer, size_t size) {
  if (sizer->policy == GC_HEAP_SIZE_FIXED || size <= sizer->size) return 0;
  sizer->size = gc_min_size(heap_sizer_ladder(size), sizer->maximum);
  return 1;
}

static inline size_t heap_sizer_default_maximum(void) {
  size_t limit = gc_min_size(gc_platform_memory_limit(), (size_t)1 << 44);
  return gc_max_size(limit / 2, GC_DEFAULT_HEAP_SIZE);
}

// 0, after a message, if the options contradict each other.
static inline int heap_sizer_init(struct heap_sizer *sizer,
                                  const struct gc_options *options,
                                  int copies) {
  size_t size = options->heap_size;
  size_t maximum = options->maximum_heap_size;
  if (size && maximum && size > maximum) {
    fprintf(stderr, "error: gc option `heap-size`: %zu is more than the "
            "`maximum-heap-size`, %zu\n", size, maximum);
    return 0;
  }
  if (maximum && maximum < GC_COMMIT_UNIT) {
    fprintf(stderr, "error: gc option `maximum-heap-size`: %zu is less than "
            "%zu\n", maximum, GC_COMMIT_UNIT);
    return 0;
  }
  if (!maximum) maximum = gc_max_size(heap_sizer_default_maximum(), size);
  if (!size) size = gc_min_size(GC_DEFAULT_HEAP_SIZE, maximum);
  sizer->policy = (enum gc_heap_size_policy)options->heap_size_policy;
  sizer->size = size;
  sizer->maximum = sizer->policy == GC_HEAP_SIZE_FIXED ? size : maximum;
  sizer->copies = copies;
  sizer->balancer = (struct heap_balancer){.ended = gc_platform_cpu_time()};
  sizer->expansiveness = options->heap_expansiveness;
  sizer->threshold = (double)options->heap_double_threshold;
  return 1;
}

#endif // HEAP_SIZER_H
