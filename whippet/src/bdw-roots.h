// What bdw shows libgc when it asks for roots: those that the embedder visits, the
// ranges that may hold some, and the finalizers.  The C stack and the registers it
// finds itself; of static data it knows nothing.
#ifndef BDW_ROOTS_H
#define BDW_ROOTS_H

#include "bdw-library.h"
#include "extern-queue.h"

// Slots are visited one by one, but most lie side by side.
struct bdw_run {
  uintptr_t low, high;
};

// Words of a short run are looked at now, for each that is put off takes an entry
// of the mark stack, which must not overflow.
#define BDW_LONG_RUN ((size_t)4096)

static void bdw_push_run(struct bdw_run *run) {
  void *low = (void *)run->low, *high = (void *)run->high;
  if (run->high - run->low < BDW_LONG_RUN) GC_push_all_eager(low, high);
  else GC_push_all(low, high);
  run->low = run->high = 0;
}

static void bdw_push_extern(struct gc_heap *heap, struct gc_ref ref) {
  if (gc_extern_space_visit(heap->extern_space, ref))
    extern_queue_push(&heap->extern_queue, ref);
}

static void bdw_visit_root(struct gc_edge edge, struct gc_heap *heap,
                           void *data) {
  struct bdw_run *run = data;
  uintptr_t slot = gc_edge_address(edge);
  struct gc_ref ref = gc_edge_ref(edge);
  if (slot != run->high) {
    bdw_push_run(run);
    run->low = slot;
  }
  run->high = slot + sizeof(struct gc_ref);
  if (gc_ref_is_heap_object(ref) && !bdw_contains(ref))
    bdw_push_extern(heap, ref);
}

static void bdw_visit_pinned(struct gc_ref ref, struct gc_heap *heap,
                             void *data) {
  bdw_visit_root(gc_edge(&ref), heap, data);
  bdw_push_run(data);  // ref is gone when this returns
}

static void bdw_visit_range(uintptr_t low, uintptr_t high, int interior,
                            struct gc_heap *heap GC_UNUSED,
                            void *data GC_UNUSED) {
  if (interior) GC_push_all_eager((void *)low, (void *)high);
  else GC_push_all((void *)low, (void *)high);
}

static void bdw_push_embedders_roots(struct gc_heap *heap,
                                     struct bdw_run *run) {
  struct gc_mutator_roots *roots = gc_static_mutator.roots;
  if (roots) {
    gc_trace_mutator_pinned_roots(roots, bdw_visit_pinned, bdw_visit_range,
                                  heap, run);
    gc_trace_mutator_roots(roots, bdw_visit_root, heap, run);
  }
  if (heap->roots) {
    gc_trace_heap_pinned_roots(heap->roots, bdw_visit_pinned, bdw_visit_range,
                               heap, run);
    gc_trace_heap_roots(heap->roots, bdw_visit_root, heap, run);
  }
}

static void bdw_push_roots(struct gc_heap *heap) {
  struct bdw_run run = {0, 0};
  struct gc_ref ref;
  bdw_push_embedders_roots(heap, &run);
  finalizers_visit(&heap->finalizers, FINALIZERS_YOUNG, heap, &run,
                   bdw_visit_root);
  while (!gc_ref_is_null(ref = extern_queue_pop(&heap->extern_queue)))
    gc_trace_object(ref, bdw_visit_root, heap, &run);
  bdw_push_run(&run);
}

#endif // BDW_ROOTS_H
