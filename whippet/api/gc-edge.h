// An edge: the place that holds a reference.  This file alone knows how a
// reference is stored in its slot.
//
// A slot of 32 bits holds the address itself: an object's in the low 4 GiB, or an
// immediate, or null.  A reference outside of objects may be a whole word, for the
// slot is its low half, and what it could ever hold leaves the other one zero.
//
// Threads that collect may visit an edge at once, and store the same in it
// (mmc-parallel.h): then accesses are atomic, and who sees a new address sees what was
// copied there.  Without threads they are not, for compilers do less with those that
// are (mutated-arrays.c: 5 % more instructions).
#ifndef GC_EDGE_H
#define GC_EDGE_H

#include "gc-ref.h"

// Whether it can be stored in a slot at all.
static inline int gc_slot_can_hold(struct gc_ref ref) {
  return GC_SLOT_BITS == 64 || ref.value >> 32 == 0;
}

#if GC_SLOT_BITS == 32

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "GC_SLOT_BITS=32: the low half of a word must be its first"
#endif

typedef uint32_t __attribute__((may_alias)) gc_slot;

struct gc_edge {
  gc_slot *dst;
};

static inline struct gc_edge gc_edge(void *addr) {
  return (struct gc_edge){(gc_slot *)addr};
}

static inline struct gc_ref gc_edge_ref(struct gc_edge edge) {
  return gc_ref(GC_PARALLEL ? __atomic_load_n(edge.dst, __ATOMIC_RELAXED)
                : *edge.dst);
}

static inline void gc_edge_update(struct gc_edge edge, struct gc_ref ref) {
  GC_ASSERT(gc_slot_can_hold(ref));
  gc_slot value = (gc_slot)gc_ref_value(ref);
  if (GC_PARALLEL) __atomic_store_n(edge.dst, value, __ATOMIC_RELEASE);
  else *edge.dst = value;
}

#else

typedef uintptr_t __attribute__((may_alias)) gc_slot;

struct gc_edge {
  struct gc_ref *dst;
};

_Static_assert(sizeof(struct gc_ref) == GC_SLOT_SIZE,
               "a slot holds exactly one reference");

static inline struct gc_edge gc_edge(void *addr) {
  return (struct gc_edge){(struct gc_ref *)addr};
}

static inline struct gc_ref gc_edge_ref(struct gc_edge edge) {
  struct gc_ref ref;
  if (!GC_PARALLEL) return *edge.dst;
  __atomic_load(edge.dst, &ref, __ATOMIC_RELAXED);
  return ref;
}

static inline struct gc_ref *gc_edge_loc(struct gc_edge edge) {
  return edge.dst;
}

static inline void gc_edge_update(struct gc_edge edge, struct gc_ref ref) {
  if (GC_PARALLEL) __atomic_store(edge.dst, &ref, __ATOMIC_RELEASE);
  else *edge.dst = ref;
}

#endif

_Static_assert(sizeof(gc_slot) == GC_SLOT_SIZE, "what conservative tracing reads");

static inline uintptr_t gc_edge_address(struct gc_edge edge) {
  return (uintptr_t)edge.dst;
}

#endif // GC_EDGE_H
