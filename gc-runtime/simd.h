// Vectors of 128 bits: every SIMD instruction of Wasm, by its name with _ for the dot. Included by programs that have
// any.
//
// Written with the vectors of GNU C: lane-wise operators, casts that keep the bits, shuffles with constant
// indices. Where that is several instructions and x86 has one, it stands beside: WR_SSE chooses. Everything else,
// and all of it under WR_PORTABLE_SIMD, is portable. No vector is indexed by a variable: that takes its address,
// and where a sanitizer lets that stand, gcc makes no jump of a tail call in the same function.
#ifndef WR_SIMD_H
#define WR_SIMD_H

#include "call.h"
#include "memory.h"
#include "numeric.h"

#if defined(__SSE4_1__) && !defined(WR_PORTABLE_SIMD)
#include <smmintrin.h>
#define WR_SSE 1
#else
#define WR_SSE 0
#endif

typedef i8 wr_i8x16 __attribute__((vector_size(16)));
typedef u8 wr_u8x16 __attribute__((vector_size(16)));
typedef i16 wr_i16x8 __attribute__((vector_size(16)));
typedef u16 wr_u16x8 __attribute__((vector_size(16)));
typedef i32 wr_i32x4 __attribute__((vector_size(16)));
typedef u32 wr_u32x4 __attribute__((vector_size(16)));
typedef i64 wr_i64x2 __attribute__((vector_size(16)));
typedef f32 wr_f32x4 __attribute__((vector_size(16)));
typedef f64 wr_f64x2 __attribute__((vector_size(16)));

// A function of one vector, or two, that sees them as a and b of another type of vector.
#define WR_V1(NAME, VECTOR, EXPR) \
  WR_INLINE v128 NAME(v128 x) { VECTOR a = (VECTOR)x; return (v128)(EXPR); }
#define WR_V2(NAME, VECTOR, EXPR) \
  WR_INLINE v128 NAME(v128 x, v128 y) { VECTOR a = (VECTOR)x, b = (VECTOR)y; return (v128)(EXPR); }

// The same, or one instruction of x86.
#if WR_SSE
#define WR_V2_OR(INTRINSIC, NAME, VECTOR, EXPR) \
  WR_INLINE v128 NAME(v128 x, v128 y) { return (v128)INTRINSIC((__m128i)x, (__m128i)y); }
#else
#define WR_V2_OR(INTRINSIC, NAME, VECTOR, EXPR) WR_V2(NAME, VECTOR, EXPR)
#endif

#define WR_SPLAT2(x) {x, x}
#define WR_SPLAT4(x) {x, x, x, x}
#define WR_SPLAT8(x) {x, x, x, x, x, x, x, x}
#define WR_SPLAT16(x) {x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}

// From a vector where the lanes of a mask are set, from the other elsewhere; all of one unsigned type.
#define WR_CHOOSE(mask, a, b) (((mask) & (a)) | (~(mask) & (b)))

// The lanes of the lower or upper halves of two vectors, in turn.
#define WR_LOW_8(a, b) __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define WR_HIGH_8(a, b) __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define WR_LOW_16(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define WR_HIGH_16(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define WR_LOW_32(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define WR_HIGH_32(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)

// Bits.

WR_V1(v128_not, v128, ~a)
WR_V2(v128_and, v128, a & b)
WR_V2(v128_andnot, v128, a & ~b)
WR_V2(v128_or, v128, a | b)
WR_V2(v128_xor, v128, a ^ b)
WR_INLINE v128 v128_bitselect(v128 x, v128 y, v128 mask) { return WR_CHOOSE(mask, x, y); }
WR_INLINE u32 v128_any_true(v128 x) { return (((wr_u64x2)x)[0] | ((wr_u64x2)x)[1]) != 0; }

#include "simd-integer.h"
#include "simd-float.h"
#include "simd-relaxed.h"

// Lanes. The number of a lane is a constant.

WR_INLINE v128 i8x16_splat(u32 x) { return (v128)(wr_u8x16)WR_SPLAT16((u8)x); }
WR_INLINE v128 i16x8_splat(u32 x) { return (v128)(wr_u16x8)WR_SPLAT8((u16)x); }
WR_INLINE v128 i32x4_splat(u32 x) { return (v128)(wr_u32x4)WR_SPLAT4(x); }
WR_INLINE v128 i64x2_splat(u64 x) { return (v128)(wr_u64x2)WR_SPLAT2(x); }
WR_INLINE v128 f32x4_splat(f32 x) { return (v128)(wr_f32x4)WR_SPLAT4(x); }
WR_INLINE v128 f64x2_splat(f64 x) { return (v128)(wr_f64x2)WR_SPLAT2(x); }

