// An edge: the place that holds a reference.  This file alone knows how a
// reference is stored in its slot; a build with 32-bit slots would give the
// edges of objects a loader and a storer of their own here.
#ifndef GC_EDGE_H
#define GC_EDGE_H

#include "gc-ref.h"

struct gc_edge {
  struct gc_ref *dst;
};

_Static_assert(sizeof(struct gc_ref) * 8 == GC_SLOT_BITS,
               "a slot holds exactly one reference");

static inline struct gc_edge gc_edge(void *addr) {
  return (struct gc_edge){(struct gc_ref *)addr};
}

static inline struct gc_ref gc_edge_ref(struct gc_edge edge) {
  return *edge.dst;
}

static inline struct gc_ref *gc_edge_loc(struct gc_edge edge) {
  return edge.dst;
}

static inline uintptr_t gc_edge_address(struct gc_edge edge) {
  return (uintptr_t)edge.dst;
}

static inline void gc_edge_update(struct gc_edge edge, struct gc_ref ref) {
  *edge.dst = ref;
}

#endif // GC_EDGE_H
