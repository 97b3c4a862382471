// The nursery of generational-pcc: a minor collection moves what is young, and
// looks at nothing else.  Included by pcc.c.
//
// The young space is a range of addresses of its own, which is what the write
// barrier asks for.  The mutator fills blocks of it.  What survives is copied
// to other blocks of it, and what survives once more to the old space: most
// objects that are to die soon have had their time by then.  So a block that is
// left has either never been collected or holds survivors, and its number tells
// where its objects go.  For survivors there is half of the nursery; what finds
// no room there is old at once.
//
// Roots are those of the mutator and of the heap, the slots in the remembered
// set, and large objects made since the last collection, whose first stores
// nobody remembers.  A slot stays in the set for as long as it holds what is
// young; those of objects that become old come into it when they are scanned.
//
// The nursery counts twice in the heap size, like all that is copied.  A minor
// collection takes place only if all that is young would fit into the old space
// below its limit, in any order, and a block more for each worker; otherwise
// everything is collected.  Neither can fail.
//
// Ephemerons: the old are alive in a minor collection, and so are their keys
// and values, for their slots are remembered.
#ifndef PCC_NURSERY_H
#define PCC_NURSERY_H

#include "verify-remembered.h"

#define NURSERY_RANGE_BLOCKS ((uint32_t)(GC_NURSERY_RANGE >> COPY_BLOCK_SHIFT))
#define NURSERY_MOST (NURSERY_RANGE_BLOCKS / 2 - 1)
#define NURSERY_LOG_PART ((size_t)4096)

// Room

static int nursery_can_collect(struct gc_heap *heap) {
  uint32_t blocks = copy_blocks_for(heap->spaces[YOUNG].in_use)
    + (uint32_t)heap->tracer.count;
  return heap->spaces[OLD].in_use + blocks <= heap->limit;
}

// The visitors

static GC_NEVER_INLINE void nursery_remember(struct gc_heap *heap,
                                             struct gc_edge edge,
                                             int shared) {
  uintptr_t slot = gc_edge_address(edge);
  if (shared) remembered_add_shared(&heap->remembered, slot);
  else remembered_add(&heap->remembered, slot);
}

// `of_old`: the edge is one of an old object.
static inline GC_ALWAYS_INLINE void
nursery_visit_edge(struct gc_edge edge, struct gc_heap *heap, void *data,
                   int of_old, int shared, int resolving) {
  struct pcc_copier *copier = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (!gc_nursery_contains(ref)) return;
  size_t block = (gc_ref_value(ref) - copier->base) >> COPY_BLOCK_SHIFT;
  enum copy_leaving where = copier->leaving[block];
  if (where != COPY_STAYS) {
    ref = gc_ref(pcc_move(copier, heap, ref, where, shared, resolving));
    gc_edge_update(edge, ref);
  }
  if (of_old && gc_nursery_contains(ref)) nursery_remember(heap, edge, shared);
}

static inline void nursery_visit_young(struct gc_edge edge,
                                       struct gc_heap *heap, void *data) {
  nursery_visit_edge(edge, heap, data, 0, 0, 0);
}

static inline void nursery_visit_old(struct gc_edge edge,
                                     struct gc_heap *heap, void *data) {
  nursery_visit_edge(edge, heap, data, 1, 0, 0);
}

static inline void nursery_visit_young_shared(struct gc_edge edge,
                                              struct gc_heap *heap,
                                              void *data) {
  nursery_visit_edge(edge, heap, data, 0, 1, 0);
}

static inline void nursery_visit_old_shared(struct gc_edge edge,
                                            struct gc_heap *heap, void *data) {
  nursery_visit_edge(edge, heap, data, 1, 1, 0);
}

static inline void nursery_resolve_young(struct gc_edge edge,
                                         struct gc_heap *heap, void *data) {
  nursery_visit_edge(edge, heap, data, 0, 0, 1);
}

static inline void nursery_resolve_old(struct gc_edge edge,
                                       struct gc_heap *heap, void *data) {
  nursery_visit_edge(edge, heap, data, 1, 0, 1);
}

// Objects outside of the heap are traced if a root refers to them.
static inline GC_ALWAYS_INLINE void nursery_visit_root(struct gc_edge edge,
                                                       struct gc_heap *heap,
                                                       void *data, int shared) {
  struct pcc_copier *copier = data;
  struct gc_ref ref = gc_edge_ref(edge);
  copier->roots++;
  if (gc_ref_is_heap_object(ref) && !gc_heap_contains(heap, ref)
      && gc_extern_space_visit(heap->extern_space, ref))
    pcc_push_object(heap, copier->worker, ref);
  nursery_visit_edge(edge, heap, data, 0, shared, 0);
}

