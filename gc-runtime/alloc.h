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
WR_COLD __attribute__((used)) void *wr_collect_and_allocate(ref *sp, size_t size);

// The same, after which registers hold what they did, but for those of vectors: a function need not save any for the
// sake of allocations, and one with handlers, such as an OCaml program's start with its loops, need not keep in memory
// what it uses after one. Before `escape` words64 took .90 of its time by this, bigarr .92 (gcc 12).
#if WR_HAS_NO_RED_ZONE && WR_KNOWS_ALL_REGISTERS
WR_INLINE void *wr_allocate_slow(ref *sp, size_t size) {
  void *object;
  __asm__ volatile("call wr_allocate_keeping_registers"
                   : "=a"(object), "+D"(sp), "+S"(size)
                   :
                   : "memory", "cc", "r11", WR_ALL_VECTORS);
  return object;
}
#else
WR_INLINE void *wr_allocate_slow(ref *sp, size_t size) { return wr_collect_and_allocate(sp, size); }
#endif

// The same, but not cold: of a function that always calls what is cold, C compilers think that it is cold, too, and
// of its callers again. So gcc took all of an OCaml program's start for cold, and the loops in it.
WR_NOINLINE void *wr_allocate_large(ref *sp, size_t size);

// A dead ephemeron: gc_ephemeron_init is still to be called.
ref wr_ephemeron_new(ref *sp, u32 type);

// `shift` is the log2 of an element's size.
WR_INLINE u64 wr_array_bytes(u32 length, u32 shift) {
  return wr_round_up_8(WR_ARRAY_HEADER + ((u64)length << shift));  // below 2^36
}

// As wr_allocate and wr_allocate_slow.
WR_INLINE void *wr_allocate_array(u32 length, u32 shift) { return wr_allocate(wr_array_bytes(length, shift)); }
static inline void *wr_allocate_array_slow(ref *sp, u32 length, u32 shift) {
  size_t size = wr_array_bytes(length, shift);
  bool is_always_large = __builtin_constant_p(size) && size > gc_allocator_large_threshold();
  return is_always_large ? wr_allocate_large(sp, size) : wr_allocate_slow(sp, size);
}

// --- What was allocated becomes an array. For type, length and one value; not inlined wherever they stand, but where the C
// compiler thinks it pays.

WR_INLINE ref wr_array_init(void *o, u32 type, u32 length) {
  u32 *words = (u32 *)o;
  words[0] = type;
  words[1] = length;
  return (ref)o;
}

static inline ref wr_array_init_default(void *o, u32 type, u32 length, u32 shift) {
  ref a = wr_array_init(o, type, length);
#if !GC_ALLOCATIONS_ZEROED
  memset(wr_array_items(a), 0, (size_t)length << shift);
#else
  (void)shift;
#endif
  return a;
}

// Most arrays have few elements. Of the loop that fills them clang would make three, two of them for 16 elements and more.
#ifdef __clang__
#define WR_SHORT_LOOP _Pragma("clang loop vectorize(disable) unroll(disable)")
#else
#define WR_SHORT_LOOP
#endif
// A loop that stores 0 or -1 would become a call of memset, which takes 30 instructions: gcc is not to know what it stores.
#define WR_HIDE_NUMBER(number) __asm__("" : "+r"(number))
#define WR_SHOW_NUMBER(number) ((void)0)

#define WR_ARRAY_INIT_FILL(NAME, ELEM, VALUE, HIDE)                                                \
  WR_UNUSED static inline ref wr_array_init_fill_##NAME(void *o, u32 type, u32 length, VALUE value) { \
    HIDE(value);                                                                                   \
    ref a = wr_array_init(o, type, length);                                                        \
    ELEM *items = wr_array_items(a);                                                               \
    WR_SHORT_LOOP                                                                                  \
    for (u32 i = 0; i < length; i++) items[i] = (ELEM)value;                                       \
    return a;                                                                                      \
  }

WR_ARRAY_INIT_FILL(u8, u8, u32, WR_SHOW_NUMBER)
WR_ARRAY_INIT_FILL(u16, u16, u32, WR_HIDE_NUMBER)
WR_ARRAY_INIT_FILL(u32, u32, u32, WR_HIDE_NUMBER)
WR_ARRAY_INIT_FILL(u64, u64, u64, WR_HIDE_NUMBER)
WR_ARRAY_INIT_FILL(f32, f32, f32, WR_SHOW_NUMBER)
WR_ARRAY_INIT_FILL(f64, f64, f64, WR_SHOW_NUMBER)
WR_ARRAY_INIT_FILL(v128, v128_field, v128, WR_SHOW_NUMBER)
WR_ARRAY_INIT_FILL(code, wr_code, wr_code, WR_HIDE_NUMBER)
WR_ARRAY_INIT_FILL(slot, slot, slot, WR_HIDE_NUMBER)

WR_UNUSED static inline ref wr_array_init_fill_ref(void *o, u32 type, u32 length, ref value) {
  return wr_array_init_fill_slot(o, type, length, ref_slot(value));
}

// --- For the runtime and hosts: allocated and made in one.

static inline void *wr_room_for_array(ref *sp, u32 length, u32 shift) {
  void *o = wr_allocate_array(length, shift);
  return wr_likely(o != NULL) ? o : wr_allocate_array_slow(sp, length, shift);
}

// The elements are not initialised.
static inline ref wr_array_new(ref *sp, u32 type, u32 length, u32 shift) {
  return wr_array_init(wr_room_for_array(sp, length, shift), type, length);
}

ref wr_array_new_default(ref *sp, u32 type, u32 length, u32 shift);

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
