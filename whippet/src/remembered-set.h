// Slots of old objects into which a reference to a young one was stored since
// the last collection.
//
// One bit per word of the heap tells whether the slot was logged already, so
// that a slot which is written all the time is logged once.  When the log is
// full, further slots get their bits only, and all bits are looked through:
// remembering never fails, and never needs memory that it does not have.
#ifndef REMEMBERED_SET_H
#define REMEMBERED_SET_H

#include <stdint.h>
#include <string.h>

#include "gc-edge.h"
#include "gc-inline.h"
#include "gc-platform.h"

#define REMEMBERED_LOG ((size_t)1 << 16)

struct remembered_set {
  uintptr_t low, high;  // the old objects lie between these
  uint64_t *bits;
  uintptr_t *log;
  size_t count;         // in the log
  int is_full;          // the bits know more than the log
};

static inline int remembered_init(struct remembered_set *set, uintptr_t low,
                                  uintptr_t high) {
  size_t size = gc_round_up((high - low) / 64 + 8, GC_COMMIT_UNIT);
  set->low = low;
  set->high = high;
  set->count = 0;
  set->is_full = 0;
  set->bits = gc_platform_map_table(size);
  if (!set->log) set->log = gc_platform_map_table(REMEMBERED_LOG
                                                  * sizeof *set->log);
  return set->bits && set->log;
}

static inline size_t remembered_index(struct remembered_set *set,
                                      uintptr_t slot) {
  return (slot - set->low) / 8;
}

static inline int remembered_has(struct remembered_set *set, uintptr_t slot) {
  size_t index = remembered_index(set, slot);
  return set->bits[index / 64] >> (index % 64) & 1;
}

// Slots outside are roots, and looked at anyway.
static inline void remembered_add(struct remembered_set *set,
                                  uintptr_t slot) {
  if (slot - set->low >= set->high - set->low) return;
  size_t index = remembered_index(set, slot);
  uint64_t bit = (uint64_t)1 << (index % 64);
  if (set->bits[index / 64] & bit) return;
  set->bits[index / 64] |= bit;
  if (set->count < REMEMBERED_LOG) set->log[set->count++] = slot;
  else set->is_full = 1;
}

typedef void remembered_visitor(struct gc_edge edge, struct gc_heap *heap,
                                void *data);

// Visits the slots of [low, high), and forgets them.
static GC_ALWAYS_INLINE void
remembered_visit_range(struct remembered_set *set, uintptr_t low,
                       uintptr_t high, remembered_visitor *visit,
                       struct gc_heap *heap, void *data) {
  size_t end = (remembered_index(set, high) + 63) / 64;
  for (size_t i = remembered_index(set, low) / 64; i < end; i++) {
    uint64_t word = set->bits[i];
    set->bits[i] = 0;
    for (; word; word &= word - 1) {
      size_t index = i * 64 + (size_t)__builtin_ctzll(word);
      visit(gc_edge((void *)(set->low + index * 8)), heap, data);
    }
  }
}

// Visits those of the log, and forgets them.
static GC_ALWAYS_INLINE void
remembered_visit_log(struct remembered_set *set, remembered_visitor *visit,
                     struct gc_heap *heap, void *data) {
  for (size_t i = 0; i < set->count; i++) {
    uintptr_t slot = set->log[i];
    set->bits[remembered_index(set, slot) / 64] = 0;
    visit(gc_edge((void *)slot), heap, data);
  }
  set->count = 0;
}

#endif // REMEMBERED_SET_H
