// The collector's view of our objects (GC_EMBEDDER). Compiled into the collector only; nothing here has a
// side effect besides visiting, for the verifier uses the same functions.
#ifndef WR_EMBEDDER_H
#define WR_EMBEDDER_H

#include "collector.h"
#include "gc-edge.h"
#include "gc-ephemeron.h"
#include "gc-forwarding.h"
#include "gc-ref.h"
#include "object.h"
#include "stack.h"
#if WR_HAS_WHIPPET_EXTRAS
#include "gc-changed-roots.h"
#endif

#define GC_EMBEDDER_EPHEMERON_HEADER u32 type; u32 unused;
#define GC_EMBEDDER_FINALIZER_HEADER u32 type; u32 unused;

struct gc_extern_space { u8 unused; };

// The collector copies objects as words; read back as what they are, they need types that alias words.
typedef u32 __attribute__((may_alias)) wr_header_word;
typedef uintptr_t __attribute__((may_alias)) wr_forwarding_word;

typedef void wr_visit(struct gc_edge edge, struct gc_heap *heap, void *data);

WR_INLINE void wr_visit_slots(void *slots, size_t count, wr_visit visit, struct gc_heap *heap, void *data) {
  for (size_t i = 0; i < count; i++) visit(gc_edge((char *)slots + i * sizeof(slot)), heap, data);
}

// Of the side stack.
WR_INLINE void wr_visit_words(ref *words, size_t count, wr_visit visit, struct gc_heap *heap, void *data) {
  for (size_t i = 0; i < count; i++) visit(gc_edge(words + i), heap, data);
}

WR_INLINE size_t wr_trace_struct(char *object, const struct wr_type *type, wr_visit visit,
                                 struct gc_heap *heap, void *data) {
  if (visit)
    for (u32 i = 0; i < type->refs; i++) visit(gc_edge(object + type->ref_offsets[i]), heap, data);
  return type->size;
}

WR_INLINE size_t wr_trace_exn(char *object, wr_visit visit, struct gc_heap *heap, void *data) {
  u32 count = ((wr_header_word *)(void *)object)[1];
  const struct wr_tag *tag =
    (const struct wr_tag *)*(wr_forwarding_word *)(void *)(object + offsetof(struct wr_exn, tag));
  char *payload = object + offsetof(struct wr_exn, payload);
  if (visit)
    for (u32 i = 0; i < count; i++)
      if (tag->refs >> i & 1) visit(gc_edge(payload + 8 * i), heap, data);
  return sizeof(struct wr_exn) + 8 * (size_t)count;
}

// What the switch below does not know: a fifth case would make it an indirect jump.
WR_INLINE size_t wr_trace_rare(char *object, const struct wr_type *type, wr_visit visit, struct gc_heap *heap,
                               void *data) {
  if (type->kind != WR_KIND_EPHEMERON) __builtin_trap();  // a word that is no type: the heap is corrupt
  if (visit) gc_trace_ephemeron((struct gc_ephemeron *)(void *)object, visit, heap, data);
  return gc_ephemeron_size();
}

static inline size_t gc_trace_object(struct gc_ref ref, wr_visit visit, struct gc_heap *heap, void *data) {
  char *object = gc_ref_heap_object(ref);
  const wr_header_word *header = (const wr_header_word *)(void *)object;
  const struct wr_type *type = &wr_types[header[0] >> 1];
  switch ((enum wr_kind)type->kind) {
  case WR_KIND_STRUCT:
    return wr_trace_struct(object, type, visit, heap, data);
  case WR_KIND_ARRAY_OF_REFS:
    if (visit) wr_visit_slots(object + WR_ARRAY_HEADER, header[1], visit, heap, data);
    return wr_round_up_8(WR_ARRAY_HEADER + sizeof(slot) * (u64)header[1]);
  case WR_KIND_ARRAY:
    return wr_round_up_8(WR_ARRAY_HEADER + ((u64)header[1] << type->shift));
  case WR_KIND_EXN:
    return wr_trace_exn(object, visit, heap, data);
  default:
    return wr_trace_rare(object, type, visit, heap, data);
  }
}

