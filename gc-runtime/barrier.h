// Stores of references into objects. Initialising stores need no barrier: they are plain C stores. With a
// collector that has no barrier, wr_slot_set is a plain store too: gc_write_barrier_kind is a constant.
#ifndef WR_BARRIER_H
#define WR_BARRIER_H

#include "collector.h"
#include "object.h"

WR_INLINE bool wr_has_barrier(size_t object_size) {
  return gc_write_barrier_kind(object_size) != GC_WRITE_BARRIER_NONE;
}

// What the C compiler knows to be null or an i31 is not young; it cannot tell from the compare with the nursery.
WR_INLINE bool wr_is_known_not_young(ref value) {
  bool is_no_object = !wr_is_object(value);
  return __builtin_constant_p(is_no_object) && is_no_object;
}

WR_INLINE void wr_remember_by_call(slot *field) {
  gc_write_barrier_slow(wr_mutator(), gc_ref_null(), 16, gc_edge(field), gc_ref_null());
}

// A call, however rare, costs the loop around it every register that calls may change: quicksort took 15 % longer than
// without a barrier, and takes 3 %. So this one changes none, but for the vectors, in which loops with such stores
// seldom have anything. The red zone is stepped over.
#if WR_KNOWS_ALL_REGISTERS
WR_HIDDEN void wr_remember_keeping_registers(void);

WR_INLINE void wr_remember(slot *field) {
  __asm__ volatile("lea -128(%%rsp), %%rsp\n\tcall wr_remember_keeping_registers\n\tlea 128(%%rsp), %%rsp"
                   :: "D"(field)
                   : "cc", WR_ALL_VECTORS);
}
#else
WR_INLINE void wr_remember(slot *field) { wr_remember_by_call(field); }
#endif

WR_INLINE void wr_barrier_for_young_values(ref object, slot *field, ref value) {
  if (wr_is_known_not_young(value)) return;
  struct gc_ref to = gc_ref(wr_ref_bits(object)), from = gc_ref(wr_ref_bits(value));
  if (wr_unlikely(gc_write_barrier_fast(wr_mutator(), to, 16, gc_edge(field), from))) wr_remember(field);
}

// No other barrier sees a static object: its metadata would lie outside of the heap, and it is a root anyway.
static inline void wr_barrier(ref object, size_t object_size, slot *field, ref value) {
  if (WR_BARRIER_IS_FOR_YOUNG_VALUES) wr_barrier_for_young_values(object, field, value);
  else if (wr_is_object(value) && !wr_is_static(object))
    gc_write_barrier(wr_mutator(), gc_ref(wr_ref_bits(object)), object_size, gc_edge(field),
                     gc_ref(wr_ref_bits(value)));
}

WR_INLINE void wr_global_set(ref *global, ref value) {
  if (WR_BARRIER_IS_FOR_YOUNG_VALUES) wr_barrier_for_young_values(NULL, (slot *)(void *)global, value);
  *global = value;
}

// `object_size` decides between the barriers for small and for large objects: it may be any size on the
// right side of the collector's large-object threshold.
WR_INLINE void wr_slot_set_sized(ref object, size_t object_size, slot *field, ref value) {
  if (wr_has_barrier(object_size)) wr_barrier(object, object_size, field, value);
  *field = ref_slot(value);
}

// For structs of less than 256 bytes, which is small for every collector.
WR_INLINE void wr_slot_set(ref object, slot *field, ref value) {
  wr_slot_set_sized(object, 16, field, value);
}

WR_INLINE void wr_element_set(ref array, slot *element, ref value) {
  size_t large = gc_allocator_large_threshold() + 1;
  if (WR_BARRIER_IS_FOR_YOUNG_VALUES)
    wr_slot_set(array, element, value);
  else if (wr_has_barrier(16) || wr_has_barrier(large))
    wr_slot_set_sized(array, wr_object_size(array), element, value);
  else
    *element = ref_slot(value);
}

#endif
