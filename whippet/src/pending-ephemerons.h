// The ephemerons of a running collection.
//
//   found    reached, but nobody has looked at their keys since
//   pending  in the list of those whose keys were not reached when somebody looked
//
// When nothing else is left to trace, the keys of all that are pending are looked at
// again: those that are reached by now are found again.  If there are none, all that
// are pending are dead.  That goes on while each look finds a quarter of them, so
// all looks together cost as much as four.  But keys can depend on values that depend
// on keys, in any order: from then on there is a table of the keys, in which each
// object that is reached is looked up, and an ephemeron is handled once more at
// most.  The table is mostly misses of the cache (390 000 ephemerons, of which 290 000
// die: 49 ms with it, 34 without).  A byte beside each bucket has a bit for each key
// that was in it: bytes are in the cache when buckets are not, and most that is
// reached is no key.
//
// The list lives only as long as the collection has something pending.
#ifndef PENDING_EPHEMERONS_H
#define PENDING_EPHEMERONS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "ephemeron.h"
#include "gc-inline.h"

#define PENDING_FIRST_LOG 6
#define PENDING_AHEAD 16      // ephemerons, or entries
#define PENDING_WORTH_A_LOOK 4  // another one: the last found at least 1 of so many

struct pending_entry {
  struct gc_ref key;
  struct gc_ephemeron *ephemeron;  // NULL: found again
};

