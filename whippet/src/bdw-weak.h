// Ephemerons and finalizers, of which libgc knows nothing.
//
// Both are objects of a kind of their own, whose edges libgc asks us for while it
// marks; of an ephemeron it gets none, but we note that we met it.  When it has
// marked all that it finds, and the world still stands, we go on: decide about the
// ephemerons, then about finalizers, and trace what their values and objects lead
// to by libgc's mark bits and the same rules.  So what it sweeps is right, and
// nothing is lost or kept that other collectors would not lose or keep.
//
// Several of libgc's threads may show us the same ephemeron, or one of them twice.
// `link`, null between collections, tells whether we met it.
#ifndef BDW_WEAK_H
#define BDW_WEAK_H

#include "bdw-roots.h"
#include "pending-ephemerons.h"

// Which are alive
//
// One that has died may lie there unswept, and be found by chance later: by then its
// edges lead to memory that has other objects, or none.  Therefore the last word of its
// cell says which collection it has survived last, or which was the last one before it
// was allocated.

static uint64_t *bdw_last_survived(void *object) {
  return (uint64_t *)((char *)object + GC_size(object)) - 1;
}

static int bdw_survives(struct gc_heap *heap, struct gc_ref ref) {
  void *object = gc_ref_heap_object(ref);
  if (!bdw_is_in_use(ref)) return 0;
  if (*bdw_last_survived(object) + 1 < heap->collections) {
    memset(object, 0, GC_size(object));
    return 0;
  }
  *bdw_last_survived(object) = heap->collections;
  return 1;
}

static void *bdw_allocate_weak(struct gc_heap *heap, size_t size) {
  void *object = GC_generic_malloc(size + sizeof(uint64_t), heap->weak_kind);
  if (object) *bdw_last_survived(object) = heap->collections;
  return object;
}

// Edges that libgc follows

struct bdw_cursor {
  struct GC_ms_entry *top, *limit;
};

static void bdw_push_edge(struct gc_edge edge,
                          struct gc_heap *heap GC_UNUSED, void *data) {
  struct bdw_cursor *cursor = data;
  struct gc_ref ref = gc_edge_ref(edge);
  if (!gc_ref_is_heap_object(ref)) return;
  cursor->top = GC_MARK_AND_PUSH(gc_ref_heap_object(ref), cursor->top,
                                 cursor->limit,
                                 (void **)gc_edge_address(edge));
}

static struct GC_ms_entry *
bdw_push_edges(GC_word *addr, struct GC_ms_entry *top,
               struct GC_ms_entry *limit, GC_word env GC_UNUSED) {
  struct bdw_cursor cursor = {top, limit};
  struct gc_ref ref = gc_ref((uintptr_t)addr);
  struct gc_heap *heap = gc_static_mutator.heap;
  if (bdw_survives(heap, ref))
    gc_trace_object(ref, bdw_push_edge, heap, &cursor);
  return cursor.top;
}

static void bdw_init_weak_kind(struct gc_heap *heap) {
  unsigned procedure = GC_new_proc(bdw_push_edges);
  heap->weak_kind = (int)GC_new_kind(GC_new_free_list(),
                                     GC_MAKE_PROC((GC_word)procedure, 0), 0, 1);
}

static void bdw_note_ephemeron(struct gc_heap *heap, struct gc_ephemeron *e) {
  ref_vector_push(&heap->met, gc_ref_from_heap_object(e), "ephemerons");
}

static void bdw_meet_shared(struct gc_heap *heap, struct gc_ephemeron *e) {
  struct gc_ephemeron *unmet = NULL;
  if (!__atomic_compare_exchange_n(&e->link, &unmet, e, 0, __ATOMIC_RELAXED,
                                   __ATOMIC_RELAXED)) return;
  while (__atomic_test_and_set(&heap->is_meeting, __ATOMIC_ACQUIRE)) {}
  bdw_note_ephemeron(heap, e);
  __atomic_clear(&heap->is_meeting, __ATOMIC_RELEASE);
}

// Edges that we follow

