// A deque of work: its owner pushes and pops at the bottom, thieves take from
// the top.  After Chase and Lev (SPAA 2005), in C11 as Lê, Pop, Cohen and Zappa
// Nardelli have it (PPoPP 2013), but that the accesses whose order matters are
// sequentially consistent themselves instead of standing beside fences: on x86
// the cost is the same, and ThreadSanitizer understands it.
//
// An owner who is the only thread pops without a locked instruction.
#ifndef TRACE_DEQUE_H
#define TRACE_DEQUE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "gc-inline.h"

#define TRACE_DEQUE_FIRST 1024
#define TRACE_CACHE_LINE 128

// What two words can tell a collector, such as where a number of objects lie.
struct trace_work {
  uintptr_t low, high;
};

// A thief may still read a ring that was outgrown: it is kept.
struct trace_ring {
  struct trace_ring *outgrown;
  ptrdiff_t mask;
  struct trace_work items[];
};

struct trace_deque {
  ptrdiff_t top __attribute__((aligned(TRACE_CACHE_LINE)));
  ptrdiff_t bottom __attribute__((aligned(TRACE_CACHE_LINE)));
  struct trace_ring *ring;
};

enum trace_steal { TRACE_STOLEN, TRACE_NOTHING, TRACE_LOST };

// The ring

static inline void trace_ring_put(struct trace_ring *ring, ptrdiff_t index,
                                  struct trace_work work) {
  struct trace_work *item = &ring->items[index & ring->mask];
  __atomic_store_n(&item->low, work.low, __ATOMIC_RELAXED);
  __atomic_store_n(&item->high, work.high, __ATOMIC_RELAXED);
}

static inline struct trace_work trace_ring_get(struct trace_ring *ring,
                                               ptrdiff_t index) {
  struct trace_work *item = &ring->items[index & ring->mask];
  return (struct trace_work){__atomic_load_n(&item->low, __ATOMIC_RELAXED),
                             __atomic_load_n(&item->high, __ATOMIC_RELAXED)};
}

static inline struct trace_ring *trace_ring_make(size_t size) {
  struct trace_ring *ring = malloc(sizeof *ring + size * sizeof ring->items[0]);
  if (!ring) {
    fprintf(stderr, "whippet: no memory for %zu pieces of work\n", size);
    abort();
  }
  ring->mask = (ptrdiff_t)size - 1;
  ring->outgrown = NULL;
  return ring;
}

static GC_NEVER_INLINE struct trace_ring *
trace_deque_grow(struct trace_deque *deque, ptrdiff_t top, ptrdiff_t bottom) {
  struct trace_ring *old = deque->ring;
  struct trace_ring *ring = trace_ring_make(((size_t)old->mask + 1) * 2);
  for (ptrdiff_t i = top; i < bottom; i++)
    trace_ring_put(ring, i, trace_ring_get(old, i));
  ring->outgrown = old;
  __atomic_store_n(&deque->ring, ring, __ATOMIC_RELEASE);
  return ring;
}

// The owner's

static inline void trace_deque_init(struct trace_deque *deque) {
  deque->top = deque->bottom = 0;
  deque->ring = trace_ring_make(TRACE_DEQUE_FIRST);
}

static inline void trace_deque_push(struct trace_deque *deque,
                                    struct trace_work work) {
  ptrdiff_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_RELAXED);
  ptrdiff_t top = __atomic_load_n(&deque->top, __ATOMIC_ACQUIRE);
  struct trace_ring *ring = deque->ring;
  if (GC_UNLIKELY(bottom - top > ring->mask))
    ring = trace_deque_grow(deque, top, bottom);
  trace_ring_put(ring, bottom, work);
  __atomic_store_n(&deque->bottom, bottom + 1, __ATOMIC_RELEASE);
}

// Nonzero if there was something, as with all that follow.
static inline int trace_deque_pop(struct trace_deque *deque,
                                  struct trace_work *work) {
  ptrdiff_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_RELAXED) - 1;
  __atomic_store_n(&deque->bottom, bottom, __ATOMIC_SEQ_CST);
  ptrdiff_t top = __atomic_load_n(&deque->top, __ATOMIC_SEQ_CST);
  int found = top <= bottom;
  if (found) *work = trace_ring_get(deque->ring, bottom);
  if (top < bottom) return 1;
  // The last one: a thief may be about to take it.
  if (found)
    found = __atomic_compare_exchange_n(&deque->top, &top, top + 1, 0,
                                        __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
  __atomic_store_n(&deque->bottom, bottom + 1, __ATOMIC_RELEASE);
  return found;
}

static inline int trace_deque_pop_alone(struct trace_deque *deque,
                                        struct trace_work *work) {
  if (deque->bottom == deque->top) return 0;
  *work = trace_ring_get(deque->ring, --deque->bottom);
  return 1;
}

// While no other thread looks at it.
static inline void trace_deque_forget_outgrown(struct trace_deque *deque) {
  struct trace_ring *ring = deque->ring->outgrown;
  deque->ring->outgrown = NULL;
  while (ring) {
    struct trace_ring *next = ring->outgrown;
    free(ring);
    ring = next;
  }
}

// Everybody's

// As far as one can tell from outside.
static inline ptrdiff_t trace_deque_size(struct trace_deque *deque) {
  ptrdiff_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_RELAXED);
  ptrdiff_t top = __atomic_load_n(&deque->top, __ATOMIC_RELAXED);
  return bottom > top ? bottom - top : 0;
}

// TRACE_LOST: somebody else was quicker, and there may be more.
static inline enum trace_steal trace_deque_steal(struct trace_deque *deque,
                                                 struct trace_work *work) {
  ptrdiff_t top = __atomic_load_n(&deque->top, __ATOMIC_SEQ_CST);
  ptrdiff_t bottom = __atomic_load_n(&deque->bottom, __ATOMIC_SEQ_CST);
  if (top >= bottom) return TRACE_NOTHING;
  struct trace_ring *ring = __atomic_load_n(&deque->ring, __ATOMIC_ACQUIRE);
  *work = trace_ring_get(ring, top);
  return __atomic_compare_exchange_n(&deque->top, &top, top + 1, 0,
                                     __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)
    ? TRACE_STOLEN : TRACE_LOST;
}

#endif // TRACE_DEQUE_H
