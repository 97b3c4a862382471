// Every numeric instruction of Wasm, by its name with _ for the dot. Integers are unsigned; the _s forms
// convert inside. Comparisons give 0 or 1. Compile with -fno-math-errno, or sqrt calls libm.
#ifndef WR_NUMERIC_H
#define WR_NUMERIC_H

#include "base.h"
#include "trap.h"

#define WR_UNARY(NAME, RESULT, TYPE, EXPR) \
  WR_INLINE RESULT NAME(TYPE x) { return (RESULT)(EXPR); }
#define WR_BINARY(NAME, RESULT, TYPE, EXPR) \
  WR_INLINE RESULT NAME(TYPE x, TYPE y) { return (RESULT)(EXPR); }

// Bits of floats.

WR_INLINE f32 f32_from_bits(u32 bits) { return (union wr_f32_bits){.bits = bits}.x; }
WR_INLINE f64 f64_from_bits(u64 bits) { return (union wr_f64_bits){.bits = bits}.x; }
WR_INLINE f32 f32_reinterpret_i32(u32 bits) { return f32_from_bits(bits); }
WR_INLINE f64 f64_reinterpret_i64(u64 bits) { return f64_from_bits(bits); }
WR_INLINE u32 i32_reinterpret_f32(f32 x) { return (union wr_f32_bits){.x = x}.bits; }
WR_INLINE u64 i64_reinterpret_f64(f64 x) { return (union wr_f64_bits){.x = x}.bits; }

// Integers.

