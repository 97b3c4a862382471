// Slots of old objects into which a reference to a young one was stored since
// the last collection.
//
// One bit per slot of the heap tells whether it was logged already, so
// that a slot which is written all the time is logged once.  When the log is
// full, further slots get their bits only, and all bits are looked through:
// remembering never fails, and never needs memory that it does not have.
//
// Where the embedder has said where its static objects and global roots lie,
// their slots are remembered in the same way.
#ifndef REMEMBERED_SET_H
#define REMEMBERED_SET_H

#include <stdint.h>
#include <string.h>

#include "gc-edge.h"
#include "gc-inline.h"
#include "gc-platform.h"
#include "gc-recent-slots.h"

#define REMEMBERED_LOG ((size_t)1 << 16)

uintptr_t gc_recent_slots[GC_RECENT_SLOTS];

struct remembered_range {
  uintptr_t low, high;
  uint64_t *bits;
};

struct remembered_set {
  struct remembered_range heap;     // the old objects lie in it
  struct remembered_range outside;  // empty if nobody has said where
  uintptr_t *log;
  size_t count;         // in the log
  int is_full;          // the bits know more than the log
};

static inline int remembered_cover(struct remembered_range *range,
                                   uintptr_t low, uintptr_t high) {
  size_t size = gc_round_up((high - low) / GC_SLOT_SIZE / 8 + 8,
                            GC_COMMIT_UNIT);
  *range = (struct remembered_range){low, high, gc_platform_map_table(size)};
  return range->bits != NULL;
}

static inline int remembered_init(struct remembered_set *set, uintptr_t low,
                                  uintptr_t high) {
  set->count = 0;
  set->is_full = 0;
  if (!set->log) set->log = gc_platform_map_table(REMEMBERED_LOG
                                                  * sizeof *set->log);
  return set->log && remembered_cover(&set->heap, low, high);
}

static inline int remembered_range_has(const struct remembered_range *range,
                                       uintptr_t slot) {
  return slot - range->low < range->high - range->low;
}

static inline size_t remembered_index(const struct remembered_range *range,
                                      uintptr_t slot) {
  return (slot - range->low) / GC_SLOT_SIZE;
}

// NULL: slots that lie there are roots, and looked at anyway.
static inline struct remembered_range *
remembered_range_of(struct remembered_set *set, uintptr_t slot) {
  if (remembered_range_has(&set->heap, slot)) return &set->heap;
  return remembered_range_has(&set->outside, slot) ? &set->outside : NULL;
}

// Of the heap.
static inline int remembered_has(struct remembered_set *set, uintptr_t slot) {
  size_t index = remembered_index(&set->heap, slot);
  return set->heap.bits[index / 64] >> (index % 64) & 1;
}

static inline void remembered_add(struct remembered_set *set,
                                  uintptr_t slot) {
  struct remembered_range *range = remembered_range_of(set, slot);
  *gc_recent_slot(slot) = slot;
  if (!range) return;
  size_t index = remembered_index(range, slot);
  uint64_t bit = (uint64_t)1 << (index % 64);
  if (range->bits[index / 64] & bit) return;
  range->bits[index / 64] |= bit;
  if (set->count < REMEMBERED_LOG) set->log[set->count++] = slot;
  else set->is_full = 1;
}

static inline void remembered_forget_recent(void) {
  memset(gc_recent_slots, 0, sizeof gc_recent_slots);
}

typedef void remembered_visitor(struct gc_edge edge, struct gc_heap *heap,
                                void *data);

// Visits the slots of [low, high), and forgets them, but for the most recent; by
// several threads, each with words of bits of its own.
static inline GC_ALWAYS_INLINE void
remembered_visit_stretch(struct remembered_range *range, uintptr_t low,
                         uintptr_t high, remembered_visitor *visit,
                         struct gc_heap *heap, void *data) {
  size_t end = (remembered_index(range, high) + 63) / 64;
  for (size_t i = remembered_index(range, low) / 64; i < end; i++) {
    uint64_t word = range->bits[i];
    if (!word) continue;
    range->bits[i] = 0;
    for (; word; word &= word - 1) {
      size_t index = i * 64 + (size_t)__builtin_ctzll(word);
      visit(gc_edge((void *)(range->low + index * GC_SLOT_SIZE)), heap, data);
    }
  }
}

// Visits the slots of [low, high), and forgets them.
static inline GC_ALWAYS_INLINE void
remembered_visit_range(struct remembered_range *range, uintptr_t low,
                       uintptr_t high, remembered_visitor *visit,
                       struct gc_heap *heap, void *data) {
  remembered_forget_recent();
  remembered_visit_stretch(range, low, high, visit, heap, data);
}