static inline void nursery_visit_root_alone(struct gc_edge edge,
                                            struct gc_heap *heap, void *data) {
  nursery_visit_root(edge, heap, data, 0);
}

static inline void nursery_visit_root_shared(struct gc_edge edge,
                                             struct gc_heap *heap,
                                             void *data) {
  nursery_visit_root(edge, heap, data, 1);
}

static inline GC_ALWAYS_INLINE int
nursery_is_shared_visitor(ephemeron_visitor *visit) {
  return visit == nursery_visit_young_shared
    || visit == nursery_visit_old_shared;
}

static inline GC_ALWAYS_INLINE int
nursery_is_visitor(ephemeron_visitor *visit) {
  return visit == nursery_visit_young || visit == nursery_visit_old
    || visit == nursery_resolve_young || visit == nursery_resolve_old;
}

// The phases

static inline int nursery_holds(struct gc_edge edge) {
  return gc_nursery_contains(gc_edge_ref(edge));
}

// The log overflowed.
static inline GC_ALWAYS_INLINE void
nursery_all_remembered(struct gc_heap *heap, struct pcc_copier *copier,
                       remembered_visitor *visit) {
  struct remembered_set *set = &heap->remembered;
  struct copy_space *old = &heap->spaces[OLD];
  struct large_object_space *los = &heap->los;
  remembered_begin_log(set);
  remembered_revisit_range(set, old->base,
                           copy_block_address(old, old->committed), visit,
                           nursery_holds, heap, copier);
  remembered_revisit_range(set, los->base, los_page_address(los, los->top),
                           visit, nursery_holds, heap, copier);
}

// A part of the log, or all that is remembered.
static inline GC_ALWAYS_INLINE void
nursery_remembered(struct gc_heap *heap, struct pcc_copier *copier, size_t part,
                   remembered_visitor *visit, int shared) {
  struct remembered_set *set = &heap->remembered;
  size_t from = part * NURSERY_LOG_PART;
  if (set->is_full) nursery_all_remembered(heap, copier, visit);
  else remembered_revisit_log(set, from, from + NURSERY_LOG_PART, visit,
                              nursery_holds, heap, copier, shared);
}

static int nursery_tasks(struct gc_heap *heap) {
  struct remembered_set *set = &heap->remembered;
  size_t parts = (set->count + NURSERY_LOG_PART - 1) / NURSERY_LOG_PART;
  return TASKS + (set->is_full ? 1 : (int)parts);
}

static inline GC_ALWAYS_INLINE void
nursery_roots(struct gc_heap *heap, struct trace_worker *worker,
              ephemeron_visitor *visit_root, ephemeron_visitor *visit,
              int shared) {
  struct pcc_copier copier = pcc_begin(heap, worker);
  struct gc_mutator_roots *roots = gc_static_mutator.roots;
  int task;
  while ((task = tracer_take_task(&heap->tracer)) >= 0) {
    if (task >= TASKS) {
      nursery_remembered(heap, &copier, (size_t)(task - TASKS), visit, shared);
    } else if (task == TASK_HEAP_ROOTS) {
      if (heap->roots)
        gc_trace_heap_roots(heap->roots, visit_root, heap, &copier);
    } else if (roots) {
      copier.roots = 0;
      gc_trace_mutator_roots(roots, visit_root, heap, &copier);
      heap->root_count = copier.roots;
    }
  }
  pcc_end(&copier, heap);
}

PCC_PHASE nursery_roots_alone(struct gc_heap *heap,
                              struct trace_worker *worker) {
  nursery_roots(heap, worker, nursery_visit_root_alone, nursery_visit_young, 0);
}

PCC_PHASE nursery_roots_together(struct gc_heap *heap,
                                 struct trace_worker *worker) {
  nursery_roots(heap, worker, nursery_visit_root_shared,
                nursery_visit_young_shared, 1);
}

static inline GC_ALWAYS_INLINE void
nursery_trace(struct gc_heap *heap, struct trace_worker *worker,
              ephemeron_visitor *visit_young, ephemeron_visitor *visit_old) {
  struct pcc_copier copier = pcc_begin(heap, worker);
  uintptr_t scan;
  while ((scan = pcc_next(&copier))) {
    if (gc_nursery_contains(gc_ref(scan)))
      pcc_scan(&copier, heap, scan, YOUNG, visit_young);
    else
      pcc_scan(&copier, heap, scan, OLD, visit_old);
  }
  pcc_end(&copier, heap);
}

