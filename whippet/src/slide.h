// Collections of a copying collector in a tight heap: what lives is marked, and slides
// together in the order of its addresses, so that no memory is held back for copies.
//
// A copying collector needs twice what lives, and copies all of that for next to
// nothing when little more is there.  So when most survives, the mutator is given
// what was held for copies, and the next collection is one of these (dual mode:
// Sansom, Dual-Mode Garbage Collection, 1991).  It goes over what lives three times:
//
//   mark   from the roots; a bit for each granule of what lives
//   place  where each object goes, by line of 64 granules
//   move   each object, and its references are updated at its new place
//
// and then over the roots, what is large, and what is outside.  Where an object
// goes follows from its line and the bits before it, as in the Compressor (Kermany and
// Petrank, PLDI 2006), so headers are not touched.
//
// An object never goes up, so none is written over before it is moved.  New
// addresses overlap old ones: an edge must be updated once only.  The embedder may
// show us a root twice, so the slots that are roots are listed.
//
// One thread does this, while the mutator waits.  The collector that includes this says
// where objects lie (slide_each_run) and where to go on when the place they go to is
// full (slide_next_target).
#ifndef SLIDE_H
#define SLIDE_H

#include "ephemeron.h"
#include "large-object-space.h"
#include "pending-ephemerons.h"
#include "slide-tables.h"

// In per cent of what could be copied.  Copying takes a third of the time for each byte
// that lives, but frees half as much.
enum { SLIDE_FROM_PERCENT = 80, SLIDE_UNTIL_PERCENT = 70 };

// Whether the next collection is to slide, where so much of what could be copied is
// used.  Below its maximum a heap grows instead.
static int slide_is_due(struct gc_heap *heap, int was, size_t used, size_t most) {
  size_t percent = was ? SLIDE_UNTIL_PERCENT : SLIDE_FROM_PERCENT;
  if (used > most || (heap->stress && heap->collections % 8 >= 4)) return 1;
  return heap->sizer.size == heap->sizer.maximum && used > most / 100 * percent;
}

typedef void slide_run(struct slide *slide, struct gc_heap *heap, uintptr_t low,
                       uintptr_t high);

// In the order in which they move, each from the start of a line.
static void slide_each_run(struct gc_heap *heap, slide_run *run);
static void slide_next_target(struct gc_heap *heap, struct slide *slide);

// Marking: the visitors

static GC_NEVER_INLINE void slide_mark_small(struct slide *slide,
                                             struct gc_heap *heap,
                                             struct gc_ref ref) {
  size_t size = gc_round_to_granule(gc_trace_object(ref, NULL, heap, NULL));
  granule_set_bits(slide->live, slide_granule(slide, gc_ref_value(ref)),
                   size / GC_GRANULE);
  mark_push(&slide->cursor, ref);
}

static GC_NEVER_INLINE void slide_mark_outside(struct slide *slide,
                                               struct gc_heap *heap,
                                               struct gc_ref ref,
                                               int resolving) {
  if (los_contains(&heap->los, gc_ref_value(ref))) {
    if (resolving) pending_reach(&heap->ephemerons, ref);
    if (los_claim(&heap->los, ref, 0)) mark_push(&slide->cursor, ref);
  } else if (gc_extern_space_visit(heap->extern_space, ref)) {
    ref_vector_push(&slide->outside, ref, "objects of the extern space");
    mark_push(&slide->cursor, ref);
  }
}

static inline GC_ALWAYS_INLINE void
slide_visit_edge(struct gc_edge edge, struct gc_heap *heap, struct slide *slide,
                 int resolving) {
  struct gc_ref ref = gc_edge_ref(edge);
  if (slide_is_small(slide, ref)) {
    if (slide_is_marked(slide, gc_ref_value(ref))) return;
    if (resolving) pending_reach(&heap->ephemerons, ref);
    slide_mark_small(slide, heap, ref);
  } else if (gc_ref_is_heap_object(ref)) {
    slide_mark_outside(slide, heap, ref, resolving);
  }
}

static inline void slide_visit(struct gc_edge edge, struct gc_heap *heap,
                               void *data) {
  slide_visit_edge(edge, heap, data, 0);
}

static inline void slide_visit_resolving(struct gc_edge edge,
                                         struct gc_heap *heap, void *data) {
  slide_visit_edge(edge, heap, data, 1);
}

static inline void slide_visit_root(struct gc_edge edge, struct gc_heap *heap,
                                    void *data) {
  struct slide *slide = data;
  if (slide_is_small(slide, gc_edge_ref(edge)))
    ref_vector_push(&slide->roots, gc_ref(gc_edge_address(edge)), "roots");
  slide_visit_edge(edge, heap, slide, 0);
}

