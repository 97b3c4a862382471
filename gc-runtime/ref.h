// References, and the slots they lie in.
//
//   null            0
//   i31             ...vvvvvvv1   the upper 32 bits are zero, so that equal numbers are equal words
//   host externref  ....pppp010   a number of the host's
//   object          ........000   address of the object's first word, in the heap or static
//
// The collector treats a word with any of its low three bits set as an immediate.
//
// A reference is a word in variables, globals and on the side stack. In objects and tables it takes a slot: the word, or its
// lower half (GC_SLOT_BITS=32). Then the upper half of every reference is zero: the heap and the executable lie below 4 GiB,
// and a host has 29 bits for its numbers.
#ifndef WR_REF_H
#define WR_REF_H

#include "base.h"

typedef struct wr_object *ref;

// Whippet's parameter; other implementations of its API know words only.
#ifndef GC_SLOT_BITS
#define GC_SLOT_BITS 64
#endif
#if GC_SLOT_BITS == 32
typedef u32 slot;
#define WR_SLOT_SHIFT 2
WR_INLINE ref slot_ref(slot s) { return (ref)(uintptr_t)s; }
WR_INLINE slot ref_slot(ref r) { return (slot)(uintptr_t)r; }
// An object in a static initialiser. C takes no address here: the slot is filled later (WR_LINK_SLOT, wr_static_slots). Not 0,
// for which the assembler may have no room that the linker could fill.
#define WR_SLOT(object) ((slot)1)
#else
typedef ref slot;
#define WR_SLOT_SHIFT 3
WR_INLINE ref slot_ref(slot s) { return s; }
WR_INLINE slot ref_slot(ref r) { return r; }
#define WR_SLOT(object) ((slot)(void *)(object))
#endif
_Static_assert(sizeof(slot) == (size_t)1 << WR_SLOT_SHIFT, "arrays of references take shifts");

// For static initialisers.
#define WR_REF_I31(number) ((ref)(uintptr_t)(u32)((u32)(number) << 1 | 1u))
#define WR_SLOT_I31(number) ((slot)(uintptr_t)(u32)((u32)(number) << 1 | 1u))
#define WR_SLOT_NULL ((slot)0)

// A static object: aligned, so that its address has the three zero bits of a reference.
#define WR_STATIC_OBJECT __attribute__((aligned(8)))

WR_INLINE uintptr_t wr_ref_bits(ref r) { return (uintptr_t)r; }
WR_INLINE ref wr_ref_from_bits(uintptr_t bits) { return (ref)bits; }

WR_INLINE bool wr_is_null(ref r) { return r == 0; }
WR_INLINE bool wr_ref_eq(ref a, ref b) { return a == b; }
WR_INLINE bool wr_is_immediate(ref r) { return (wr_ref_bits(r) & 7) != 0; }
WR_INLINE bool wr_is_object(ref r) { return r != 0 && !wr_is_immediate(r); }

WR_INLINE ref wr_i31(u32 v) { return wr_ref_from_bits((u32)(v << 1 | 1u)); }
WR_INLINE bool wr_is_i31(ref r) { return (wr_ref_bits(r) & 1) != 0; }
WR_INLINE u32 wr_i31_get_u(ref r) { return (u32)wr_ref_bits(r) >> 1; }
WR_INLINE u32 wr_i31_get_s(ref r) { return (u32)((i32)(u32)wr_ref_bits(r) >> 1); }

// wr_i31 of a sum or difference with wr_i31_get_s: the tags stay where they are, and nothing is shifted.
WR_INLINE ref wr_i31_plus(ref a, u32 b) { return wr_ref_from_bits((u32)wr_ref_bits(a) + (b << 1)); }
WR_INLINE ref wr_i31_minus(ref a, u32 b) { return wr_ref_from_bits((u32)wr_ref_bits(a) - (b << 1)); }
WR_INLINE ref wr_i31_minus_from(u32 a, ref b) { return wr_ref_from_bits((a << 1) + 2u - (u32)wr_ref_bits(b)); }
WR_INLINE ref wr_i31_sum(ref a, ref b) { return wr_ref_from_bits((u32)wr_ref_bits(a) + (u32)wr_ref_bits(b) - 1u); }
WR_INLINE ref wr_i31_difference(ref a, ref b) {
  return wr_ref_from_bits((u32)wr_ref_bits(a) - (u32)wr_ref_bits(b) + 1u);
}
// Where it is stored, compilers should know that it needs no write barrier.
WR_INLINE ref wr_known_i31(ref r) { return wr_ref_from_bits((u32)wr_ref_bits(r) | 1u); }

// Of the payload what fits: 61 bits, or 29.
#define WR_HOST_REF_BITS (GC_SLOT_BITS - 3)
WR_INLINE ref wr_host_ref(u64 payload) { return slot_ref((slot)(payload << 3 | 2)); }
WR_INLINE bool wr_is_host_ref(ref r) { return (wr_ref_bits(r) & 3) == 2; }
WR_INLINE u64 wr_host_ref_payload(ref r) { return wr_ref_bits(r) >> 3; }

// A funcref: the function's address, called at its true C type. Never traced.
typedef void (*wr_code)(void);

#endif
