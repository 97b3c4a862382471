// Slots that were remembered lately: a program that stores to the same few over
// and over, as a stack in an array is, calls the write barrier's slow half once
// for each.  (Structural comparison of OCaml spent 23 % of its time there.)
#ifndef GC_RECENT_SLOTS_H
#define GC_RECENT_SLOTS_H

#include "gc-edge.h"
#include "gc-visibility.h"

#define GC_RECENT_SLOTS 64

extern GC_INTERNAL uintptr_t gc_recent_slots[GC_RECENT_SLOTS];

static inline uintptr_t *gc_recent_slot(uintptr_t slot) {
  return &gc_recent_slots[slot / GC_SLOT_SIZE % GC_RECENT_SLOTS];
}

static inline int gc_slot_is_remembered(struct gc_edge edge) {
  uintptr_t slot = gc_edge_address(edge);
  return *gc_recent_slot(slot) == slot;
}

#endif // GC_RECENT_SLOTS_H