PCC_PHASE nursery_trace_alone(struct gc_heap *heap,
                              struct trace_worker *worker) {
  nursery_trace(heap, worker, nursery_visit_young, nursery_visit_old);
}

PCC_PHASE nursery_trace_together(struct gc_heap *heap,
                                 struct trace_worker *worker) {
  nursery_trace(heap, worker, nursery_visit_young_shared,
                nursery_visit_old_shared);
}

// Ephemerons

PCC_PHASE nursery_resolve_copied(struct gc_heap *heap,
                                 struct trace_worker *worker) {
  nursery_trace(heap, worker, nursery_resolve_young, nursery_resolve_old);
}

static inline GC_ALWAYS_INLINE int
nursery_is_reached(struct gc_heap *heap GC_UNUSED, struct gc_ref ref,
                   void *data) {
  return !gc_nursery_contains(ref)
    || !pcc_is_leaving(data, gc_ref_value(ref))
    || gc_object_forwarded_nonatomic(ref) != 0;
}

PCC_PHASE nursery_resolve_found(struct gc_heap *heap,
                                struct trace_worker *worker) {
  struct pcc_copier copier = pcc_begin(heap, worker);
  struct gc_ephemeron *e;
  while ((e = pending_take_found(&heap->ephemerons))) {
    if (gc_nursery_contains(gc_ref((uintptr_t)e)))
      pending_resolve(&heap->ephemerons, heap, e, &copier, nursery_is_reached,
                      nursery_resolve_young);
    else
      pending_resolve(&heap->ephemerons, heap, e, &copier, nursery_is_reached,
                      nursery_resolve_old);
  }
  pcc_end(&copier, heap);
}

static GC_NEVER_INLINE int nursery_has_found(struct gc_heap *heap) {
  struct pcc_copier copier = pcc_begin(heap, &heap->tracer.workers[0]);
  return pending_has_found(&heap->ephemerons, heap, &copier, nursery_is_reached);
}

static void nursery_resolve_ephemerons(struct gc_heap *heap) {
  struct trace_worker *worker = &heap->tracer.workers[0];
  while (nursery_has_found(heap)) {
    nursery_resolve_found(heap, worker);
    nursery_resolve_copied(heap, worker);
  }
}

// Finalizers.  The lists are never settled: a finalizer that was attached before
// the last collection, or its object, may still be young.  The slot for what is
// finalizable belongs to an old finalizer, or lies where no slot is remembered.

PCC_PHASE nursery_trace_finalizers(struct gc_heap *heap) {
  struct pcc_copier copier = pcc_begin(heap, &heap->tracer.workers[0]);
  finalizers_visit(&heap->finalizers, FINALIZERS_ALL, heap, &copier,
                   nursery_visit_young);
  pcc_end(&copier, heap);
}

PCC_PHASE nursery_fire_finalizers(struct gc_heap *heap, size_t priority) {
  struct pcc_copier copier = pcc_begin(heap, &heap->tracer.workers[0]);
  finalizers_fire(&heap->finalizers, priority, FINALIZERS_ALL, heap, &copier,
                  nursery_is_reached, nursery_resolve_old);
  pcc_end(&copier, heap);
}

static void nursery_trace_finalizable(struct gc_heap *heap) {
  nursery_resolve_copied(heap, &heap->tracer.workers[0]);
  nursery_resolve_ephemerons(heap);
}

// The whole

static void nursery_each_old_run(struct heap_verifier *v,
                                 heap_verifier_run_visitor *visit) {
  pcc_each_run_of(v, OLD, visit);
}

static void nursery_push_fresh_large(struct gc_heap *heap) {
  struct large_object_space *los = &heap->los;
  uint32_t page = los->lists[LOS_LIVE];
  for (; heap->fresh_large; heap->fresh_large--) {
    if (!los->pages[page].pointerless)
      pcc_push_object(heap, &heap->tracer.workers[0],
                      gc_ref(los_page_address(los, page)));
    page = los->pages[page].next;
  }
}