static inline void gc_trace_mutator_roots(struct gc_mutator_roots *roots, wr_visit visit,
                                          struct gc_heap *heap, void *data) {
  wr_visit_words(roots->base, (size_t)(roots->sp - roots->base), visit, heap, data);
}

static inline void gc_trace_heap_roots(struct gc_heap_roots *roots WR_UNUSED, wr_visit visit,
                                       struct gc_heap *heap, void *data) {
  for (u32 i = 0; i < wr_global_root_count; i++) visit(gc_edge(wr_global_roots[i]), heap, data);
  for (u32 i = 0; i < wr_static_root_count; i++)
    gc_trace_object(gc_ref((uintptr_t)wr_static_roots[i]), visit, heap, data);
  for (u32 i = 0; i < wr_ref_table_count; i++)
    wr_visit_slots(wr_ref_tables[i]->items, wr_ref_tables[i]->size, visit, heap, data);
  for (u32 i = 0; i < wr_ref_elem_count; i++)
    wr_visit_slots(wr_ref_elems[i]->items, wr_ref_elems[i]->size, visit, heap, data);
}

#if WR_HAS_WHIPPET_EXTRAS

// What a collector with a nursery need not look at again (gc-changed-roots.h): stores to globals and to fields of
// static objects call the barrier, tables note which of their parts were touched, and the side stack notices the
// first write below where it was deep when the last collection ended.
static inline struct gc_static_range gc_embedder_static_range(void) {
  return (struct gc_static_range){(uintptr_t)__executable_start, (uintptr_t)end};
}

static inline void gc_trace_changed_mutator_roots(struct gc_mutator_roots *roots, wr_visit visit,
                                                  struct gc_heap *heap, void *data) {
  if (roots->sp > roots->unchanged)
    wr_visit_words(roots->unchanged, (size_t)(roots->sp - roots->unchanged), visit, heap, data);
}

static inline void gc_watch_mutator_roots(struct gc_mutator_roots *roots WR_UNUSED) { wr_stack_watch(); }
static inline void gc_unwatch_mutator_roots(struct gc_mutator_roots *roots WR_UNUSED) { wr_stack_unwatch(); }

WR_INLINE void wr_visit_touched(struct wr_ref_table *table, wr_visit visit, struct gc_heap *heap, void *data) {
  for (u64 part = 0; part < wr_table_parts(table->size); part++) {
    if (!table->touched[part]) continue;
    u64 from = part << WR_TABLE_PART_SHIFT, to = from + ((u64)1 << WR_TABLE_PART_SHIFT);
    wr_visit_slots(table->items + from, (to < table->size ? to : table->size) - from, visit, heap, data);
  }
}

static inline void gc_trace_changed_heap_roots(struct gc_heap_roots *roots WR_UNUSED, wr_visit visit,
                                               struct gc_heap *heap, void *data) {
  for (u32 i = 0; i < wr_ref_table_count; i++) wr_visit_touched(wr_ref_tables[i], visit, heap, data);
}

static inline void gc_watch_heap_roots(struct gc_heap_roots *roots WR_UNUSED) {
  for (u32 i = 0; i < wr_ref_table_count; i++)
    if (wr_ref_tables[i]->size) memset(wr_ref_tables[i]->touched, 0, wr_table_parts(wr_ref_tables[i]->size));
}

#endif

// Outside of the heap lie static objects only, and those that can refer to the heap are roots.
static inline int gc_extern_space_visit(struct gc_extern_space *space WR_UNUSED, struct gc_ref ref WR_UNUSED) {
  return 0;
}
static inline void gc_extern_space_start_gc(struct gc_extern_space *space WR_UNUSED, int is_minor WR_UNUSED) {}
static inline void gc_extern_space_finish_gc(struct gc_extern_space *space WR_UNUSED, int is_minor WR_UNUSED) {}

// Forwarding: the first word of a live object is odd, because its type is; a new address is even.

