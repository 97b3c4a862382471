// The ephemerons of a running collection.
//
//   found    reached, but nobody has looked at their keys since
//   pending  in the table, by the address of a key that is not reached yet
//
// A pending ephemeron becomes found again when its key is reached; those that
// are pending when nothing else is left are dead.  So an ephemeron is handled
// twice at most, whatever the order in which keys depend on values, and the
// whole costs what a hash table costs.  That is mostly misses of the cache, so the
// table has the keys, in the order in which they came, and is the only one to be
// looked at: an ephemeron itself is when it is found, or dead in the end.  A byte
// beside each bucket has a bit for each key that was in it: bytes are in the cache
// when buckets are not, and most that is reached is no key.  (Of 460 000, most of them
// dead, 100 000 alive: 90 ms with lists of ephemerons in buckets, now 66.)  The table
// lives only as long as the collection has something pending.
#ifndef PENDING_EPHEMERONS_H
#define PENDING_EPHEMERONS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "ephemeron.h"
#include "gc-inline.h"

#define PENDING_FIRST_LOG 6
#define PENDING_AHEAD 16  // buckets, or ephemerons

// One of the table, in a list of those of the same bucket.
struct pending_entry {
  struct gc_ref key;
  struct gc_ephemeron *ephemeron;  // NULL: found again
  size_t next;                     // the number of another one, from 1; 0: none
};

struct pending_ephemerons {
  struct gc_ephemeron *found;
  size_t found_count;  // in this collection; pending or found again: once
  struct pending_entry *entries;
  size_t used;         // entries
  size_t count;        // of these, pending
  unsigned log;        // of the number of buckets, and of entries that there can be
  uint32_t *buckets;   // the number of the last entry; 0: none
  uint8_t *filter;     // a byte for each bucket
  // Taken from those found, and about to be looked at.
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

static inline void pending_add_entry(struct pending_ephemerons *pending,
                                     struct gc_ephemeron *e,
                                     struct gc_ref key) {
  uint64_t hash = pending_hash(key);
  size_t bucket = pending_bucket(pending, hash);
  pending->filter[bucket] |= pending_filter_bit(pending, hash);
  pending->entries[pending->used++] =
    (struct pending_entry){key, e, pending->buckets[bucket]};
  pending->buckets[bucket] = (uint32_t)pending->used;
}

static GC_COLD _Noreturn void pending_no_memory(size_t count) {
  fprintf(stderr, "whippet: no memory for %zu ephemerons\n", count);
  abort();
}

static inline void pending_make_table(struct pending_ephemerons *pending) {
  size_t size = (size_t)1 << pending->log;
  size_t bytes = size * sizeof pending->entries[0];
  free(pending->buckets);
  pending->buckets = calloc(size, sizeof pending->buckets[0] + 1);
  pending->entries = realloc(pending->entries, bytes);
  if (size >> 32 || !pending->buckets || !pending->entries)
    pending_no_memory(size);
  pending->filter = (uint8_t *)&pending->buckets[size];
}

// The first table has room for all that have been found; more become known when what
// follows them in chains does.  (Four times as large each time: no faster.)
static GC_NEVER_INLINE void pending_grow(struct pending_ephemerons *pending) {
  size_t used = pending->used;
  pending->log = used ? pending->log + 1 : PENDING_FIRST_LOG;
  while (pending->found_count >> pending->log) pending->log++;
  pending_make_table(pending);
  pending->used = 0;
  for (size_t i = 0; i < used; i++) {
    struct pending_entry entry = pending->entries[i];
    if (entry.ephemeron)
      pending_add_entry(pending, entry.ephemeron, entry.key);
  }
}

// Taking what was found
//
// An ephemeron, its key, what follows it in its chain and its bucket lie anywhere: that
// of several they are prefetched together takes a tenth off the pause of the ephemerons'
// benchmark.

static GC_NEVER_INLINE void pending_look_ahead(struct pending_ephemerons *pending) {
  struct gc_ephemeron *e = pending->found;
  pending->ahead_first = pending->ahead_end = 0;
  for (; e && pending->ahead_end < PENDING_AHEAD; e = e->link) {
    __builtin_prefetch((void *)gc_ref_value(e->key));
    __builtin_prefetch((void *)gc_ref_value(e->next));
    if (pending->entries)
      __builtin_prefetch(
        &pending->buckets[pending_bucket(pending, pending_hash(e->key))], 1);
    pending->ahead[pending->ahead_end++] = e;
  }
  pending->found = e;
}

// The next one, or null.
static inline struct gc_ephemeron *
pending_take_found(struct pending_ephemerons *pending) {
  if (pending->ahead_first == pending->ahead_end) pending_look_ahead(pending);
  return pending->ahead_first < pending->ahead_end
    ? pending->ahead[pending->ahead_first++] : NULL;
}

static inline void pending_add(struct pending_ephemerons *pending,
                               struct gc_ephemeron *ephemeron) {
  if (!pending->entries || pending->used >> pending->log) pending_grow(pending);
  pending_add_entry(pending, ephemeron, ephemeron->key);
  pending->count++;
}

// Those of the bucket that have the key.
static GC_NEVER_INLINE void
pending_find_key(struct pending_ephemerons *pending, size_t bucket,
                 struct gc_ref key) {
  for (size_t next = pending->buckets[bucket]; next;) {
    struct pending_entry *entry = &pending->entries[next - 1];
    next = entry->next;
    if (gc_ref_value(entry->key) != gc_ref_value(key) || !entry->ephemeron)
      continue;
    pending_find_again(pending, entry->ephemeron);
    entry->ephemeron = NULL;
    pending->count--;
  }
}

// The object at this address has been reached.
static GC_NEVER_INLINE void
pending_reach(struct pending_ephemerons *pending, struct gc_ref key) {
  if (!pending->count) return;
  uint64_t hash = pending_hash(key);
  size_t bucket = pending_bucket(pending, hash);
  if (pending->filter[bucket] & pending_filter_bit(pending, hash))
    pending_find_key(pending, bucket, key);
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
