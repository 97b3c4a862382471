// Arrays: one C type and its accessors per Wasm array type. All take a reference that is not null.
#ifndef WR_ARRAY_H
#define WR_ARRAY_H

#include "barrier.h"
#include "trap.h"

WR_INLINE void wr_array_check(ref a, u32 i) {
  if (wr_unlikely(i >= wr_array_length(a))) wr_trap(WR_TRAP_ARRAY_BOUNDS);
}

WR_INLINE void wr_array_check_range(ref a, u32 i, u32 n) {
  if (wr_unlikely((u64)i + n > wr_array_length(a))) wr_trap(WR_TRAP_ARRAY_BOUNDS);
}

// What all kinds of arrays have. NAME_at is unchecked, as NAME_read and NAME_write are: for the compiler, where the bound is proven.
// NAME_get_of reads from what must be an array of N elements or more: later accesses need them.
#define WR_ARRAY_COMMON(NAME, ELEM)                                                              \
  struct NAME { u32 type; u32 length; ELEM items[]; };                                           \
  WR_STRUCT(NAME)                                                                                \
  WR_INLINE ELEM *NAME##_at(ref a, u32 i) { return (ELEM *)wr_array_items(a) + i; }

#define WR_ARRAY(NAME, ELEM) WR_ARRAY_OF(NAME, ELEM, ELEM)

// Elements that are of another C type (of weaker alignment) than their values.
#define WR_ARRAY_OF(NAME, ELEM, VALUE)                                                           \
  WR_ARRAY_COMMON(NAME, ELEM)                                                                    \
  WR_INLINE VALUE NAME##_read(ref a, u32 i) { return *NAME##_at(a, i); }                         \
  WR_INLINE VALUE NAME##_get(ref a, u32 i) { wr_array_check(a, i); return NAME##_read(a, i); }   \
  WR_INLINE VALUE NAME##_get_of(ref a, u32 i, u32 n) { wr_array_check(a, n - 1); return NAME##_read(a, i); } \
  WR_INLINE void NAME##_write(ref a, u32 i, VALUE v) { *NAME##_at(a, i) = v; }                   \
  WR_INLINE void NAME##_set(ref a, u32 i, VALUE v) { wr_array_check(a, i); NAME##_write(a, i, v); } \
  WR_UNUSED static inline void NAME##_fill(ref a, u32 i, VALUE v, u32 n) {                       \
    wr_array_check_range(a, i, n);                                                               \
    ELEM *items = NAME##_at(a, i);                                                               \
    for (u32 k = 0; k < n; k++) items[k] = v;                                                    \
  }

// Elements narrower than an i32: a value is a u32, of which the low bits are stored.
#define WR_ARRAY_PACKED(NAME, ELEM, SIGNED)                                                      \
  WR_ARRAY_COMMON(NAME, ELEM)                                                                    \
  WR_INLINE u32 NAME##_read_u(ref a, u32 i) { return *NAME##_at(a, i); }                         \
  WR_INLINE u32 NAME##_read_s(ref a, u32 i) { return (u32)(i32)(SIGNED)*NAME##_at(a, i); }       \
  WR_INLINE u32 NAME##_get_u(ref a, u32 i) { wr_array_check(a, i); return NAME##_read_u(a, i); } \
  WR_INLINE u32 NAME##_get_s(ref a, u32 i) { wr_array_check(a, i); return NAME##_read_s(a, i); } \
  WR_INLINE u32 NAME##_get_of_u(ref a, u32 i, u32 n) { wr_array_check(a, n - 1); return NAME##_read_u(a, i); } \
  WR_INLINE u32 NAME##_get_of_s(ref a, u32 i, u32 n) { wr_array_check(a, n - 1); return NAME##_read_s(a, i); } \
  WR_INLINE void NAME##_write(ref a, u32 i, u32 v) { *NAME##_at(a, i) = (ELEM)v; }               \
  WR_INLINE void NAME##_set(ref a, u32 i, u32 v) { wr_array_check(a, i); NAME##_write(a, i, v); } \
  WR_UNUSED static inline void NAME##_fill(ref a, u32 i, u32 v, u32 n) {                         \
    wr_array_check_range(a, i, n);                                                               \
    ELEM *items = NAME##_at(a, i);                                                               \
    for (u32 k = 0; k < n; k++) items[k] = (ELEM)v;                                              \
  }

#define WR_ARRAY_OF_REFS(NAME)                                                                   \
  WR_ARRAY_COMMON(NAME, slot)                                                                    \
  WR_INLINE ref NAME##_read(ref a, u32 i) { return slot_ref(*NAME##_at(a, i)); }                 \
  WR_INLINE ref NAME##_get(ref a, u32 i) { wr_array_check(a, i); return NAME##_read(a, i); }     \
  WR_INLINE ref NAME##_get_of(ref a, u32 i, u32 n) { wr_array_check(a, n - 1); return NAME##_read(a, i); } \
  WR_INLINE void NAME##_write(ref a, u32 i, ref v) { wr_element_set(a, NAME##_at(a, i), v); }    \
  WR_INLINE void NAME##_set(ref a, u32 i, ref v) { wr_array_check(a, i); NAME##_write(a, i, v); } \
  WR_UNUSED static inline void NAME##_fill(ref a, u32 i, ref v, u32 n) { wr_array_fill_refs(a, i, v, n); }

static inline void wr_array_fill_refs(ref a, u32 i, ref v, u32 n) {
  wr_array_check_range(a, i, n);
  slot *items = (slot *)wr_array_items(a) + i;
  if (WR_BARRIER_IS_FOR_YOUNG_VALUES && !wr_is_young(gc_ref(wr_ref_bits(v))))
    for (u32 k = 0; k < n; k++) items[k] = ref_slot(v);
  else
    for (u32 k = 0; k < n; k++) wr_element_set(a, items + k, v);
}

// The arrays may be one, and the ranges may overlap.
static inline void wr_array_copy(ref dst, u32 di, ref src, u32 si, u32 n, u32 elem_size) {
  wr_array_check_range(dst, di, n);
  wr_array_check_range(src, si, n);
  memmove((char *)wr_array_items(dst) + (u64)di * elem_size,
          (const char *)wr_array_items(src) + (u64)si * elem_size, (u64)n * elem_size);
}

// With a nursery, the copies that matter are those into old arrays.
WR_INLINE bool wr_array_copies_need_barrier(ref dst) {
  if (WR_BARRIER_IS_FOR_YOUNG_VALUES) return !wr_is_young(gc_ref(wr_ref_bits(dst)));
  return wr_has_barrier(16) || wr_has_barrier(gc_allocator_large_threshold() + 1);
}

static inline void wr_array_copy_refs(ref dst, u32 di, ref src, u32 si, u32 n) {
  if (wr_array_copies_need_barrier(dst)) {
    wr_array_check_range(dst, di, n);
    wr_array_check_range(src, si, n);
    slot *to = (slot *)wr_array_items(dst) + di;
    const slot *from = (const slot *)wr_array_items(src) + si;
    size_t size = WR_BARRIER_IS_FOR_YOUNG_VALUES ? 16 : wr_object_size(dst);
    for (u32 k = 0; k < n; k++) wr_barrier(dst, size, to + k, slot_ref(from[k]));
  }
  wr_array_copy(dst, di, src, si, n, sizeof(slot));
}

#endif