struct pending_ephemerons {
  struct gc_ephemeron *found;
  size_t found_count;  // in this collection; pending or found again: once
  struct pending_entry *entries;
  size_t used;         // entries
  size_t count;        // of these, pending
  unsigned log;        // of the number of entries that there can be, and of buckets
  // The table, once there is one.  Entries of a bucket are in a list.
  uint32_t *buckets;   // the number of the last entry, from 1; 0: none
  uint32_t *next;      // of an entry: the number of another one; 0: none
  uint8_t *filter;     // a byte for each bucket
  // Taken from those found, and about to be looked at: a ring.
  struct gc_ephemeron *ahead[PENDING_AHEAD];
  unsigned ahead_first, ahead_end;
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

// The table

// Multiplicative: consecutive objects spread evenly.
static inline uint64_t pending_hash(struct gc_ref key) {
  return gc_ref_value(key) * UINT64_C(0x9e3779b97f4a7c15);
}

static inline size_t pending_bucket(struct pending_ephemerons *pending,
                                    uint64_t hash) {
  return hash >> (64 - pending->log);
}

static inline uint8_t pending_filter_bit(struct pending_ephemerons *pending,
                                         uint64_t hash) {
  return (uint8_t)(1 << (hash << pending->log >> 61));
}

static inline void pending_enter(struct pending_ephemerons *pending, size_t at) {
  uint64_t hash = pending_hash(pending->entries[at].key);
  size_t bucket = pending_bucket(pending, hash);
  pending->filter[bucket] |= pending_filter_bit(pending, hash);
  pending->next[at] = pending->buckets[bucket];
  pending->buckets[bucket] = (uint32_t)at + 1;
}

static GC_COLD _Noreturn void pending_no_memory(size_t count) {
  fprintf(stderr, "whippet: no memory for %zu ephemerons\n", count);
  abort();
}

// Leaves out what was found again.
static inline void pending_pack(struct pending_ephemerons *pending) {
  size_t kept = 0;
  for (size_t i = 0; i < pending->used; i++)
    if (pending->entries[i].ephemeron)
      pending->entries[kept++] = pending->entries[i];
  pending->used = kept;
}

static GC_COLD void pending_make_table(struct pending_ephemerons *pending) {
  size_t size = (size_t)1 << pending->log;
  free(pending->buckets);
  pending->buckets = calloc(size, 2 * sizeof pending->buckets[0] + 1);
  if (size >> 32 || !pending->buckets) pending_no_memory(size);
  pending->next = &pending->buckets[size];
  pending->filter = (uint8_t *)&pending->next[size];
  pending_pack(pending);
  for (size_t i = 0; i < pending->used; i++) pending_enter(pending, i);
}

// The first list has room for all that have been found; more become known when what
// follows them in chains does.
static GC_NEVER_INLINE void pending_grow(struct pending_ephemerons *pending) {
  pending->log = pending->used ? pending->log + 1 : PENDING_FIRST_LOG;
  while (pending->found_count >> pending->log) pending->log++;
  size_t size = (size_t)1 << pending->log;
  pending->entries = realloc(pending->entries, size * sizeof pending->entries[0]);
  if (!pending->entries) pending_no_memory(size);
  if (pending->buckets) pending_make_table(pending);
}

// Taking what was found
//
// An ephemeron, its key, what follows it in its chain and its bucket lie anywhere:
// prefetched PENDING_AHEAD before, they cost the ephemerons' benchmark a fifth less.

static inline void pending_prefetch(struct pending_ephemerons *pending,
                                    struct gc_ephemeron *e) {
  __builtin_prefetch((void *)gc_ref_value(e->key));
  __builtin_prefetch((void *)gc_ref_value(e->next));
  if (pending->buckets)
    __builtin_prefetch(
      &pending->buckets[pending_bucket(pending, pending_hash(e->key))], 1);
}

// The next one, or null.
static inline GC_ALWAYS_INLINE struct gc_ephemeron *
pending_take_found(struct pending_ephemerons *pending) {
  while (pending->found
         && pending->ahead_end - pending->ahead_first < PENDING_AHEAD) {
    struct gc_ephemeron *e = pending->found;
    pending->found = e->link;
    pending_prefetch(pending, e);
    pending->ahead[pending->ahead_end++ % PENDING_AHEAD] = e;
  }
  return pending->ahead_first != pending->ahead_end
    ? pending->ahead[pending->ahead_first++ % PENDING_AHEAD] : NULL;
}

static inline void pending_add(struct pending_ephemerons *pending,
                               struct gc_ephemeron *ephemeron) {
  if (!pending->entries || pending->used >> pending->log) pending_grow(pending);
  pending->entries[pending->used] =
    (struct pending_entry){ephemeron->key, ephemeron};
  if (pending->buckets) pending_enter(pending, pending->used);
  pending->used++;
  pending->count++;
}

// Those of the bucket that have the key.
static GC_NEVER_INLINE void
pending_find_key(struct pending_ephemerons *pending, size_t bucket,
                 struct gc_ref key) {
  for (size_t at = pending->buckets[bucket]; at; at = pending->next[at - 1]) {
    struct pending_entry *entry = &pending->entries[at - 1];
    if (gc_ref_value(entry->key) != gc_ref_value(key) || !entry->ephemeron)
      continue;
    pending_find_again(pending, entry->ephemeron);
    entry->ephemeron = NULL;
    pending->count--;
  }
}

static GC_NEVER_INLINE void
pending_look_up(struct pending_ephemerons *pending, struct gc_ref key) {
  uint64_t hash = pending_hash(key);
  size_t bucket = pending_bucket(pending, hash);
  if (pending->filter[bucket] & pending_filter_bit(pending, hash))
    pending_find_key(pending, bucket, key);
}

// The object at this address has been reached.
static inline void pending_reach(struct pending_ephemerons *pending,
                                 struct gc_ref key) {
  if (GC_UNLIKELY(pending->buckets != NULL)) pending_look_up(pending, key);
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

// Finds those again whose keys are reached by now; zero if there are none.
static inline GC_ALWAYS_INLINE int
pending_look_again(struct pending_ephemerons *pending, struct gc_heap *heap,
                   void *tracer,
                   int (*is_reached)(struct gc_heap *heap, struct gc_ref ref,
                                     void *tracer)) {
  if (pending->buckets || !pending->count) return 0;
  size_t before = pending->count, kept = 0;
  for (size_t i = 0; i < before; i++) {
    struct pending_entry entry = pending->entries[i];
    if (i + PENDING_AHEAD < before)
      __builtin_prefetch(
        (void *)gc_ref_value(pending->entries[i + PENDING_AHEAD].key));
    if (is_reached(heap, entry.key, tracer))
      pending_find_again(pending, entry.ephemeron);
    else pending->entries[kept++] = entry;
  }
  pending->count = pending->used = kept;
  size_t found = before - kept;
  if (found && found < before / PENDING_WORTH_A_LOOK)
    pending_make_table(pending);
  return found != 0;
}

// There is nothing left to trace.  Nonzero if there is something to resolve.
static inline GC_ALWAYS_INLINE int
pending_has_found(struct pending_ephemerons *pending, struct gc_heap *heap,
                  void *tracer,
                  int (*is_reached)(struct gc_heap *heap, struct gc_ref ref,
                                    void *tracer)) {
  return pending->found != NULL
    || pending_look_again(pending, heap, tracer, is_reached);
}

// Nothing else will be reached.
static inline void pending_bury(struct pending_ephemerons *pending) {
  for (size_t i = 0; pending->count && i < pending->used; i++) {
    if (i + PENDING_AHEAD < pending->used)
      __builtin_prefetch(pending->entries[i + PENDING_AHEAD].ephemeron, 1);
    if (pending->entries[i].ephemeron)
      gc_ephemeron_mark_dead(pending->entries[i].ephemeron);
  }
  free(pending->entries);
  free(pending->buckets);
  pending->entries = NULL;
  pending->buckets = NULL;
  pending->used = pending->count = pending->found_count = 0;
}

#endif // PENDING_EPHEMERONS_H
