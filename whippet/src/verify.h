// The heap verifier.  Every reference, from an object or a root, must be null,
// an immediate, outside the heap, or the start of an object.
//
// Small objects lie in runs, one after the other, between low and high: the
// first pass walks them and notes each start in a bitmap, one bit per granule;
// the second pass checks the edges of all objects and of the roots.
#ifndef VERIFY_H
#define VERIFY_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "finalizer-lists.h"
#include "gc-allocate.h"
#include "gc-embedder-api.h"
#include "gc-platform.h"
#include "large-object-space.h"

struct heap_verifier;
typedef void heap_verifier_run_visitor(struct heap_verifier *v, uintptr_t low,
                                       uintptr_t high);

struct heap_verifier {
  struct gc_heap *heap;
  struct gc_mutator_roots *mutator_roots;
  struct gc_heap_roots *heap_roots;
  struct finalizers *finalizers;
  uintptr_t low, high;              // the small objects lie between these
  // Calls the visitor for each run; NULL: there is one, from low to high.
  void (*each_run)(struct heap_verifier *v, heap_verifier_run_visitor *visit);
  uintptr_t heap_low, heap_high;    // the whole reservation
  struct large_object_space *los;   // or NULL
  // What is wrong with a reference, or NULL; NULL itself: by the members above.
  const char *(*judge)(uintptr_t addr);
  uint64_t *starts, *covered;       // first granules of objects; all of them
  size_t bits_size;
  const char *where;                // what holds the edges being checked
  struct gc_ref holder;             // null for roots
};

static inline int heap_verifier_has(struct heap_verifier *v,
                                    const uint64_t *bits, uintptr_t addr) {
  size_t granule = (addr - v->low) / GC_GRANULE;
  return bits[granule / 64] >> (granule % 64) & 1;
}

static inline void heap_verifier_note(struct heap_verifier *v, uint64_t *bits,
                                      uintptr_t addr) {
  size_t granule = (addr - v->low) / GC_GRANULE;
  bits[granule / 64] |= (uint64_t)1 << (granule % 64);
}

static inline int heap_verifier_is_start(struct heap_verifier *v,
                                         uintptr_t addr) {
  return (addr - v->low) % GC_GRANULE == 0
    && heap_verifier_has(v, v->starts, addr);
}

// NULL if the reference is good, else what is wrong with it.
static inline const char *heap_verifier_judge(struct heap_verifier *v,
                                              uintptr_t addr) {
  if (!addr || gc_ref_is_immediate(gc_ref(addr))) return NULL;
  if (addr < v->heap_low || addr >= v->heap_high) return NULL;
  int is_small = addr >= v->low && addr < v->high;
  if (is_small && heap_verifier_has(v, v->covered, addr))
    return heap_verifier_is_start(v, addr) ? NULL
      : "which is inside an object, not at its start";
  if (is_small || !v->los || !los_contains(v->los, addr))
    return "which is in the part of the heap that holds no objects"
      " (a reference that an earlier collection did not update?)";
  return los_is_live_object(v->los, addr) ? NULL
    : "which is not the start of a live large object";
}

static GC_COLD GC_UNUSED void
heap_verifier_fail(struct heap_verifier *v, struct gc_edge edge,
                   const char *fault) {
  uintptr_t slot = gc_edge_address(edge);
  uintptr_t value = gc_ref_value(gc_edge_ref(edge));
  fprintf(stderr, "whippet: heap verifier: the slot at 0x%" PRIxPTR, slot);
  if (gc_ref_is_null(v->holder)) fprintf(stderr, " (%s)", v->where);
  else fprintf(stderr, " (%s 0x%" PRIxPTR ", header 0x%" PRIx64
               ", %zu bytes, offset %" PRIdPTR ")",
               v->where, gc_ref_value(v->holder),
               *(uint64_t *)gc_ref_heap_object(v->holder),
               gc_trace_object(v->holder, NULL, v->heap, NULL),
               (intptr_t)(slot - gc_ref_value(v->holder)));
  fprintf(stderr, " holds 0x%" PRIxPTR ", %s\n", value, fault);
  abort();
}

