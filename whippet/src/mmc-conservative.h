// The conservative kinds of mmc.
//
// stack-conservative: ambiguous roots are words of the C stack, of registers and
// of what the embedder shows.  They are looked at first.  What they lead to is
// marked where it is, and an object with a mark is not moved: so it keeps its
// address until the next collection at least.  Precise roots and edges of objects
// are then traced as ever.
//
// heap-conservative: every word of an object is an ambiguous reference too, so
// nothing is ever moved.  Pointerless objects are not looked into: an allocation
// of that kind leaves a note, and is out of line here.  Ephemerons and finalizers
// have such notes too, and are traced as ever.  A word inside of an object is a reference if it is the address of an
// object's beginning, one of a root if it lies anywhere in it.
#ifndef MMC_CONSERVATIVE_H
#define MMC_CONSERVATIVE_H

#include "gc-stack-scan.h"
#include "object-map.h"

static uintptr_t mmc_find_object(struct gc_heap *heap, uintptr_t addr,
                                 int interior) {
  if (nofl_contains(&heap->nofl, addr))
    return object_map_find(&heap->map, &heap->nofl, heap, addr, interior);
  return los_contains(&heap->los, addr)
    ? los_find_object(&heap->los, addr, interior) : 0;
}

static inline GC_ALWAYS_INLINE uintptr_t
mmc_resolve(struct gc_heap *heap, uintptr_t word, int interior) {
  if (word - heap->low >= heap->high - heap->low) return 0;
  if (interior) return mmc_find_object(heap, word, 1);
  uintptr_t displacement = word & 7;
  if (!gc_is_valid_conservative_ref_displacement(displacement)) return 0;
  return mmc_find_object(heap, word - displacement, 0);
}

static inline GC_ALWAYS_INLINE void
mmc_mark_where_it_is(struct gc_heap *heap, struct mmc_tracer *tracer,
                     struct gc_ref ref, int resolving) {
  size_t offset = gc_ref_value(ref) - tracer->base;
  if (offset >= tracer->size) {
    mmc_visit_outside(heap, ref, resolving);
    return;
  }
  if (granule_set_bit(tracer->live, offset / GC_GRANULE)) return;
  if (resolving) pending_reach(&heap->ephemerons, ref);
  mark_push(&tracer->marks, ref);
}

// Roots

static void mmc_visit_pinned(struct gc_ref ref, struct gc_heap *heap,
                             void *data) {
  if (gc_ref_is_heap_object(ref)) mmc_mark_where_it_is(heap, data, ref, 0);
}

// Words of the stack may lie in the red zones of AddressSanitizer.  With slots of 32
// bits a compiler may keep a reference in half of a word: each half is looked at.
static GC_NEVER_INLINE __attribute__((no_sanitize("address"))) uintptr_t
mmc_word_at(uintptr_t addr) {
  return *(volatile gc_slot *)addr;
}

static inline GC_ALWAYS_INLINE void
mmc_visit_word(uintptr_t word, int interior, struct gc_heap *heap, void *data) {
  uintptr_t addr = mmc_resolve(heap, word, interior);
  if (addr) mmc_mark_where_it_is(heap, data, gc_ref(addr), 0);
}

// Of an object of one granule, an array without elements, a C compiler may keep no
// other address than that of the first element, where the next object begins.
static void mmc_visit_range(uintptr_t low, uintptr_t high, int interior,
                            struct gc_heap *heap, void *data) {
  for (uintptr_t at = gc_round_up(low, GC_SLOT_SIZE); at + GC_SLOT_SIZE <= high;
       at += GC_SLOT_SIZE) {
    uintptr_t word = mmc_word_at(at);
    mmc_visit_word(word, interior, heap, data);
    if (interior && word % GC_GRANULE == 0)
      mmc_visit_word(word - GC_GRANULE, 0, heap, data);
  }
}

static void mmc_trace_pinned_roots(struct gc_heap *heap) {
  struct mmc_tracer tracer = mmc_begin(heap);
  mmc_visit_range(heap->stack_top.addr, heap->stack_base.addr, 1, heap,
                  &tracer);
  struct gc_mutator_roots *roots = gc_static_mutator.roots;
  if (roots)
    gc_trace_mutator_pinned_roots(roots, mmc_visit_pinned, mmc_visit_range,
                                  heap, &tracer);
  if (heap->roots)
    gc_trace_heap_pinned_roots(heap->roots, mmc_visit_pinned, mmc_visit_range,
                               heap, &tracer);
  mmc_end(&tracer, heap);
}

// Objects

#if GC_CONSERVATIVE_TRACE

// Shows the objects that words of this one lead to.  Of what is noted as pointerless,
// the embedder knows the edges: only ephemerons and finalizers have any.  Its size.
static inline GC_ALWAYS_INLINE size_t
mmc_trace_words(struct gc_ref ref, size_t offset, struct gc_heap *heap,
                void *data, ephemeron_visitor *visit_edge,
                void (*visit)(struct gc_ref ref, struct gc_heap *heap,
                              void *data)) {
  if (offset < heap->nofl.reserved
      && granule_bit(heap->pointerless, offset / GC_GRANULE))
    return gc_trace_object(ref, visit_edge, heap, data);
  uintptr_t addr = gc_ref_value(ref);
  size_t size = gc_trace_object(ref, NULL, heap, NULL);
  for (uintptr_t at = addr; at + GC_SLOT_SIZE <= addr + size;
       at += GC_SLOT_SIZE) {
    uintptr_t found = mmc_resolve(heap, *(gc_slot *)at, 0);
    if (found) visit(gc_ref(found), heap, data);
  }
  return size;
}

static inline void mmc_mark_found(struct gc_ref ref, struct gc_heap *heap,
                                  void *data) {
  mmc_mark_where_it_is(heap, data, ref, 0);
}

static inline void mmc_mark_found_resolving(struct gc_ref ref,
                                            struct gc_heap *heap, void *data) {
  mmc_mark_where_it_is(heap, data, ref, 1);
}

static inline GC_ALWAYS_INLINE size_t
mmc_trace_object(struct gc_ref ref, ephemeron_visitor *visit,
                 struct gc_heap *heap, struct mmc_tracer *tracer) {
  return mmc_trace_words(ref, gc_ref_value(ref) - tracer->base, heap, tracer,
                         visit, visit == mmc_visit_resolving
                         ? mmc_mark_found_resolving : mmc_mark_found);
}

#endif

#endif // MMC_CONSERVATIVE_H