static void bdw_mark(struct gc_heap *heap, struct gc_ref ref) {
  void *object = gc_ref_heap_object(ref);
  if (GC_is_marked(object)) return;
  GC_set_mark_bit(object);
  pending_reach(&heap->ephemerons, ref);
  ref_vector_push(&heap->marked, ref, "marked objects");
}

static void bdw_visit_late(struct gc_edge edge, struct gc_heap *heap,
                           void *data GC_UNUSED) {
  struct gc_ref ref = gc_edge_ref(edge);
  if (!gc_ref_is_heap_object(ref)) return;
  if (bdw_contains(ref)) bdw_mark(heap, ref);
  else bdw_push_extern(heap, ref);
}

static inline GC_ALWAYS_INLINE int
ephemeron_keep(struct gc_ephemeron *ephemeron, ephemeron_visitor *visit,
               struct gc_heap *heap) {
  if (visit == bdw_push_edge) {
    bdw_meet_shared(heap, ephemeron);
    return 1;
  }
  if (visit != bdw_visit_late) return 0;
  bdw_note_ephemeron(heap, ephemeron);
  pending_add_found(&heap->ephemerons, ephemeron);
  return 1;
}

static void bdw_visit_words(struct gc_heap *heap, uintptr_t low, size_t size) {
  for (uintptr_t at = low; at < low + size; at += sizeof(uintptr_t)) {
    uintptr_t found = bdw_find_cell(*(uintptr_t *)at, 0);
    if (found) bdw_mark(heap, gc_ref(found));
  }
}

static void bdw_trace_marked(struct gc_heap *heap, struct gc_ref ref) {
  size_t size;
  int kind = GC_get_kind_and_size(gc_ref_heap_object(ref), &size);
  if (kind == GC_I_NORMAL) bdw_visit_words(heap, gc_ref_value(ref), size);
  else if (kind == heap->weak_kind && bdw_survives(heap, ref))
    gc_trace_object(ref, bdw_visit_late, heap, NULL);
}

// What libgc does not manage is always reached.
static int bdw_is_reached(struct gc_heap *heap GC_UNUSED, struct gc_ref ref,
                          void *data GC_UNUSED) {
  return !gc_ref_is_heap_object(ref) || !bdw_contains(ref)
    || GC_is_marked(gc_ref_heap_object(ref));
}

// Nonzero if there was anything to do.
static int bdw_trace_one(struct gc_heap *heap) {
  struct gc_ref ref = ref_vector_pop(&heap->marked);
  if (!gc_ref_is_null(ref)) {
    bdw_trace_marked(heap, ref);
    return 1;
  }
  ref = extern_queue_pop(&heap->extern_queue);
  if (!gc_ref_is_null(ref)) {
    gc_trace_object(ref, bdw_visit_late, heap, NULL);
    return 1;
  }
  struct gc_ephemeron *e = pending_take_found(&heap->ephemerons);
  if (e) pending_resolve(&heap->ephemerons, heap, e, NULL, bdw_is_reached,
                         bdw_visit_late);
  return e != NULL;
}

static void bdw_trace_late(struct gc_heap *heap) {
  do while (bdw_trace_one(heap)) {}
  while (pending_has_found(&heap->ephemerons, heap, NULL, bdw_is_reached));
}

static void bdw_fire_finalizers(struct gc_heap *heap, size_t priority) {
  finalizers_fire(&heap->finalizers, priority, FINALIZERS_YOUNG, heap, NULL,
                  bdw_is_reached, bdw_visit_late);
}

static void bdw_resolve_ephemerons(struct gc_heap *heap) {
  for (size_t i = 0; i < heap->met.count; i++)
    pending_add_found(&heap->ephemerons,
                      gc_ref_heap_object(heap->met.refs[i]));
  bdw_trace_late(heap);
}

static void bdw_finish_ephemerons(struct gc_heap *heap) {
  pending_bury(&heap->ephemerons);
  for (size_t i = 0; i < heap->met.count; i++) {
    struct gc_ephemeron *e = gc_ref_heap_object(heap->met.refs[i]);
    e->link = NULL;
  }
  heap->met.count = 0;
}

#endif // BDW_WEAK_H