static void heap_verifier_visit(struct gc_edge edge,
                                struct gc_heap *heap GC_UNUSED, void *data) {
  struct heap_verifier *v = data;
  uintptr_t value = gc_ref_value(gc_edge_ref(edge));
  const char *fault = v->judge ? v->judge(value)
    : heap_verifier_judge(v, value);
  if (fault) heap_verifier_fail(v, edge, fault);
}

static GC_NEVER_INLINE size_t heap_verifier_size(struct heap_verifier *v,
                                                 struct gc_ref ref) {
  return gc_round_to_granule(gc_trace_object(ref, NULL, v->heap, NULL));
}

static GC_COLD GC_UNUSED void
heap_verifier_bad_walk(uintptr_t addr, size_t size, size_t left) {
  fprintf(stderr, "whippet: heap verifier: the object at 0x%" PRIxPTR
          ", header 0x%" PRIx64 ", claims %zu bytes, but only %zu bytes of "
          "allocated memory follow\n", addr, *(uint64_t *)addr, size, left);
  abort();
}

static void heap_verifier_note_run(struct heap_verifier *v, uintptr_t low,
                                   uintptr_t high) {
  for (uintptr_t addr = low; addr < high;) {
    size_t size = heap_verifier_size(v, gc_ref(addr));
    if (!size || size > high - addr)
      heap_verifier_bad_walk(addr, size, high - addr);
    heap_verifier_note(v, v->starts, addr);
    for (uintptr_t end = addr + size; addr < end; addr += GC_GRANULE)
      heap_verifier_note(v, v->covered, addr);
  }
}

static GC_NEVER_INLINE size_t
heap_verifier_check_object(struct heap_verifier *v, const char *where,
                           struct gc_ref ref) {
  v->where = where;
  v->holder = ref;
  return gc_trace_object(ref, heap_verifier_visit, v->heap, v);
}

static void heap_verifier_check_run(struct heap_verifier *v, uintptr_t low,
                                    uintptr_t high) {
  for (uintptr_t addr = low; addr < high;)
    addr += gc_round_to_granule(
      heap_verifier_check_object(v, "object", gc_ref(addr)));
}

static void heap_verifier_each_run(struct heap_verifier *v,
                                   heap_verifier_run_visitor *visit) {
  if (v->each_run) v->each_run(v, visit);
  else visit(v, v->low, v->high);
}

static void heap_verifier_check_large(struct heap_verifier *v) {
  if (!v->los) return;
  struct los_page *pages = v->los->pages;
  for (uint32_t p = v->los->lists[LOS_LIVE]; p; p = pages[p].next) {
    if (pages[p].pointerless) continue;
    struct gc_ref ref = gc_ref(los_page_address(v->los, p));
    heap_verifier_check_object(v, "large object", ref);
  }
}

static void heap_verifier_check_roots(struct heap_verifier *v) {
  v->holder = gc_ref_null();
  v->where = "a root of the mutator";
  if (v->mutator_roots)
    gc_trace_mutator_roots(v->mutator_roots, heap_verifier_visit, v->heap, v);
  v->where = "a root of the heap";
  if (v->heap_roots)
    gc_trace_heap_roots(v->heap_roots, heap_verifier_visit, v->heap, v);
  v->where = "a finalizer";
  finalizers_visit_everything(v->finalizers, v->heap, v, heap_verifier_visit);
}

static uint64_t *heap_verifier_bits(struct heap_verifier *v) {
  uint64_t *bits = gc_platform_map_table(v->bits_size);
  if (bits) return bits;
  fprintf(stderr, "whippet: heap verifier: no memory for its bitmaps\n");
  abort();
}

static GC_UNUSED void heap_verifier_run(struct heap_verifier *v) {
  size_t granules = (v->high - v->low) / GC_GRANULE;
  v->bits_size = gc_round_up(granules / 8 + 8, LOS_PAGE_SIZE);
  v->starts = heap_verifier_bits(v);
  v->covered = heap_verifier_bits(v);
  heap_verifier_each_run(v, heap_verifier_note_run);
  heap_verifier_each_run(v, heap_verifier_check_run);
  heap_verifier_check_large(v);
  heap_verifier_check_roots(v);
  gc_platform_unmap_table(v->starts, v->bits_size);
  gc_platform_unmap_table(v->covered, v->bits_size);
}

#endif // VERIFY_H
