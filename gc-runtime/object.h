// Objects, the table of their types, and the program's roots.
//
//   struct   u32 type | fields from offset 4 on, naturally aligned
//   array    u32 type | u32 length | elements from offset 8 on
//   exnref   u32 type = 1 | u32 count | tag | count payload words
//   ephemeron  u32 type | the collector's
//
// A type word is odd: 2 * number + 1. While a copying collector works, the first word of an object that has
// moved is its new address instead, which is even.
//
// Strict aliasing. The type word and an array's length are read as plain u32, elements as plain elements, so
// each agrees with a store through any struct that has such a member. A field is accessed through the one
// struct type that introduces it (gcc takes two struct types for disjoint even where their members agree).
#ifndef WR_OBJECT_H
#define WR_OBJECT_H

#include "collector.h"
#include "gc-ephemeron.h"
#include "ref.h"

struct wr_object { u32 type; };

#define WR_ARRAY_HEADER 8

WR_INLINE u32 wr_type_of(ref r) { return *(const u32 *)(const void *)r; }
WR_INLINE u32 wr_array_length(ref r) { return ((const u32 *)(const void *)r)[1]; }
WR_INLINE void *wr_array_items(ref r) { return (char *)(void *)r + WR_ARRAY_HEADER; }

// `struct NAME` was declared before; defines NAME(ref), the object's address at its C type.
#define WR_STRUCT(NAME) \
  WR_INLINE struct NAME *NAME(ref r) { return (struct NAME *)(void *)r; }

enum wr_kind { WR_KIND_STRUCT, WR_KIND_ARRAY_OF_REFS, WR_KIND_ARRAY, WR_KIND_EXN, WR_KIND_EPHEMERON };

struct wr_type {
  u8 kind;
  u8 shift;                // arrays: log2 of an element's size
  u16 refs;                // structs: number of reference slots
  u32 size;                // structs: bytes, a multiple of 8
  const u16 *ref_offsets;  // structs: where the reference slots lie
  const char *name;
};

// Indexed by type word / 2. Entry 0 is the exnref's: {.kind = WR_KIND_EXN}.
extern const struct wr_type wr_types[];
extern const u32 wr_type_count;

#define WR_TYPE_EXN 1u

struct wr_tag {
  u32 count;         // words of payload, at most WR_PAYLOAD_MAX; a vector takes two
  u32 refs;          // bit i: word i is a reference
  const char *name;  // for "uncaught exception"; may be NULL
};

struct wr_exn {
  u32 type, count;
  const struct wr_tag *tag;
  u64 payload[];
};

// Roots outside of the side stack.
extern ref *const wr_global_roots[];  // globals of reference type
extern const u32 wr_global_root_count;
extern struct wr_object *const wr_static_roots[];  // mutable static objects: their slots are roots
extern const u32 wr_static_root_count;
extern struct wr_ref_table *const wr_ref_tables[];
extern const u32 wr_ref_table_count;
extern struct wr_ref_elem *const wr_ref_elems[];  // those whose items may point into the heap
extern const u32 wr_ref_elem_count;

struct wr_ref_table {
  slot *items;
  u64 size, max;
  bool *touched;  // for each part, whether it was stored to since the last collection
};

// A part of a table that a minor collection looks at as a whole.
#define WR_TABLE_PART_SHIFT 9

WR_INLINE u64 wr_table_parts(u64 size) {
  return (size + ((u64)1 << WR_TABLE_PART_SHIFT) - 1) >> WR_TABLE_PART_SHIFT;
}

#if GC_SLOT_BITS == 32
// Slots of static objects and segments that refer to static objects. The linker fills one, OFFSET bytes behind a name of this
// unit: of what other units see and may write to, so that the compiler does not rely on the value that it has there.
#if defined(__x86_64__)
#define WR_RELOCATION_32 "R_X86_64_32"
#elif defined(__aarch64__)
#define WR_RELOCATION_32 "R_AARCH64_ABS32"
#endif
#define WR_LINK_SLOT(NAME, OFFSET, OBJECT) __asm__(".reloc " #NAME "+" #OFFSET "," WR_RELOCATION_32 "," #OBJECT)

// Where many refer to the same object, wr_start fills them, from `first` on.
#define WR_SLOT_AT(NAME, OFFSET) ((slot *)(void *)((char *)&(NAME) + (OFFSET)))
struct wr_static_slots {
  slot *first;
  u64 count;
  const void *object;
};
extern const struct wr_static_slots wr_static_slots[];
extern const u32 wr_static_slots_count;
#endif

struct wr_ref_elem {
  slot *items;
  u32 size;  // 0 once dropped
};

// The image of the executable. Static objects lie here; code between the first two.
extern WR_HIDDEN char __executable_start[], etext[], end[];

WR_INLINE bool wr_is_static(const void *address) {
  return (uintptr_t)address - (uintptr_t)__executable_start
    < (uintptr_t)end - (uintptr_t)__executable_start;
}

WR_INLINE u64 wr_round_up_8(u64 size) { return (size + 7) & ~(u64)7; }

// By the type word, and the word that follows: an array's length, or an exnref's count.
static inline size_t wr_size_by_header(u32 type_word, u32 length) {
  const struct wr_type *type = &wr_types[type_word >> 1];
  switch ((enum wr_kind)type->kind) {
  case WR_KIND_STRUCT: return type->size;
  case WR_KIND_EPHEMERON: return gc_ephemeron_size();
  case WR_KIND_EXN: return sizeof(struct wr_exn) + 8 * (size_t)length;
  default: return wr_round_up_8(WR_ARRAY_HEADER + ((u64)length << type->shift));
  }
}

static inline size_t wr_object_size(ref r) {
  return wr_size_by_header(wr_type_of(r), wr_array_length(r));
}

#endif
