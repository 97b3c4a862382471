// What a heap needs whose objects lie in nofl blocks and in the large object
// space, for mmc-collection.h to collect them.
#ifndef MMC_MEMBERS_H
#define MMC_MEMBERS_H

#include "extern-queue.h"
#include "finalizer-lists.h"
#include "gc-config.h"
#include "large-object-space.h"
#include "mark-stack.h"
#include "nofl-space.h"
#include "pending-ephemerons.h"

// The tracer's threads, and what each has.
#if GC_PARALLEL
#include "parallel-tracer.h"
#define MMC_PARALLEL_MEMBERS                                            \
  struct parallel_tracer tracer;                                        \
  struct mmc_worker *workers;                                           \
  uint64_t *claimed;        /* granules of ephemerons that were found */ \
  uint32_t shared_blocks;   /* committed when a collection is shared */ \
  pthread_mutex_t target_lock;
#else
#define MMC_PARALLEL_MEMBERS
#endif

#define MMC_MEMBERS                                                     \
  struct nofl_space nofl;                                               \
  struct large_object_space los;                                        \
  struct mark_stack marks;                                              \
  struct extern_queue extern_queue;                                     \
  struct pending_ephemerons ephemerons;                                 \
                                                                        \
  uint32_t reserve;         /* blocks that the mutator leaves empty */  \
  uint32_t survival;        /* of what is born, in 1024ths */           \
  size_t free_bytes;        /* in blocks, after a collection */         \
                                                                        \
  size_t mark_count;        /* of a running collection */               \
  enum finalizer_scope scope;                                           \
  struct nofl_hole target;  /* where objects are moved to */            \
  MMC_PARALLEL_MEMBERS

#endif // MMC_MEMBERS_H
