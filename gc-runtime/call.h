// Calls: tail calls, their uniform prototype, and the words values travel in.
#ifndef WR_CALL_H
#define WR_CALL_H

#include "ref.h"

// Before `return f(..);`. gcc below 15 has no such attribute, but makes the jump at -O2 (and -O1
// -foptimize-sibling-calls) whenever all arguments fit in registers.
#if defined(__has_attribute)
#if __has_attribute(musttail)
#define WR_TAIL __attribute__((musttail))
#endif
#endif
#ifndef WR_TAIL
#define WR_TAIL
#endif

// After a call in tail position that is no return_call: it must not become a jump, or endless recursion
// would be an endless loop and not a trap.
#define WR_KEEP_CALL __asm__ volatile("")

// Functions that cannot return but by way of each other call one another as WR_UNSEEN(f)(..): to Wasm that is
// a trap, to C compilers a mistake, unless they cannot tell who is called.
WR_INLINE wr_code wr_unseen(wr_code code) {
  __asm__("" : "+r"(code));
  return code;
}
#define WR_UNSEEN(function) ((__typeof__(&(function)))wr_unseen((wr_code)(function)))

// The uniform prototype is u64 f(ref *sp, u64 x0 .. x4). clang's musttail wants caller and callee alike to
// the last parameter, so there the missing ones are padding; gcc only needs them all in registers.
#ifdef __clang__
#define WR_PAD0
#define WR_PAD1 , u64 wr_p0 WR_UNUSED
#define WR_PAD2 WR_PAD1, u64 wr_p1 WR_UNUSED
#define WR_PAD3 WR_PAD2, u64 wr_p2 WR_UNUSED
#define WR_PAD4 WR_PAD3, u64 wr_p3 WR_UNUSED
#define WR_PAD5 WR_PAD4, u64 wr_p4 WR_UNUSED
#define WR_PAD0_ARGS
#define WR_PAD1_ARGS , 0
#define WR_PAD2_ARGS , 0, 0
#define WR_PAD3_ARGS , 0, 0, 0
#define WR_PAD4_ARGS , 0, 0, 0, 0
#define WR_PAD5_ARGS , 0, 0, 0, 0, 0
#else
#define WR_PAD0
#define WR_PAD1
#define WR_PAD2
#define WR_PAD3
#define WR_PAD4
#define WR_PAD5
#define WR_PAD0_ARGS
#define WR_PAD1_ARGS
#define WR_PAD2_ARGS
#define WR_PAD3_ARGS
#define WR_PAD4_ARGS
#define WR_PAD5_ARGS
#endif

// Wasm allows 1000 parameters and 1000 results, of one word or, if a vector, two. Whoever receives them reads them before its first
// safepoint: nothing here is a root.
#define WR_OVERFLOW_MAX 2000
extern u64 wr_overflow[WR_OVERFLOW_MAX];  // words of arguments beyond the fifth
extern u64 wr_results[WR_OVERFLOW_MAX];   // words of results beyond the first

// A function with handlers cannot make a tail call itself: it leaves the call here, for its wrapper.
struct wr_pending_tail {
  wr_code code;
  u64 args[6];
};
extern struct wr_pending_tail wr_pending_tail;

WR_INLINE u64 wr_from_ref(ref r) { return wr_ref_bits(r); }
WR_INLINE ref wr_to_ref(u64 word) { return wr_ref_from_bits(word); }
WR_INLINE u64 wr_from_code(wr_code code) { return (uintptr_t)code; }
WR_INLINE wr_code wr_to_code(u64 word) { return (wr_code)(uintptr_t)word; }

WR_INLINE u64 wr_from_f32(f32 x) { return (union wr_f32_bits){.x = x}.bits; }
WR_INLINE u64 wr_from_f64(f64 x) { return (union wr_f64_bits){.x = x}.bits; }
WR_INLINE f32 wr_to_f32(u64 word) { return (union wr_f32_bits){.bits = (u32)word}.x; }
WR_INLINE f64 wr_to_f64(u64 word) { return (union wr_f64_bits){.bits = word}.x; }

// A vector takes two words.
WR_INLINE u64 wr_low(v128 v) { return ((wr_u64x2)v)[0]; }
WR_INLINE u64 wr_high(v128 v) { return ((wr_u64x2)v)[1]; }
WR_INLINE v128 wr_to_v128(u64 low, u64 high) { return (v128)(wr_u64x2){low, high}; }

#endif
