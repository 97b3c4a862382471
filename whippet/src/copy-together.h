// Copying by several threads at once, in the order of Cheney's scan.
//
// Each copies to a stretch of memory of its own, and scans what it has copied.
// When that is more than a chunk's worth, the chunk goes into its deque, where
// others can take it; its owner goes on with the last one, so that what is copied
// is still in the cache.
#ifndef COPY_TOGETHER_H
#define COPY_TOGETHER_H

#include "gc-forward.h"
#include "gc-platform.h"
#include "parallel-tracer.h"

#define CHUNK ((size_t)2048)

// The end of the work that is scanned, while no copied object is.
#define NOT_SCANNING ((uintptr_t)1)

struct copier_target {
  uintptr_t hp;
  uintptr_t chunk_end;
  uintptr_t chunk;     // what lies from here to hp is nobody's work yet
  uintptr_t end;
  uint32_t block;
};

static inline GC_ALWAYS_INLINE void copier_open_chunk(struct copier_target *to,
                                                      size_t size) {
  size_t left = to->end - to->hp;
  to->chunk = to->hp;
  to->chunk_end = to->hp + gc_min_size(left, gc_max_size(size, CHUNK));
}

static inline GC_ALWAYS_INLINE void
copier_push_chunk(struct copier_target *to, struct trace_worker *worker) {
  if (to->chunk == to->hp) return;
  trace_push(worker, (struct trace_work){to->chunk, to->hp});
}

// Nonzero if the object is the caller's to copy.  Otherwise it is FORWARDED, which
// another thread may have to be waited for; nobody gives up what it has acquired.
static inline GC_ALWAYS_INLINE int
copier_acquire(struct gc_atomic_forward *fwd) {
  if (fwd->state == GC_FORWARDING_STATE_NOT_FORWARDED)
    gc_atomic_forward_acquire(fwd);
  if (fwd->state == GC_FORWARDING_STATE_ACQUIRED) return 1;
  unsigned looks = 0;
  while (fwd->state == GC_FORWARDING_STATE_BUSY
         && !gc_atomic_forward_retry_busy(fwd)) trace_pause(looks++);
  return 0;
}

#endif // COPY_TOGETHER_H