#define WR_INTEGER(T, U, S, BITS, MIN)                                                          \
  WR_UNARY(T##_eqz, u32, U, x == 0)                                                             \
  WR_BINARY(T##_eq, u32, U, x == y)                                                             \
  WR_BINARY(T##_ne, u32, U, x != y)                                                             \
  WR_BINARY(T##_lt_u, u32, U, x < y)                                                            \
  WR_BINARY(T##_gt_u, u32, U, x > y)                                                            \
  WR_BINARY(T##_le_u, u32, U, x <= y)                                                           \
  WR_BINARY(T##_ge_u, u32, U, x >= y)                                                           \
  WR_BINARY(T##_lt_s, u32, U, (S)x < (S)y)                                                      \
  WR_BINARY(T##_gt_s, u32, U, (S)x > (S)y)                                                      \
  WR_BINARY(T##_le_s, u32, U, (S)x <= (S)y)                                                     \
  WR_BINARY(T##_ge_s, u32, U, (S)x >= (S)y)                                                     \
  WR_BINARY(T##_add, U, U, x + y)                                                               \
  WR_BINARY(T##_sub, U, U, x - y)                                                               \
  WR_BINARY(T##_mul, U, U, x * y)                                                               \
  WR_BINARY(T##_and, U, U, x & y)                                                               \
  WR_BINARY(T##_or, U, U, x | y)                                                                \
  WR_BINARY(T##_xor, U, U, x ^ y)                                                               \
  WR_BINARY(T##_shl, U, U, x << (y & (BITS - 1)))                                               \
  WR_BINARY(T##_shr_u, U, U, x >> (y & (BITS - 1)))                                             \
  WR_BINARY(T##_shr_s, U, U, (S)x >> (y & (BITS - 1)))                                          \
  WR_BINARY(T##_rotl, U, U, x << (y & (BITS - 1)) | x >> (-y & (BITS - 1)))                     \
  WR_BINARY(T##_rotr, U, U, x >> (y & (BITS - 1)) | x << (-y & (BITS - 1)))                     \
  WR_UNARY(T##_extend8_s, U, U, (S)(i8)x)                                                       \
  WR_UNARY(T##_extend16_s, U, U, (S)(i16)x)                                                     \
  WR_INLINE void T##_check_divisor(U y) { if (wr_unlikely(y == 0)) wr_trap(WR_TRAP_DIV_ZERO); } \
  WR_INLINE U T##_div_u(U x, U y) { T##_check_divisor(y); return x / y; }                       \
  WR_INLINE U T##_rem_u(U x, U y) { T##_check_divisor(y); return x % y; }                       \
  WR_INLINE U T##_div_s(U x, U y) {                                                             \
    T##_check_divisor(y);                                                                       \
    if (wr_unlikely(x == MIN && y == (U)-1)) wr_trap(WR_TRAP_INT_OVERFLOW);                     \
    return (U)((S)x / (S)y);                                                                    \
  }                                                                                             \
  WR_INLINE U T##_rem_s(U x, U y) {                                                             \
    T##_check_divisor(y);                                                                       \
    return wr_unlikely(y == (U)-1) ? 0 : (U)((S)x % (S)y);                                      \
  }

WR_INTEGER(i32, u32, i32, 32, 0x80000000u)
WR_INTEGER(i64, u64, i64, 64, 0x8000000000000000u)

WR_UNARY(i32_clz, u32, u32, x ? __builtin_clz(x) : 32)
WR_UNARY(i32_ctz, u32, u32, x ? __builtin_ctz(x) : 32)
WR_UNARY(i32_popcnt, u32, u32, __builtin_popcount(x))
WR_UNARY(i64_clz, u64, u64, x ? __builtin_clzl(x) : 64)
WR_UNARY(i64_ctz, u64, u64, x ? __builtin_ctzl(x) : 64)
WR_UNARY(i64_popcnt, u64, u64, __builtin_popcountl(x))
WR_UNARY(i64_extend32_s, u64, u64, (i64)(i32)x)
WR_UNARY(i32_wrap_i64, u32, u64, x)
WR_UNARY(i64_extend_i32_s, u64, u32, (i64)(i32)x)
WR_UNARY(i64_extend_i32_u, u64, u32, x)

// Wide arithmetic: an integer of 128 bits is two of 64 bits to Wasm, the low one first.

WR_INLINE u128 wr_wide(u64 low, u64 high) { return (u128)high << 64 | low; }
WR_INLINE u64 wr_low_half(u128 x) { return (u64)x; }
WR_INLINE u64 wr_high_half(u128 x) { return (u64)(x >> 64); }

WR_INLINE u128 i64_add128(u64 x_low, u64 x_high, u64 y_low, u64 y_high) {
  return wr_wide(x_low, x_high) + wr_wide(y_low, y_high);
}
WR_INLINE u128 i64_sub128(u64 x_low, u64 x_high, u64 y_low, u64 y_high) {
  return wr_wide(x_low, x_high) - wr_wide(y_low, y_high);
}
WR_INLINE u128 i64_mul_wide_s(u64 x, u64 y) { return (u128)((__int128)(i64)x * (i64)y); }
WR_INLINE u128 i64_mul_wide_u(u64 x, u64 y) { return (u128)x * y; }

// Floats. abs, neg and copysign change the sign bit only, also of a NaN.

// Where there is no instruction that rounds, gcc's expansion passes a signalling NaN on as it is.
#if defined(__SSE4_1__) || defined(__aarch64__)
#define WR_QUIET(x) (x)
#else
#define WR_QUIET(x) ((x) - 0)
#endif

#define WR_FLOAT(T, U, SIGN, SUFFIX, BITS_OF, FROM_BITS)                                        \
  WR_BINARY(T##_eq, u32, T, x == y)                                                             \
  WR_BINARY(T##_ne, u32, T, x != y)                                                             \
  WR_BINARY(T##_lt, u32, T, x < y)                                                              \
  WR_BINARY(T##_gt, u32, T, x > y)                                                              \
  WR_BINARY(T##_le, u32, T, x <= y)                                                             \
  WR_BINARY(T##_ge, u32, T, x >= y)                                                             \
  WR_BINARY(T##_add, T, T, x + y)                                                               \
  WR_BINARY(T##_sub, T, T, x - y)                                                               \
  WR_BINARY(T##_mul, T, T, x * y)                                                               \
  WR_INLINE __attribute__((no_sanitize("float-divide-by-zero"))) T T##_div(T x, T y) { return x / y; } \
  WR_UNARY(T##_abs, T, T, FROM_BITS(BITS_OF(x) & ~SIGN))                                        \
  WR_UNARY(T##_neg, T, T, FROM_BITS(BITS_OF(x) ^ SIGN))                                         \
  WR_BINARY(T##_copysign, T, T, FROM_BITS((BITS_OF(x) & ~SIGN) | (BITS_OF(y) & SIGN)))          \
  WR_UNARY(T##_sqrt, T, T, __builtin_sqrt##SUFFIX(x))                                           \
  WR_UNARY(T##_ceil, T, T, __builtin_ceil##SUFFIX(WR_QUIET(x)))                                 \
  WR_UNARY(T##_floor, T, T, __builtin_floor##SUFFIX(WR_QUIET(x)))                               \
  WR_UNARY(T##_trunc, T, T, __builtin_trunc##SUFFIX(WR_QUIET(x)))                               \
  WR_UNARY(T##_nearest, T, T, __builtin_rint##SUFFIX(WR_QUIET(x)))                              \
  /* Equal operands differ at most in the sign of zero; of unordered ones the sum is a quiet NaN. */ \
  WR_INLINE T T##_min(T x, T y) {                                                               \
    if (x < y) return x;                                                                        \
    if (y < x) return y;                                                                        \
    return x == y ? FROM_BITS(BITS_OF(x) | BITS_OF(y)) : x + y;                                 \
  }                                                                                             \
  WR_INLINE T T##_max(T x, T y) {                                                               \
    if (x > y) return x;                                                                        \
    if (y > x) return y;                                                                        \
    return x == y ? FROM_BITS(BITS_OF(x) & BITS_OF(y)) : x + y;                                 \
  }

WR_FLOAT(f32, u32, 0x80000000u, f, i32_reinterpret_f32, f32_from_bits)
WR_FLOAT(f64, u64, 0x8000000000000000u, , i64_reinterpret_f64, f64_from_bits)

WR_UNARY(f64_promote_f32, f64, f32, x)

// gcc folds demote(promote(x)) to x, which would keep a signalling NaN.
WR_INLINE f32 f32_demote_f64(f64 x) {
#ifdef __x86_64__
  __asm__("" : "+x"(x));
#else
  __asm__("" : "+w"(x));
#endif
  return (f32)x;
}

WR_UNARY(f32_convert_i32_s, f32, u32, (i32)x)
WR_UNARY(f32_convert_i32_u, f32, u32, x)
WR_UNARY(f32_convert_i64_s, f32, u64, (i64)x)
WR_UNARY(f32_convert_i64_u, f32, u64, x)
WR_UNARY(f64_convert_i32_s, f64, u32, (i32)x)
WR_UNARY(f64_convert_i32_u, f64, u32, x)
WR_UNARY(f64_convert_i64_s, f64, u64, (i64)x)
WR_UNARY(f64_convert_i64_u, f64, u64, x)

// Float to integer. C leaves it undefined out of range, so that the compiler may take (i32)1e20 for anything.
// The x86 instruction answers INT64_MIN for NaN and out of range: one conversion and one comparison make an
// i32 truncation, where comparing with both bounds first costs twice as much. gcc 12 takes the builtin for a
// saturating conversion when it folds a constant: the barrier hides the operand.

#define WR_INT64_MIN ((i64)0x8000000000000000u)
#define WR_TWO_63 0x1p63

#ifdef __x86_64__
typedef f64 wr_two_f64 __attribute__((vector_size(16)));
typedef f32 wr_four_f32 __attribute__((vector_size(16)));
WR_INLINE i64 wr_truncate_f64(f64 x) {
#ifndef __clang__
  __asm__("" : "+x"(x));
#endif
  return __builtin_ia32_cvttsd2si64((wr_two_f64){x, 0});
}
WR_INLINE i64 wr_truncate_f32(f32 x) {
#ifndef __clang__
  __asm__("" : "+x"(x));
#endif
  return __builtin_ia32_cvttss2si64((wr_four_f32){x, 0, 0, 0});
}
#else
WR_INLINE i64 wr_truncate_f64(f64 x) { return x >= -WR_TWO_63 && x < WR_TWO_63 ? (i64)x : WR_INT64_MIN; }
WR_INLINE i64 wr_truncate_f32(f32 x) { return wr_truncate_f64(x); }
#endif

WR_NORETURN WR_COLD WR_UNUSED static void wr_trap_truncation(bool is_nan) {
  wr_trap(is_nan ? WR_TRAP_CONVERSION : WR_TRAP_INT_OVERFLOW);
}

#define WR_TRUNCATIONS(F)                                                                       \
  WR_INLINE u32 i32_trunc_##F##_s(F x) {                                                        \
    i64 v = wr_truncate_##F(x);                                                                 \
    if (wr_unlikely(v != (i32)v)) wr_trap_truncation(x != x);                                   \
    return (u32)v;                                                                              \
  }                                                                                             \
  WR_INLINE u32 i32_trunc_##F##_u(F x) {                                                        \
    i64 v = wr_truncate_##F(x);                                                                 \
    if (wr_unlikely(v != (u32)v)) wr_trap_truncation(x != x);                                   \
    return (u32)v;                                                                              \
  }                                                                                             \
  WR_INLINE u64 i64_trunc_##F##_s(F x) {                                                        \
    i64 v = wr_truncate_##F(x);                                                                 \
    if (wr_unlikely(v == WR_INT64_MIN) && x != (F)-WR_TWO_63) wr_trap_truncation(x != x);       \
    return (u64)v;                                                                              \
  }                                                                                             \
  WR_INLINE u64 i64_trunc_##F##_u(F x) {                                                        \
    bool high = x >= (F)WR_TWO_63;                                                              \
    i64 v = wr_truncate_##F(high ? x - (F)WR_TWO_63 : x);                                       \
    if (wr_unlikely(v < 0)) wr_trap_truncation(x != x);                                         \
    return (u64)v ^ (u64)high << 63;                                                            \
  }                                                                                             \
  WR_INLINE u32 i32_trunc_sat_##F##_s(F x) {                                                    \
    i64 v = wr_truncate_##F(x);                                                                 \
    if (wr_likely(v == (i32)v)) return (u32)v;                                                  \
    return x != x ? 0 : x < 0 ? 0x80000000u : 0x7fffffffu;                                      \
  }                                                                                             \
  WR_INLINE u32 i32_trunc_sat_##F##_u(F x) {                                                    \
    i64 v = wr_truncate_##F(x);                                                                 \
    if (wr_likely(v == (u32)v)) return (u32)v;                                                  \
    return x > 0 ? 0xffffffffu : 0;                                                             \
  }                                                                                             \
  WR_INLINE u64 i64_trunc_sat_##F##_s(F x) {                                                    \
    i64 v = wr_truncate_##F(x);                                                                 \
    if (wr_likely(v != WR_INT64_MIN)) return (u64)v;                                            \
    return x != x ? 0 : x < 0 ? (u64)WR_INT64_MIN : (u64)WR_INT64_MIN - 1;                      \
  }                                                                                             \
  WR_INLINE u64 i64_trunc_sat_##F##_u(F x) {                                                    \
    bool high = x >= (F)WR_TWO_63;                                                              \
    i64 v = wr_truncate_##F(high ? x - (F)WR_TWO_63 : x);                                       \
    if (wr_likely(v >= 0)) return (u64)v ^ (u64)high << 63;                                     \
    return x > 0 ? (u64)-1 : 0;                                                                 \
  }

WR_TRUNCATIONS(f32)
WR_TRUNCATIONS(f64)

#endif
