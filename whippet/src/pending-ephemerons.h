// The ephemerons of a running collection.
//
//   found    reached, but nobody has looked at their keys since
//   pending  in the table, by the address of a key that is not reached yet
//
// A pending ephemeron becomes found again when its key is reached; those that
// are pending when nothing else is left are dead.  So an ephemeron is handled
// twice at most, whatever the order in which keys depend on values, and the
// whole costs what a hash table costs.  The table has as many buckets as
// ephemerons have been found, linked through the objects themselves, and lives
// only as long as the collection has something pending.
#ifndef PENDING_EPHEMERONS_H
#define PENDING_EPHEMERONS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "ephemeron.h"
#include "gc-inline.h"

#define PENDING_FIRST_LOG 6
#define PENDING_AHEAD 16  // buckets

struct pending_ephemerons {
  struct gc_ephemeron *found;
  size_t found_count;  // in this collection; pending or found again: once
  struct gc_ephemeron **buckets;
  size_t count;
  unsigned log;  // of the number of buckets
};

// Found

static inline void pending_find_again(struct pending_ephemerons *pending,
                                      struct gc_ephemeron *ephemeron) {
  ephemeron->link = pending->found;
  pending->found = ephemeron;
}

static inline void pending_add_found(struct pending_ephemerons *pending,
                                     struct gc_ephemeron *ephemeron) {
  pending_find_again(pending, ephemeron);
  pending->found_count++;
}

// By several threads, which have scanned one ephemeron each.
static inline void
pending_add_found_shared(struct pending_ephemerons *pending,
                         struct gc_ephemeron *ephemeron) {
  struct gc_ephemeron *head = __atomic_load_n(&pending->found,
                                              __ATOMIC_RELAXED);
  do ephemeron->link = head;
  while (!__atomic_compare_exchange_n(&pending->found, &head, ephemeron, 1,
                                      __ATOMIC_RELEASE, __ATOMIC_RELAXED));
  __atomic_fetch_add(&pending->found_count, 1, __ATOMIC_RELAXED);
}

static inline struct gc_ephemeron *
pending_take_found(struct pending_ephemerons *pending) {
  struct gc_ephemeron *ephemeron = pending->found;
  if (ephemeron) pending->found = ephemeron->link;
  return ephemeron;
}

// The table

// Multiplicative: consecutive objects spread evenly.
static inline struct gc_ephemeron **
pending_bucket(struct pending_ephemerons *pending, struct gc_ref key) {
  uint64_t hash = gc_ref_value(key) * UINT64_C(0x9e3779b97f4a7c15);
  return &pending->buckets[hash >> (64 - pending->log)];
}

static inline void pending_link(struct pending_ephemerons *pending,
                                struct gc_ephemeron *ephemeron) {
  struct gc_ephemeron **bucket = pending_bucket(pending, ephemeron->key);
  ephemeron->link = *bucket;
  *bucket = ephemeron;
}

// To visit them all once more for a larger table takes as long as the rest: so the
// first is large enough for all that have been found, and what comes next is
// prefetched.  (460 000 of them, most dead: 139 ms, now 86.)
static inline void pending_grow(struct pending_ephemerons *pending) {
  struct pending_ephemerons old = *pending;
  size_t old_size = old.buckets ? (size_t)1 << old.log : 0;
  pending->log = old.buckets ? old.log + 1 : PENDING_FIRST_LOG;
  while (pending->found_count >> pending->log) pending->log++;
  pending->buckets = calloc((size_t)1 << pending->log,
                            sizeof pending->buckets[0]);
  if (!pending->buckets) {
    fprintf(stderr, "whippet: no memory for %zu ephemerons\n", old.count);
    abort();
  }
  for (size_t i = 0; i < old_size; i++) {
    if (i + PENDING_AHEAD < old_size)
      __builtin_prefetch(old.buckets[i + PENDING_AHEAD]);
    for (struct gc_ephemeron *e = old.buckets[i], *next; e; e = next) {
      next = e->link;
      pending_link(pending, e);
    }
  }
  free(old.buckets);
}

static inline void pending_add(struct pending_ephemerons *pending,
                               struct gc_ephemeron *ephemeron) {
  if (!pending->buckets || pending->count >> pending->log)
    pending_grow(pending);
  pending_link(pending, ephemeron);
  pending->count++;
}

// The object at this address has been reached.
static GC_NEVER_INLINE void
pending_reach(struct pending_ephemerons *pending, struct gc_ref key) {
  if (!pending->count) return;
  struct gc_ephemeron **at = pending_bucket(pending, key);
  while (*at) {
    struct gc_ephemeron *ephemeron = *at;
    if (gc_ref_value(ephemeron->key) != gc_ref_value(key)) {
      at = &ephemeron->link;
      continue;
    }
    *at = ephemeron->link;
    pending->count--;
    pending_find_again(pending, ephemeron);
  }
}

// Looks at one that was found.  The dead that follow in the chain are left
// behind.  As a reference to what was copied already, `next` may point to the
// old copy or, if this ephemeron comes a second time, to the new one; both know
// whether they were dead.  `is_reached` and `visit` are constants, as ever.
static inline GC_ALWAYS_INLINE void
pending_resolve(struct pending_ephemerons *pending, struct gc_heap *heap,
                struct gc_ephemeron *e, void *tracer,
                int (*is_reached)(struct gc_heap *heap, struct gc_ref ref,
                                  void *tracer),
                ephemeron_visitor *visit) {
  struct gc_ephemeron *next = gc_ephemeron_chain_next(e);
  e->next = gc_ref_from_heap_object_or_null(next);
  visit(gc_edge(&e->next), heap, tracer);
  if (ephemeron_is_dead(e)) return;
  if (!is_reached(heap, e->key, tracer)) {
    pending_add(pending, e);
    return;
  }
  visit(gc_edge(&e->key), heap, tracer);
  visit(gc_edge(&e->value), heap, tracer);
}

// Nothing else will be reached.
static inline void pending_bury(struct pending_ephemerons *pending) {
  size_t size = pending->count ? (size_t)1 << pending->log : 0;
  for (size_t i = 0; i < size; i++) {
    if (i + PENDING_AHEAD < size)
      __builtin_prefetch(pending->buckets[i + PENDING_AHEAD]);
    for (struct gc_ephemeron *e = pending->buckets[i]; e; e = e->link)
      gc_ephemeron_mark_dead(e);
  }
  free(pending->buckets);
  pending->buckets = NULL;
  pending->count = pending->found_count = 0;
}

#endif // PENDING_EPHEMERONS_H