static inline GC_ALWAYS_INLINE int slide_is_visitor(ephemeron_visitor *visit) {
  return visit == slide_visit || visit == slide_visit_resolving;
}

// What the collector does not manage is always reached.
static inline GC_ALWAYS_INLINE int
slide_is_reached(struct gc_heap *heap, struct gc_ref ref, void *data) {
  if (slide_is_small(data, ref)) return slide_is_marked(data, gc_ref_value(ref));
  return gc_ref_is_immediate(ref) || !los_contains(&heap->los, gc_ref_value(ref))
    || los_is_marked(&heap->los, ref);
}

// Marking: the phases

#define SLIDE_PHASE static GC_NEVER_INLINE __attribute__((flatten)) void

SLIDE_PHASE slide_mark_roots(struct gc_heap *heap) {
  struct slide *slide = &heap->slide;
  struct gc_mutator_roots *roots = gc_static_mutator.roots;
  if (roots) gc_trace_mutator_roots(roots, slide_visit_root, heap, slide);
  if (heap->roots) gc_trace_heap_roots(heap->roots, slide_visit_root, heap, slide);
  finalizers_visit(&heap->finalizers, FINALIZERS_ALL, heap, slide, slide_visit);
}

static inline GC_ALWAYS_INLINE void slide_mark_from(struct gc_heap *heap,
                                                    ephemeron_visitor *visit) {
  struct slide *slide = &heap->slide;
  struct gc_ref ref;
  while (!gc_ref_is_null(ref = mark_pop(&slide->cursor, slide->marks.base)))
    gc_trace_object(ref, visit, heap, slide);
}

SLIDE_PHASE slide_mark_heap(struct gc_heap *heap) {
  slide_mark_from(heap, slide_visit);
}

SLIDE_PHASE slide_resolve_heap(struct gc_heap *heap) {
  slide_mark_from(heap, slide_visit_resolving);
}

SLIDE_PHASE slide_resolve_found(struct gc_heap *heap) {
  struct gc_ephemeron *e;
  while ((e = pending_take_found(&heap->ephemerons)))
    pending_resolve(&heap->ephemerons, heap, e, &heap->slide, slide_is_reached,
                    slide_visit_resolving);
}

static void slide_resolve_ephemerons(struct gc_heap *heap) {
  while (pending_has_found(&heap->ephemerons, heap, &heap->slide,
                           slide_is_reached)) {
    slide_resolve_found(heap);
    slide_resolve_heap(heap);
  }
}

SLIDE_PHASE slide_fire_finalizers(struct gc_heap *heap, size_t priority) {
  finalizers_fire(&heap->finalizers, priority, FINALIZERS_ALL, heap,
                  &heap->slide, slide_is_reached, slide_visit_resolving);
}

static void slide_trace_finalizable(struct gc_heap *heap) {
  slide_resolve_heap(heap);
  slide_resolve_ephemerons(heap);
}

static void slide_clear_run(struct slide *slide, struct gc_heap *heap GC_UNUSED,
                            uintptr_t low, uintptr_t high) {
  size_t first = slide_granule(slide, low) / 64;
  size_t end = (slide_granule(slide, high) + 63) / 64;
  memset(slide->live + first, 0, (end - first) * sizeof slide->live[0]);
}

static void slide_mark(struct gc_heap *heap) {
  struct slide *slide = &heap->slide;
  slide->cursor = (struct mark_cursor){.top = slide->marks.base};
  slide->roots.count = slide->outside.count = 0;
  slide_each_run(heap, slide_clear_run);
  los_start_gc(&heap->los);
  gc_extern_space_start_gc(heap->extern_space, 0);
  slide_mark_roots(heap);
  HEAP_EVENT(heap, roots_traced);
  slide_mark_heap(heap);
  HEAP_EVENT(heap, heap_traced);
  slide_resolve_ephemerons(heap);
  HEAP_EVENT(heap, ephemerons_traced);
  finalizers_run(&heap->finalizers, heap, slide_fire_finalizers,
                 slide_trace_finalizable);
  HEAP_EVENT(heap, finalizers_traced);
  pending_bury(&heap->ephemerons);
  los_keep_claimed(&heap->los);
  los_finish_gc(&heap->los);
  gc_extern_space_finish_gc(heap->extern_space, 0);
}

// Placing

// The first object at `addr` or behind it that lives, or `high`; nothing in high's
// line lives behind it.
static inline uintptr_t slide_next(struct slide *slide, uintptr_t addr,
                                   uintptr_t high) {
  if (addr >= high) return high;
  size_t end = gc_round_up(slide_granule(slide, high), 64);
  size_t granule = granule_find_bit(slide->live, slide_granule(slide, addr), end, 1);
  return granule < end ? slide->base + granule * GC_GRANULE : high;
}