#define i8x16_extract_lane_s(v, lane) ((u32)(i32)((wr_i8x16)(v))[lane])
#define i8x16_extract_lane_u(v, lane) ((u32)((wr_u8x16)(v))[lane])
#define i16x8_extract_lane_s(v, lane) ((u32)(i32)((wr_i16x8)(v))[lane])
#define i16x8_extract_lane_u(v, lane) ((u32)((wr_u16x8)(v))[lane])
#define i32x4_extract_lane(v, lane) (((wr_u32x4)(v))[lane])
#define i64x2_extract_lane(v, lane) (((wr_u64x2)(v))[lane])
#define f32x4_extract_lane(v, lane) (((wr_f32x4)(v))[lane])
#define f64x2_extract_lane(v, lane) (((wr_f64x2)(v))[lane])

#define WR_REPLACE(VECTOR, v, lane, x)   \
  __extension__({                        \
    VECTOR wr_vector = (VECTOR)(v);      \
    wr_vector[lane] = (x);               \
    (v128)wr_vector;                     \
  })
#define i8x16_replace_lane(v, lane, x) WR_REPLACE(wr_u8x16, v, lane, (u8)(x))
#define i16x8_replace_lane(v, lane, x) WR_REPLACE(wr_u16x8, v, lane, (u16)(x))
#define i32x4_replace_lane(v, lane, x) WR_REPLACE(wr_u32x4, v, lane, x)
#define i64x2_replace_lane(v, lane, x) WR_REPLACE(wr_u64x2, v, lane, x)
#define f32x4_replace_lane(v, lane, x) WR_REPLACE(wr_f32x4, v, lane, x)
#define f64x2_replace_lane(v, lane, x) WR_REPLACE(wr_f64x2, v, lane, x)

#define i8x16_shuffle(a, b, ...) ((v128)__builtin_shufflevector((wr_u8x16)(a), (wr_u8x16)(b), __VA_ARGS__))

// Memory.

WR_LOAD(v128_load, v128, v128, v128)
WR_STORE(v128_store, v128, v128)

#define WR_VECTOR_LOAD(NAME, NUMBER, LOAD, EXPR)                                           \
  WR_INLINE v128 NAME(const struct wr_memory *memory, u32 address, u64 offset) {           \
    NUMBER x = LOAD(memory, address, offset);                                              \
    return EXPR;                                                                           \
  }                                                                                        \
  WR_INLINE v128 NAME##_checked(const struct wr_memory *memory, u64 address, u64 offset) { \
    NUMBER x = LOAD##_checked(memory, address, offset);                                    \
    return EXPR;                                                                           \
  }

WR_VECTOR_LOAD(v128_load8_splat, u32, i32_load8_u, i8x16_splat(x))
WR_VECTOR_LOAD(v128_load16_splat, u32, i32_load16_u, i16x8_splat(x))
WR_VECTOR_LOAD(v128_load32_splat, u32, i32_load, i32x4_splat(x))
WR_VECTOR_LOAD(v128_load64_splat, u64, i64_load, i64x2_splat(x))
WR_VECTOR_LOAD(v128_load32_zero, u32, i32_load, ((v128){x, 0, 0, 0}))
WR_VECTOR_LOAD(v128_load64_zero, u64, i64_load, wr_to_v128(x, 0))
WR_VECTOR_LOAD(v128_load8x8_s, u64, i64_load, i16x8_extend_low_i8x16_s(wr_to_v128(x, 0)))
WR_VECTOR_LOAD(v128_load8x8_u, u64, i64_load, i16x8_extend_low_i8x16_u(wr_to_v128(x, 0)))
WR_VECTOR_LOAD(v128_load16x4_s, u64, i64_load, i32x4_extend_low_i16x8_s(wr_to_v128(x, 0)))
WR_VECTOR_LOAD(v128_load16x4_u, u64, i64_load, i32x4_extend_low_i16x8_u(wr_to_v128(x, 0)))
WR_VECTOR_LOAD(v128_load32x2_s, u64, i64_load, i64x2_extend_low_i32x4_s(wr_to_v128(x, 0)))
WR_VECTOR_LOAD(v128_load32x2_u, u64, i64_load, i64x2_extend_low_i32x4_u(wr_to_v128(x, 0)))

// wr_touch of a vector, which no general register holds.
#ifdef __x86_64__
#define WR_VECTOR_REGISTER "x"
#else
#define WR_VECTOR_REGISTER "w"
#endif
#define wr_touch_v128(value)                                        \
  do {                                                              \
    v128 wr_touched = (value);                                      \
    __asm__ volatile("" : : WR_VECTOR_REGISTER(wr_touched));        \
  } while (0)

#endif
