// A major collection of nursery-mmc that copies all small objects into empty
// blocks, in Cheney's order: where memory is ample, that takes less than half the
// time of marking them, and lays out what lives in the order in which it refers to
// each other, for the mutator's cache.  Included by nursery-mmc.c, whose minor
// collection's promoter does the copying.
//
// The nursery is empty, and all blocks in use are being left.  There are empty ones
// enough for whatever may live, if need be more than the heap's size allows, which
// then was too small for what lives.
#ifndef COPYING_MAJOR_H
#define COPYING_MAJOR_H

// The visitor

// Whether it is a small object of the heap.  What else it may be is visited.
static inline GC_ALWAYS_INLINE int
copier_is_small(struct promoter *promoter, struct gc_heap *heap,
                struct gc_ref ref, int resolving) {
  if (gc_ref_is_immediate(ref)) return 0;
  if (GC_LIKELY(gc_ref_value(ref) - promoter->blocks < promoter->blocks_size))
    return 1;
  if (!gc_ref_is_null(ref)) mmc_visit_outside(heap, ref, resolving);
  return 0;
}

// To a small object.
static inline GC_ALWAYS_INLINE void
copier_follow(struct promoter *promoter, struct gc_heap *heap,
              struct gc_edge edge, int resolving) {
  struct gc_ref ref = gc_edge_ref(edge);
  uintptr_t offset = gc_ref_value(ref) - promoter->blocks;
  if (!promoter->table[offset >> NOFL_BLOCK_SHIFT].is_leaving) return;
  uintptr_t to = gc_object_forwarded_nonatomic(ref);
  if (!to) {
    if (resolving) pending_reach(&heap->ephemerons, ref);
    to = promoter_copy(promoter, heap, ref);
  }
  gc_edge_update(edge, gc_ref(to));
}

// The newest of those to which something was prefetched, if any: the others are
// those just before.
static inline GC_ALWAYS_INLINE int copier_visit_newest(struct promoter *promoter,
                                                       struct gc_heap *heap) {
  size_t i = (promoter->seen - 1) % COPIER_AHEAD;
  struct gc_edge edge = heap->ahead[i];
  if (!edge.dst) return 0;
  heap->ahead[i] = gc_edge(NULL);
  promoter->seen--;
  copier_follow(promoter, heap, edge, 0);
  return 1;
}

// What an edge leads to is prefetched, and copied when COPIER_AHEAD others have been
// seen, or nothing else is left to do.
static inline void copier_visit(struct gc_edge edge, struct gc_heap *heap,
                                void *data) {
  struct promoter *promoter = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (!copier_is_small(promoter, heap, ref, 0)) return;
  __builtin_prefetch((void *)gc_ref_value(ref));
  size_t i = promoter->seen++ % COPIER_AHEAD;
  struct gc_edge oldest = heap->ahead[i];
  heap->ahead[i] = edge;
  if (oldest.dst) copier_follow(promoter, heap, oldest, 0);
}

static inline void copier_visit_resolving(struct gc_edge edge,
                                          struct gc_heap *heap, void *data) {
  struct promoter *promoter = data;
  if (copier_is_small(promoter, heap, gc_edge_ref(edge), 1))
    copier_follow(promoter, heap, edge, 1);
}

static inline GC_ALWAYS_INLINE int copier_is_visitor(ephemeron_visitor *visit) {
  return visit == copier_visit || visit == copier_visit_resolving;
}

// What the collector does not manage is always reached.
static inline GC_ALWAYS_INLINE int
copier_is_reached(struct gc_heap *heap, struct gc_ref ref, void *data) {
  struct promoter *promoter = data;
  if (gc_ref_is_immediate(ref)) return 1;
  uintptr_t offset = gc_ref_value(ref) - promoter->blocks;
  if (offset < promoter->blocks_size)
    return !promoter->table[offset >> NOFL_BLOCK_SHIFT].is_leaving
      || gc_object_forwarded_nonatomic(ref) != 0;
  return !los_contains(&heap->los, gc_ref_value(ref))
    || los_is_marked(&heap->los, ref);
}

// The phases