static inline size_t slide_object_size(struct gc_heap *heap, uintptr_t addr) {
  return gc_round_to_granule(gc_trace_object(gc_ref(addr), NULL, heap, NULL));
}

// Bytes that live in a granule's line and below it.
static inline size_t slide_live_before(struct slide *slide, size_t granule) {
  uint64_t below = ((uint64_t)1 << (granule % 64)) - 1;
  uint64_t before = slide->live[granule / 64] & below;
  return (size_t)__builtin_popcountll(before) * GC_GRANULE;
}

// The objects that begin in a line stay together.  The line's entry is where the first
// of them goes, less the granules before it, which belong to an object that
// begins in an earlier line: so the bits below an object's own say the rest.
static void slide_place_run(struct slide *slide, struct gc_heap *heap,
                            uintptr_t low, uintptr_t high) {
  for (uintptr_t at = slide_next(slide, low, high); at < high;) {
    size_t line = slide_granule(slide, at) / 64;
    uintptr_t first = at, end = slide->base + (line + 1) * SLIDE_LINE;
    size_t size = 0;
    while (at < high && at < end) {
      size_t object = slide_object_size(heap, at);
      size += object;
      at = slide_next(slide, at + object, high);
    }
    if (slide->to_end - slide->to < size) slide_next_target(heap, slide);
    slide->lines[line] = slide->to
      - slide_live_before(slide, slide_granule(slide, first));
    slide->to += size;
  }
}

static inline GC_ALWAYS_INLINE uintptr_t slide_forward(struct slide *slide,
                                                       uintptr_t addr) {
  size_t granule = slide_granule(slide, addr);
  return slide->lines[granule / 64] + slide_live_before(slide, granule);
}

// Moving

static inline void slide_update(struct gc_edge edge,
                                struct gc_heap *heap GC_UNUSED, void *data) {
  struct slide *slide = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (!slide_is_small(slide, ref)) return;
  gc_edge_update(edge, gc_ref(slide_forward(slide, gc_ref_value(ref))));
}

static GC_NEVER_INLINE __attribute__((flatten)) void
slide_move_run(struct slide *slide, struct gc_heap *heap, uintptr_t low,
               uintptr_t high) {
  for (uintptr_t at = slide_next(slide, low, high); at < high;) {
    size_t size = slide_object_size(heap, at);
    uintptr_t to = slide_forward(slide, at);
    if (to != at) memmove((void *)to, (void *)at, size);
    gc_trace_object(gc_ref(to), slide_update, heap, slide);
    at = slide_next(slide, at + size, high);
  }
}

static int slide_compare_slots(const void *a, const void *b) {
  const struct gc_ref *x = a, *y = b;
  return (gc_ref_value(*x) > gc_ref_value(*y)) - (gc_ref_value(*x) < gc_ref_value(*y));
}

static void slide_update_roots(struct gc_heap *heap) {
  struct slide *slide = &heap->slide;
  struct gc_ref *slots = slide->roots.refs;
  size_t count = slide->roots.count;
  if (count) qsort(slots, count, sizeof slots[0], slide_compare_slots);
  for (size_t i = 0; i < count; i++)
    if (!i || gc_ref_value(slots[i]) != gc_ref_value(slots[i - 1]))
      slide_update(gc_edge((void *)gc_ref_value(slots[i])), heap, slide);
}

static void slide_update_others(struct gc_heap *heap) {
  struct slide *slide = &heap->slide;
  struct large_object_space *los = &heap->los;
  for (uint32_t p = los->lists[LOS_LIVE]; p; p = los->pages[p].next)
    if (!los->pages[p].pointerless)
      gc_trace_object(gc_ref(los_page_address(los, p)), slide_update, heap, slide);
  for (size_t i = 0; i < slide->outside.count; i++)
    gc_trace_object(slide->outside.refs[i], slide_update, heap, slide);
  finalizers_visit_everything(&heap->finalizers, heap, slide, slide_update);
}

// From [to, to_end) on.
static GC_NEVER_INLINE void slide_collect(struct gc_heap *heap, uintptr_t to,
                                          uintptr_t to_end) {
  slide_mark(heap);
  heap->slide.to = to;
  heap->slide.to_end = to_end;
  slide_each_run(heap, slide_place_run);
  slide_each_run(heap, slide_move_run);
  slide_update_roots(heap);
  slide_update_others(heap);
}

#endif // SLIDE_H
