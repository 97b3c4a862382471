// Allocation. `sp` is the first free slot of the side stack: whatever lies below it is a root, and whatever
// does not may be moved or freed by a collection. Memory comes uninitialised: the caller writes every word
// before its next safepoint.
#ifndef WR_ALLOC_H
#define WR_ALLOC_H

#include "array.h"
#include "memory.h"
#include "table.h"

// NULL when there is no room, or the object is large.
WR_INLINE void *wr_allocate(size_t size) {
  return gc_allocate_fast(wr_mutator(), size, GC_ALLOCATION_TAGGED);
}

// Collects if it must. Traps with WR_TRAP_HEAP; never NULL.
WR_COLD void *wr_allocate_slow(ref *sp, size_t size);

// A dead ephemeron: gc_ephemeron_init is still to be called.
ref wr_ephemeron_new(ref *sp, u32 type);

// `shift` is the log2 of an element's size. The elements are not initialised.
static inline ref wr_array_new(ref *sp, u32 type, u32 length, u32 shift) {
  u64 size = wr_round_up_8(WR_ARRAY_HEADER + ((u64)length << shift));  // below 2^36
  u32 *words = (u32 *)wr_allocate(size);
  if (wr_unlikely(!words)) words = (u32 *)wr_allocate_slow(sp, size);
  words[0] = type;
  words[1] = length;
  return (ref)(void *)words;
}

ref wr_array_new_default(ref *sp, u32 type, u32 length, u32 shift);
ref wr_array_new_fill_u8(ref *sp, u32 type, u32 length, u32 value);
ref wr_array_new_fill_u16(ref *sp, u32 type, u32 length, u32 value);
ref wr_array_new_fill_u32(ref *sp, u32 type, u32 length, u32 value);
ref wr_array_new_fill_u64(ref *sp, u32 type, u32 length, u64 value);
ref wr_array_new_fill_f32(ref *sp, u32 type, u32 length, f32 value);
ref wr_array_new_fill_f64(ref *sp, u32 type, u32 length, f64 value);
ref wr_array_new_fill_v128(ref *sp, u32 type, u32 length, v128 value);
ref wr_array_new_fill_code(ref *sp, u32 type, u32 length, wr_code value);
ref wr_array_new_fill_ref(ref *sp, u32 type, u32 length, ref value);

// From segments. Outside of the data: WR_TRAP_MEMORY; of the elements: WR_TRAP_TABLE.
ref wr_array_new_data(ref *sp, u32 type, u32 shift, const struct wr_data *data, u32 offset, u32 length);
void wr_array_init_data(ref a, u32 i, const struct wr_data *data, u32 offset, u32 n, u32 shift);
ref wr_array_new_ref_elem(ref *sp, u32 type, const struct wr_ref_elem *elem, u32 offset, u32 length);
void wr_array_init_ref_elem(ref a, u32 i, const struct wr_ref_elem *elem, u32 offset, u32 n);
ref wr_array_new_func_elem(ref *sp, u32 type, const struct wr_func_elem *elem, u32 offset, u32 length);
void wr_array_init_func_elem(ref a, u32 i, const struct wr_func_elem *elem, u32 offset, u32 n);

#define WR_BY_ELEM(ELEM, REFS, FUNCS)                                            \
  _Generic((ELEM), struct wr_ref_elem *: REFS, const struct wr_ref_elem *: REFS, \
           struct wr_func_elem *: FUNCS, const struct wr_func_elem *: FUNCS)
#define wr_array_new_elem(SP, TYPE, ELEM, OFFSET, LENGTH) \
  WR_BY_ELEM(ELEM, wr_array_new_ref_elem, wr_array_new_func_elem)(SP, TYPE, ELEM, OFFSET, LENGTH)
#define wr_array_init_elem(A, I, ELEM, OFFSET, N) \
  WR_BY_ELEM(ELEM, wr_array_init_ref_elem, wr_array_init_func_elem)(A, I, ELEM, OFFSET, N)

#endif