static void nursery_trace_all(struct gc_heap *heap) {
  struct parallel_tracer *tracer = &heap->tracer;
  int alone = tracer->count == 1, tasks = nursery_tasks(heap);
  gc_extern_space_start_gc(heap->extern_space, 1);
  tracer_run_phase(tracer, alone ? nursery_roots_alone : nursery_roots_together,
                   tasks, tasks - TASKS);
  remembered_pack(&heap->remembered);
  nursery_trace_finalizers(heap);
  HEAP_EVENT(heap, roots_traced);
  nursery_push_fresh_large(heap);
  tracer_run(tracer, alone ? nursery_trace_alone : nursery_trace_together);
  remembered_settle(&heap->remembered);
  HEAP_EVENT(heap, heap_traced);
  nursery_resolve_ephemerons(heap);
  HEAP_EVENT(heap, ephemerons_traced);
  finalizers_run(&heap->finalizers, heap, nursery_fire_finalizers,
                 nursery_trace_finalizable);
  HEAP_EVENT(heap, finalizers_traced);
  pending_bury(&heap->ephemerons);
  tracer_finish(tracer);
  gc_extern_space_finish_gc(heap->extern_space, 1);
}

// A collection looks at all of the stack: the deeper it is, the rarer they have
// to be, lest deep recursion take quadratic time.
static void nursery_fit_to_stack(struct gc_heap *heap) {
  size_t wanted = heap->root_count * 2 * sizeof(struct gc_ref)
    >> COPY_BLOCK_SHIFT;
  uint32_t used = heap->spaces[OLD].in_use, limit = heap->limit + heap->nursery;
  size_t most = limit > used ? (limit - used) / 4 : 0;
  wanted = gc_min_size(wanted, gc_min_size(most, NURSERY_MOST));
  heap->nursery = (uint32_t)gc_max_size(heap->nursery_usual, wanted);
  pcc_set_limit(heap);
}

static void nursery_settle(struct gc_heap *heap) {
  pcc_leave_targets(heap);
  copy_space_finish_gc(&heap->spaces[YOUNG]);
  copy_space_count_targets(&heap->spaces[OLD]);
  heap->live_bytes = copy_space_bytes(&heap->spaces[OLD])
    + copy_space_bytes(&heap->spaces[YOUNG]) + los_live_bytes(&heap->los);
  nursery_fit_to_stack(heap);
}

static GC_NEVER_INLINE void nursery_collect(struct gc_heap *heap,
                                            struct gc_mutator *mut) {
  heap_tell_start(heap, mut, GC_COLLECTION_MINOR);
  heap->collections++;
  mutator_leave_block(mut);
  mutator_have_no_block(mut);
  if (heap->verify) {
    struct heap_verifier verifier = pcc_verifier(heap);
    nursery_verify_remembered(&verifier, nursery_each_old_run);
  }
  remembered_forget_recent();
  pcc_reset_targets(heap, YOUNG);
  copy_space_start_minor_gc(&heap->spaces[YOUNG]);
  heap->survivor_blocks = (int32_t)heap->nursery / 2;
  nursery_trace_all(heap);
  nursery_settle(heap);
  if (heap->verify) heap_verify(heap);
  finalizers_notify(&heap->finalizers, heap);
  HEAP_EVENT(heap, restarting_mutators);
}

// Before everything is collected: afterwards nothing is young.
static void nursery_forget_remembered(struct gc_heap *heap) {
  struct remembered_set *set = &heap->remembered;
  struct copy_space *old = &heap->spaces[OLD];
  struct large_object_space *los = &heap->los;
  remembered_forget_recent();
  heap->fresh_large = 0;
  if (set->is_full) {
    remembered_forget_range(set, old->base,
                            copy_block_address(old, old->committed));
    remembered_forget_range(set, los->base, los_page_address(los, los->top));
    set->is_full = 0;
  }
  remembered_forget_log(set);
}

static void nursery_large_is_born(struct gc_heap *heap) {
  heap->fresh_large++;
}

static int nursery_init_barrier(struct gc_heap *heap, uintptr_t old) {
  gc_nursery_range_low = heap->low;
  return remembered_init(&heap->remembered, old, heap->high);
}

// Half of the cache of the second level, and no more than 1/16 of the heap.
static void nursery_init(struct gc_heap *heap, size_t size) {
  size_t half = gc_platform_cache_size() / 2;
  size_t least = (size_t)512 << 10, most = (size_t)4 << 20;
  if (!size) size = gc_max_size(least, gc_min_size(most, half));
  size = gc_min_size(size, heap->sizer.maximum / 16);
  size_t blocks = gc_round_up(size, COPY_BLOCK_SIZE) >> COPY_BLOCK_SHIFT;
  blocks = gc_min_size(NURSERY_MOST, gc_max_size(1, blocks));
  heap->nursery = heap->nursery_usual = (uint32_t)blocks;
}

#endif // PCC_NURSERY_H