// Visits a part of the log, and forgets it, but for the count; by several threads,
// each with a part of its own.
static inline GC_ALWAYS_INLINE void
remembered_visit_part(struct remembered_set *set, size_t from, size_t to,
                      remembered_visitor *visit, struct gc_heap *heap,
                      void *data) {
  for (size_t i = from; i < to; i++) {
    uintptr_t slot = set->log[i];
    struct remembered_range *range = remembered_range_of(set, slot);
    uint64_t *word = &range->bits[remembered_index(range, slot) / 64];
    __atomic_store_n(word, 0, __ATOMIC_RELAXED);
    visit(gc_edge((void *)slot), heap, data);
  }
}

// Visits those of the log, and forgets them.
static inline GC_ALWAYS_INLINE void
remembered_visit_log(struct remembered_set *set, remembered_visitor *visit,
                     struct gc_heap *heap, void *data) {
  remembered_forget_recent();
  remembered_visit_part(set, 0, set->count, visit, heap, data);
  set->count = 0;
}

// Where the young may stay young: a slot is remembered for as long as it holds
// what is young.  Only those of the heap are.

typedef int remembered_test(struct gc_edge edge);

// By several threads.
static inline void remembered_add_shared(struct remembered_set *set,
                                         uintptr_t slot) {
  if (!remembered_range_has(&set->heap, slot)) return;
  size_t index = remembered_index(&set->heap, slot);
  uint64_t *word = &set->heap.bits[index / 64];
  uint64_t bit = (uint64_t)1 << (index % 64);
  if (__atomic_load_n(word, __ATOMIC_RELAXED) & bit) return;
  if (__atomic_fetch_or(word, bit, __ATOMIC_RELAXED) & bit) return;
  size_t at = __atomic_fetch_add(&set->count, 1, __ATOMIC_RELAXED);
  if (at < REMEMBERED_LOG) set->log[at] = slot;
}

// When they have done so.
static inline void remembered_settle(struct remembered_set *set) {
  if (set->count <= REMEMBERED_LOG) return;
  set->count = REMEMBERED_LOG;
  set->is_full = 1;
}

// Visits a part of the log; by several threads, each with a part of its own.
// remembered_pack afterwards.
static inline GC_ALWAYS_INLINE void
remembered_revisit_log(struct remembered_set *set, size_t from, size_t to,
                       remembered_visitor *visit, remembered_test *is_young,
                       struct gc_heap *heap, void *data, int shared) {
  for (size_t i = from; i < to && i < set->count; i++) {
    uintptr_t slot = set->log[i];
    struct gc_edge edge = gc_edge((void *)slot);
    size_t index = remembered_index(&set->heap, slot);
    uint64_t *word = &set->heap.bits[index / 64];
    uint64_t bit = (uint64_t)1 << (index % 64);
    visit(edge, heap, data);
    if (is_young(edge)) continue;
    set->log[i] = 0;
    if (shared) __atomic_fetch_and(word, ~bit, __ATOMIC_RELAXED);
    else *word &= ~bit;
  }
}

static inline void remembered_pack(struct remembered_set *set) {
  size_t count = 0;
  for (size_t i = 0; i < set->count; i++)
    if (set->log[i]) set->log[count++] = set->log[i];
  set->count = count;
}

// Visits the slots of [low, high), by one thread.  The log begins anew before
// the first range.
static inline void remembered_begin_log(struct remembered_set *set) {
  set->count = 0;
  set->is_full = 0;
}

static inline GC_ALWAYS_INLINE void
remembered_revisit_range(struct remembered_set *set, uintptr_t low,
                         uintptr_t high, remembered_visitor *visit,
                         remembered_test *is_young, struct gc_heap *heap,
                         void *data) {
  struct remembered_range *range = &set->heap;
  size_t end = (remembered_index(range, high) + 63) / 64;
  for (size_t i = remembered_index(range, low) / 64; i < end; i++) {
    uint64_t word = range->bits[i];
    if (!word) continue;
    range->bits[i] = 0;
    for (; word; word &= word - 1) {
      size_t index = i * 64 + (size_t)__builtin_ctzll(word);
      uintptr_t slot = range->low + index * GC_SLOT_SIZE;
      struct gc_edge edge = gc_edge((void *)slot);
      visit(edge, heap, data);
      if (is_young(edge)) remembered_add(set, slot);
    }
  }
}

// Forgets all.  Nothing was remembered outside of the ranges.
static inline void remembered_forget_log(struct remembered_set *set) {
  for (size_t i = 0; i < set->count; i++)
    set->heap.bits[remembered_index(&set->heap, set->log[i]) / 64] = 0;
  set->count = 0;
}

static inline void remembered_forget_range(struct remembered_set *set,
                                           uintptr_t low, uintptr_t high) {
  uint64_t *bits = set->heap.bits;
  size_t from = remembered_index(&set->heap, low) / 64;
  size_t end = (remembered_index(&set->heap, high) + 63) / 64;
  memset(&bits[from], 0, (end - from) * sizeof bits[0]);
}

// What a heap with a nursery has.
#define NURSERY_BARRIER_MEMBERS                                          \
  struct remembered_set remembered;                                      \
  size_t fresh_large;  /* so many at the head of the list are new */

#endif // REMEMBERED_SET_H
