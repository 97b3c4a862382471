// Vectors of floats: a part of simd.h. NaNs as for scalars (numeric.h).
#ifndef WR_SIMD_FLOAT_H
#define WR_SIMD_FLOAT_H

// Where min and max find no order, the operands are equal, and differ at most in the sign of zero, or the sum is a
// quiet NaN. pmin and pmax yield one of their operands as it is.
#define WR_FLOATS(T, F, U, SPLAT, SIGN)                                                          \
  WR_V2(T##_eq, F, a == b)                                                                       \
  WR_V2(T##_ne, F, a != b)                                                                       \
  WR_V2(T##_lt, F, a < b)                                                                        \
  WR_V2(T##_gt, F, a > b)                                                                        \
  WR_V2(T##_le, F, a <= b)                                                                       \
  WR_V2(T##_ge, F, a >= b)                                                                       \
  WR_V2(T##_add, F, a + b)                                                                       \
  WR_V2(T##_sub, F, a - b)                                                                       \
  WR_V2(T##_mul, F, a * b)                                                                       \
  WR_V2(T##_div, F, a / b)                                                                       \
  WR_V1(T##_abs, U, a & ~(U)SPLAT(SIGN))                                                         \
  WR_V1(T##_neg, U, a ^ (U)SPLAT(SIGN))                                                          \
  WR_INLINE v128 wr_##T##_choose(F a, F b, v128 is_a, v128 is_b, U equal) {                      \
    v128 other = WR_CHOOSE((v128)(a == b), (v128)equal, (v128)(a + b));                          \
    return (is_a & (v128)a) | (is_b & (v128)b) | (~(is_a | is_b) & other);                       \
  }                                                                                              \
  WR_V2(T##_min, F, wr_##T##_choose(a, b, (v128)(a < b), (v128)(b < a), (U)a | (U)b))            \
  WR_V2(T##_max, F, wr_##T##_choose(a, b, (v128)(a > b), (v128)(b > a), (U)a & (U)b))            \
  WR_V2(T##_pmin, F, WR_CHOOSE((v128)(b < a), (v128)b, (v128)a))                                 \
  WR_V2(T##_pmax, F, WR_CHOOSE((v128)(a < b), (v128)b, (v128)a))

WR_FLOATS(f32x4, wr_f32x4, wr_u32x4, WR_SPLAT4, 0x80000000u)
WR_FLOATS(f64x2, wr_f64x2, wr_u64x2, WR_SPLAT2, 0x8000000000000000u)

#if WR_SSE
#define WR_ROUNDING(NAME, MODE)                                                                                  \
  WR_INLINE v128 f32x4_##NAME(v128 x) { return (v128)_mm_round_ps((__m128)x, MODE | _MM_FROUND_NO_EXC); }        \
  WR_INLINE v128 f64x2_##NAME(v128 x) { return (v128)_mm_round_pd((__m128d)x, MODE | _MM_FROUND_NO_EXC); }
WR_ROUNDING(ceil, _MM_FROUND_TO_POS_INF)
WR_ROUNDING(floor, _MM_FROUND_TO_NEG_INF)
WR_ROUNDING(trunc, _MM_FROUND_TO_ZERO)
WR_ROUNDING(nearest, _MM_FROUND_TO_NEAREST_INT)
WR_INLINE v128 f32x4_sqrt(v128 x) { return (v128)_mm_sqrt_ps((__m128)x); }
WR_INLINE v128 f64x2_sqrt(v128 x) { return (v128)_mm_sqrt_pd((__m128d)x); }
#else
#define WR_LANE_BY_LANE(NAME)                                                                                    \
  WR_V1(f32x4_##NAME, wr_f32x4, ((wr_f32x4){f32_##NAME(a[0]), f32_##NAME(a[1]), f32_##NAME(a[2]), f32_##NAME(a[3])})) \
  WR_V1(f64x2_##NAME, wr_f64x2, ((wr_f64x2){f64_##NAME(a[0]), f64_##NAME(a[1])}))
WR_LANE_BY_LANE(ceil)
WR_LANE_BY_LANE(floor)
WR_LANE_BY_LANE(trunc)
WR_LANE_BY_LANE(nearest)
WR_LANE_BY_LANE(sqrt)
#endif

// Integers to floats, and floats of other widths.

WR_V1(f32x4_convert_i32x4_s, wr_i32x4, __builtin_convertvector(a, wr_f32x4))
WR_V1(f32x4_convert_i32x4_u, wr_u32x4, __builtin_convertvector(a, wr_f32x4))
WR_V1(f64x2_convert_low_i32x4_s, wr_i32x4, ((wr_f64x2){a[0], a[1]}))
WR_V1(f64x2_convert_low_i32x4_u, wr_u32x4, ((wr_f64x2){a[0], a[1]}))
WR_V1(f32x4_demote_f64x2_zero, wr_f64x2, ((wr_f32x4){f32_demote_f64(a[0]), f32_demote_f64(a[1]), 0, 0}))
WR_V1(f64x2_promote_low_f32x4, wr_f32x4, ((wr_f64x2){f64_promote_f32(a[0]), f64_promote_f32(a[1])}))

// Floats to integers, saturating; NaN is 0.

#if WR_SSE
// The instruction answers INT32_MIN for what is out of range. gcc takes it for a saturating conversion when it
// folds a constant: the barrier hides the operand.
WR_INLINE v128 wr_truncate_f32x4(wr_f32x4 a) {
#ifndef __clang__
  __asm__("" : "+x"(a));
#endif
  return (v128)_mm_cvttps_epi32((__m128)a);
}

WR_INLINE v128 i32x4_trunc_sat_f32x4_s(v128 x) {
  wr_f32x4 a = (wr_f32x4)(x & (v128)((wr_f32x4)x == (wr_f32x4)x));
  return wr_truncate_f32x4(a) ^ (v128)(a >= (wr_f32x4)WR_SPLAT4(0x1p31f));
}

// What an i32 does not hold is converted less 2^31.
WR_INLINE v128 i32x4_trunc_sat_f32x4_u(v128 x) {
  wr_f32x4 half = WR_SPLAT4(0x1p31f), limit = WR_SPLAT4(0x1p32f);
  wr_f32x4 a = (wr_f32x4)(x & (v128)((wr_f32x4)x > (wr_f32x4){0}));
  v128 is_high = (v128)(a >= half);
  v128 low = wr_truncate_f32x4(a - (wr_f32x4)(is_high & (v128)half));
  return (low ^ (is_high & (v128)WR_SPLAT4(0x80000000u))) | (v128)(a >= limit);
}
#else
#define WR_SATURATED(SIGN)                                                                       \
  WR_V1(i32x4_trunc_sat_f32x4_##SIGN, wr_f32x4,                                                  \
        ((v128){i32_trunc_sat_f32_##SIGN(a[0]), i32_trunc_sat_f32_##SIGN(a[1]),                  \
                i32_trunc_sat_f32_##SIGN(a[2]), i32_trunc_sat_f32_##SIGN(a[3])}))
WR_SATURATED(s)
WR_SATURATED(u)
#endif
WR_V1(i32x4_trunc_sat_f64x2_s_zero, wr_f64x2, ((v128){i32_trunc_sat_f64_s(a[0]), i32_trunc_sat_f64_s(a[1]), 0, 0}))
WR_V1(i32x4_trunc_sat_f64x2_u_zero, wr_f64x2, ((v128){i32_trunc_sat_f64_u(a[0]), i32_trunc_sat_f64_u(a[1]), 0, 0}))

#endif