MMC_PHASE copier_trace_roots(struct gc_heap *heap) {
  struct promoter promoter = promoter_begin(heap);
  struct gc_mutator_roots *roots = gc_static_mutator.roots;
  if (roots) gc_trace_mutator_roots(roots, copier_visit, heap, &promoter);
  if (heap->roots)
    gc_trace_heap_roots(heap->roots, copier_visit, heap, &promoter);
  finalizers_visit(&heap->finalizers, FINALIZERS_ALL, heap, &promoter,
                   copier_visit);
  while (copier_visit_newest(&promoter, heap)) {}
  promoter_end(&promoter, heap);
}

// Until nothing is left, large objects and those outside of the heap when no
// small ones are.
static inline GC_ALWAYS_INLINE void copier_scan(struct gc_heap *heap,
                                                ephemeron_visitor *visit) {
  struct promoter promoter = promoter_begin(heap);
  struct gc_ref ref;
  do {
    do promoter_scan(&promoter, heap, visit, 0);
    while (copier_visit_newest(&promoter, heap));
    while (!gc_ref_is_null(ref = mmc_next_outside(heap)))
      gc_trace_object(ref, visit, heap, &promoter);
  } while (copier_visit_newest(&promoter, heap) || heap->scan != promoter.hp);
  promoter_end(&promoter, heap);
}

MMC_PHASE copier_trace_heap(struct gc_heap *heap) {
  copier_scan(heap, copier_visit);
}

MMC_PHASE copier_resolve_heap(struct gc_heap *heap) {
  copier_scan(heap, copier_visit_resolving);
}

MMC_PHASE copier_resolve_found(struct gc_heap *heap) {
  struct promoter promoter = promoter_begin(heap);
  struct gc_ephemeron *e;
  while ((e = pending_take_found(&heap->ephemerons)))
    pending_resolve(&heap->ephemerons, heap, e, &promoter, copier_is_reached,
                    copier_visit_resolving);
  promoter_end(&promoter, heap);
}

MMC_PHASE copier_fire_finalizers(struct gc_heap *heap, size_t priority) {
  struct promoter promoter = promoter_begin(heap);
  finalizers_fire(&heap->finalizers, priority, FINALIZERS_ALL, heap, &promoter,
                  copier_is_reached, copier_visit_resolving);
  promoter_end(&promoter, heap);
}

// The whole

static GC_NEVER_INLINE int copier_has_found(struct gc_heap *heap) {
  struct promoter promoter = promoter_begin(heap);
  return pending_has_found(&heap->ephemerons, heap, &promoter, copier_is_reached);
}

static void copier_resolve_ephemerons(struct gc_heap *heap) {
  while (copier_has_found(heap)) {
    copier_resolve_found(heap);
    copier_resolve_heap(heap);
  }
}

static void copier_trace_finalizable(struct gc_heap *heap) {
  copier_resolve_heap(heap);
  copier_resolve_ephemerons(heap);
}

// Nothing is copied to where something lies.
static void copier_leave_all(struct gc_heap *heap) {
  struct nofl_space *nofl = &heap->nofl;
  for (uint32_t i = 0; i < nofl->committed; i++)
    nofl->table[i].is_leaving = nofl->table[i].state != NOFL_EMPTY;
  nofl->cursor = nofl->committed;
}

static void copier_trace(struct gc_heap *heap) {
  copier_trace_roots(heap);
  HEAP_EVENT(heap, roots_traced);
  copier_trace_heap(heap);
  HEAP_EVENT(heap, heap_traced);
  copier_resolve_ephemerons(heap);
  HEAP_EVENT(heap, ephemerons_traced);
  finalizers_run(&heap->finalizers, heap, copier_fire_finalizers,
                 copier_trace_finalizable);
  HEAP_EVENT(heap, finalizers_traced);
  pending_bury(&heap->ephemerons);
}

// The size of the small objects that live.
static size_t copier_collect(struct gc_heap *heap) {
  heap->collections++;
  nofl_start_gc(&heap->nofl);
  copier_leave_all(heap);
  los_start_gc(&heap->los);
  gc_extern_space_start_gc(heap->extern_space, 0);
  heap->copies_all = 1;
  promotion_begin(heap);
  copier_trace(heap);
  promotion_publish(heap);
  promotion_have_no_hole(heap);
  heap->copies_all = 0;
  los_finish_gc(&heap->los);
  gc_extern_space_finish_gc(heap->extern_space, 0);
  return mmc_finish_spaces(heap, 0);
}

#endif // COPYING_MAJOR_H