WR_INLINE wr_forwarding_word *wr_first_word(struct gc_ref ref) {
  return (wr_forwarding_word *)gc_ref_heap_object(ref);
}

static inline uintptr_t gc_object_forwarded_nonatomic(struct gc_ref ref) {
  uintptr_t word = *wr_first_word(ref);
  return word & 1 ? 0 : word;
}

static inline void gc_object_forward_nonatomic(struct gc_ref ref, struct gc_ref new_ref) {
  *wr_first_word(ref) = gc_ref_value(new_ref);
}

// By several threads: while an object is being moved, its first word is 0. That word holds all that its size depends on.

WR_INLINE struct gc_atomic_forward wr_forward_state(struct gc_ref ref, uintptr_t word) {
  struct gc_atomic_forward fwd = {ref, word, GC_FORWARDING_STATE_BUSY};
  if (word & 1) fwd.state = GC_FORWARDING_STATE_NOT_FORWARDED;
  else if (word) fwd.state = GC_FORWARDING_STATE_FORWARDED;
  return fwd;
}

static inline struct gc_atomic_forward gc_atomic_forward_begin(struct gc_ref ref) {
  return wr_forward_state(ref, __atomic_load_n(wr_first_word(ref), __ATOMIC_ACQUIRE));
}

static inline int gc_atomic_forward_retry_busy(struct gc_atomic_forward *fwd) {
  *fwd = gc_atomic_forward_begin(fwd->ref);
  return fwd->state != GC_FORWARDING_STATE_BUSY;
}

static inline void gc_atomic_forward_acquire(struct gc_atomic_forward *fwd) {
  wr_forwarding_word word = fwd->data;
  if (__atomic_compare_exchange_n(wr_first_word(fwd->ref), &word, 0, false, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
    fwd->state = GC_FORWARDING_STATE_ACQUIRED;
  else
    *fwd = wr_forward_state(fwd->ref, word);
}

static inline void gc_atomic_forward_abort(struct gc_atomic_forward *fwd) {
  __atomic_store_n(wr_first_word(fwd->ref), fwd->data, __ATOMIC_RELEASE);
  fwd->state = GC_FORWARDING_STATE_NOT_FORWARDED;
}

static inline size_t gc_atomic_forward_object_size(struct gc_atomic_forward *fwd) {
  return wr_size_by_header((u32)fwd->data, (u32)(fwd->data >> 32));
}

static inline void gc_atomic_forward_commit(struct gc_atomic_forward *fwd, struct gc_ref new_ref) {
  *wr_first_word(new_ref) = fwd->data;
  __atomic_store_n(wr_first_word(fwd->ref), gc_ref_value(new_ref), __ATOMIC_RELEASE);
  *fwd = wr_forward_state(fwd->ref, gc_ref_value(new_ref));
}

static inline uintptr_t gc_atomic_forward_address(struct gc_atomic_forward *fwd) {
  return fwd->data;
}

// The side stack is precise, and the C stack is found without us.
WR_UNUSED static inline void gc_trace_mutator_pinned_roots(
  struct gc_mutator_roots *roots WR_UNUSED, void (*pinned)(struct gc_ref, struct gc_heap *, void *) WR_UNUSED,
  void (*ambiguous)(uintptr_t, uintptr_t, int, struct gc_heap *, void *) WR_UNUSED,
  struct gc_heap *heap WR_UNUSED, void *data WR_UNUSED) {}
WR_UNUSED static inline void gc_trace_heap_pinned_roots(
  struct gc_heap_roots *roots WR_UNUSED, void (*pinned)(struct gc_ref, struct gc_heap *, void *) WR_UNUSED,
  void (*ambiguous)(uintptr_t, uintptr_t, int, struct gc_heap *, void *) WR_UNUSED,
  struct gc_heap *heap WR_UNUSED, void *data WR_UNUSED) {}
WR_UNUSED static inline int gc_is_valid_conservative_ref_displacement(uintptr_t displacement) {
  return displacement == 0;
}
WR_UNUSED static inline size_t gc_finalizer_priority_count(void) { return 1; }

#endif
