// Vectors of integers: a part of simd.h.
#ifndef WR_SIMD_INTEGER_H
#define WR_SIMD_INTEGER_H

#define WR_IS_NEGATIVE(U, S, a) ((U)((S)(a) < 0))

// What all widths have. Shift counts are modulo the width.
#define WR_INTEGERS(T, U, S, LANE, BITS)                                                         \
  WR_V2(T##_eq, U, a == b)                                                                       \
  WR_V2(T##_ne, U, a != b)                                                                       \
  WR_V2(T##_lt_s, S, a < b)                                                                      \
  WR_V2(T##_gt_s, S, a > b)                                                                      \
  WR_V2(T##_le_s, S, a <= b)                                                                     \
  WR_V2(T##_ge_s, S, a >= b)                                                                     \
  WR_V2(T##_add, U, a + b)                                                                       \
  WR_V2(T##_sub, U, a - b)                                                                       \
  WR_V1(T##_neg, U, -a)                                                                          \
  WR_V1(T##_abs, U, (a ^ WR_IS_NEGATIVE(U, S, a)) - WR_IS_NEGATIVE(U, S, a))                     \
  WR_INLINE u32 T##_all_true(v128 x) { return !v128_any_true((v128)((U)x == 0)); }               \
  WR_INLINE v128 T##_shl(v128 x, u32 y) { return (v128)((U)x << (u##LANE)(y & (BITS - 1))); }    \
  WR_INLINE v128 T##_shr_u(v128 x, u32 y) { return (v128)((U)x >> (u##LANE)(y & (BITS - 1))); }  \
  WR_INLINE v128 T##_shr_s(v128 x, u32 y) { return (v128)((S)x >> (i##LANE)(y & (BITS - 1))); }

WR_INTEGERS(i8x16, wr_u8x16, wr_i8x16, 8, 8)
WR_INTEGERS(i16x8, wr_u16x8, wr_i16x8, 16, 16)
WR_INTEGERS(i32x4, wr_u32x4, wr_i32x4, 32, 32)
WR_INTEGERS(i64x2, wr_u64x2, wr_i64x2, 64, 64)

#define WR_SMALL_INTEGERS(T, U, S, LANE)                                                         \
  WR_V2(T##_lt_u, U, a < b)                                                                      \
  WR_V2(T##_gt_u, U, a > b)                                                                      \
  WR_V2(T##_le_u, U, a <= b)                                                                     \
  WR_V2(T##_ge_u, U, a >= b)                                                                     \
  WR_V2_OR(_mm_min_epi##LANE, T##_min_s, U, WR_CHOOSE((U)((S)a < (S)b), a, b))                   \
  WR_V2_OR(_mm_max_epi##LANE, T##_max_s, U, WR_CHOOSE((U)((S)a > (S)b), a, b))                   \
  WR_V2_OR(_mm_min_epu##LANE, T##_min_u, U, WR_CHOOSE((U)(a < b), a, b))                         \
  WR_V2_OR(_mm_max_epu##LANE, T##_max_u, U, WR_CHOOSE((U)(a > b), a, b))

WR_SMALL_INTEGERS(i8x16, wr_u8x16, wr_i8x16, 8)
WR_SMALL_INTEGERS(i16x8, wr_u16x8, wr_i16x8, 16)
WR_SMALL_INTEGERS(i32x4, wr_u32x4, wr_i32x4, 32)

WR_V2(i16x8_mul, wr_u16x8, a * b)
WR_V2(i32x4_mul, wr_u32x4, a * b)
WR_V2(i64x2_mul, wr_u64x2, a * b)

// Saturating: where the sum has another sign than both terms, it is the limit of their sign.
#define WR_SATURATING(T, U, S, LANE, MAX)                                                        \
  WR_INLINE v128 wr_##T##_saturate(U sum, U overflows, U a) {                                    \
    U limit = WR_IS_NEGATIVE(U, S, a) ^ MAX;                                                     \
    return (v128)WR_CHOOSE(WR_IS_NEGATIVE(U, S, overflows), limit, sum);                         \
  }                                                                                              \
  WR_V2_OR(_mm_adds_epi##LANE, T##_add_sat_s, U,                                                 \
           wr_##T##_saturate(a + b, (a ^ (a + b)) & (b ^ (a + b)), a))                           \
  WR_V2_OR(_mm_subs_epi##LANE, T##_sub_sat_s, U,                                                 \
           wr_##T##_saturate(a - b, (a ^ b) & (a ^ (a - b)), a))                                 \
  WR_V2_OR(_mm_adds_epu##LANE, T##_add_sat_u, U, (a + b) | (U)((a + b) < a))                     \
  WR_V2_OR(_mm_subs_epu##LANE, T##_sub_sat_u, U, (a - b) & (U)(a > b))                           \
  WR_V2_OR(_mm_avg_epu##LANE, T##_avgr_u, U, (a | b) - ((a ^ b) >> 1))

WR_SATURATING(i8x16, wr_u8x16, wr_i8x16, 8, (u8)0x7f)
WR_SATURATING(i16x8, wr_u16x8, wr_i16x8, 16, (u16)0x7fff)

WR_INLINE v128 i8x16_popcnt(v128 x) {
  wr_u8x16 a = (wr_u8x16)x;
  a = a - (a >> 1 & 0x55);
  a = (a & 0x33) + (a >> 2 & 0x33);
  return (v128)((a + (a >> 4)) & 0x0f);
}

// Narrowing saturates: clamp, then take the lower halves.
#define WR_EVEN_8(a, b) \
  __builtin_shufflevector((wr_u8x16)(a), (wr_u8x16)(b), 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define WR_EVEN_16(a, b) __builtin_shufflevector((wr_u16x8)(a), (wr_u16x8)(b), 0, 2, 4, 6, 8, 10, 12, 14)

#define WR_CLAMP(T, S, SPLAT, LOW, HIGH, x) T##_min_s(T##_max_s(x, (v128)(S)SPLAT(LOW)), (v128)(S)SPLAT(HIGH))
#define WR_CLAMP_16(LOW, HIGH, x) WR_CLAMP(i16x8, wr_i16x8, WR_SPLAT8, LOW, HIGH, x)
#define WR_CLAMP_32(LOW, HIGH, x) WR_CLAMP(i32x4, wr_i32x4, WR_SPLAT4, LOW, HIGH, x)

WR_V2_OR(_mm_packs_epi16, i8x16_narrow_i16x8_s, v128,
         WR_EVEN_8(WR_CLAMP_16(-0x80, 0x7f, a), WR_CLAMP_16(-0x80, 0x7f, b)))
WR_V2_OR(_mm_packus_epi16, i8x16_narrow_i16x8_u, v128, WR_EVEN_8(WR_CLAMP_16(0, 0xff, a), WR_CLAMP_16(0, 0xff, b)))
WR_V2_OR(_mm_packs_epi32, i16x8_narrow_i32x4_s, v128,
         WR_EVEN_16(WR_CLAMP_32(-0x8000, 0x7fff, a), WR_CLAMP_32(-0x8000, 0x7fff, b)))
WR_V2_OR(_mm_packus_epi32, i16x8_narrow_i32x4_u, v128,
         WR_EVEN_16(WR_CLAMP_32(0, 0xffff, a), WR_CLAMP_32(0, 0xffff, b)))

// Extension: lanes beside lanes of their signs, or of zeros. And what is done with extended lanes.
#define WR_EXTENSIONS(TO, FROM, U, S, LANE)                                                      \
  WR_V1(TO##_extend_low_##FROM##_s, U, WR_LOW_##LANE(a, WR_IS_NEGATIVE(U, S, a)))                \
  WR_V1(TO##_extend_high_##FROM##_s, U, WR_HIGH_##LANE(a, WR_IS_NEGATIVE(U, S, a)))              \
  WR_V1(TO##_extend_low_##FROM##_u, U, WR_LOW_##LANE(a, (U){0}))                                 \
  WR_V1(TO##_extend_high_##FROM##_u, U, WR_HIGH_##LANE(a, (U){0}))

WR_EXTENSIONS(i16x8, i8x16, wr_u8x16, wr_i8x16, 8)
WR_EXTENSIONS(i32x4, i16x8, wr_u16x8, wr_i16x8, 16)
WR_EXTENSIONS(i64x2, i32x4, wr_u32x4, wr_i32x4, 32)

#define WR_EXTENDED_PRODUCT(TO, FROM, HALF, SIGN)                                                \
  WR_V2(TO##_extmul_##HALF##_##FROM##_##SIGN, v128,                                              \
        TO##_mul(TO##_extend_##HALF##_##FROM##_##SIGN(a), TO##_extend_##HALF##_##FROM##_##SIGN(b)))
#define WR_EXTENDED_PRODUCTS(TO, FROM)                                                           \
  WR_EXTENDED_PRODUCT(TO, FROM, low, s)                                                          \
  WR_EXTENDED_PRODUCT(TO, FROM, high, s)                                                         \
  WR_EXTENDED_PRODUCT(TO, FROM, low, u)                                                          \
  WR_EXTENDED_PRODUCT(TO, FROM, high, u)

WR_EXTENDED_PRODUCTS(i16x8, i8x16)
WR_EXTENDED_PRODUCTS(i32x4, i16x8)
#if WR_SSE
// These multiply the lower halves of the lanes.
#define WR_LONG_PRODUCT(HALF, SIGN, INTRINSIC)                                                   \
  WR_INLINE v128 i64x2_extmul_##HALF##_i32x4_##SIGN(v128 x, v128 y) {                            \
    return (v128)INTRINSIC((__m128i)i64x2_extend_##HALF##_i32x4_u(x),                            \
                           (__m128i)i64x2_extend_##HALF##_i32x4_u(y));                           \
  }
WR_LONG_PRODUCT(low, s, _mm_mul_epi32)
WR_LONG_PRODUCT(high, s, _mm_mul_epi32)
WR_LONG_PRODUCT(low, u, _mm_mul_epu32)
WR_LONG_PRODUCT(high, u, _mm_mul_epu32)
#else
WR_EXTENDED_PRODUCTS(i64x2, i32x4)
#endif

// The lanes with even and with odd numbers, extended.
#define WR_EVEN_S(U, S, a, BITS) ((U)((S)((U)(a) << BITS) >> BITS))
#define WR_ODD_S(U, S, a, BITS) ((U)((S)(a) >> BITS))
#define WR_EVEN_U(U, a, BITS) ((U)(a) << BITS >> BITS)
#define WR_ODD_U(U, a, BITS) ((U)(a) >> BITS)

WR_V1(i16x8_extadd_pairwise_i8x16_s, wr_u16x8,
      WR_EVEN_S(wr_u16x8, wr_i16x8, a, 8) + WR_ODD_S(wr_u16x8, wr_i16x8, a, 8))
WR_V1(i16x8_extadd_pairwise_i8x16_u, wr_u16x8, WR_EVEN_U(wr_u16x8, a, 8) + WR_ODD_U(wr_u16x8, a, 8))
WR_V1(i32x4_extadd_pairwise_i16x8_s, wr_u32x4,
      WR_EVEN_S(wr_u32x4, wr_i32x4, a, 16) + WR_ODD_S(wr_u32x4, wr_i32x4, a, 16))
WR_V1(i32x4_extadd_pairwise_i16x8_u, wr_u32x4, WR_EVEN_U(wr_u32x4, a, 16) + WR_ODD_U(wr_u32x4, a, 16))

WR_V2_OR(_mm_madd_epi16, i32x4_dot_i16x8_s, wr_u32x4,
         WR_EVEN_S(wr_u32x4, wr_i32x4, a, 16) * WR_EVEN_S(wr_u32x4, wr_i32x4, b, 16) +
         WR_ODD_S(wr_u32x4, wr_i32x4, a, 16) * WR_ODD_S(wr_u32x4, wr_i32x4, b, 16))

// Only -1 * -1 saturates: the instruction of x86 makes -1 of it.
#if WR_SSE
WR_INLINE v128 i16x8_q15mulr_sat_s(v128 x, v128 y) {
  v128 product = (v128)_mm_mulhrs_epi16((__m128i)x, (__m128i)y);
  return product ^ (v128)((wr_u16x8)product == 0x8000);
}
#else
WR_INLINE v128 wr_q15(v128 product) { return i32x4_shr_s((v128)((wr_u32x4)product + 0x4000), 15); }
WR_INLINE v128 i16x8_q15mulr_sat_s(v128 x, v128 y) {
  return i16x8_narrow_i32x4_s(wr_q15(i32x4_extmul_low_i16x8_s(x, y)), wr_q15(i32x4_extmul_high_i16x8_s(x, y)));
}
#endif

// The sign bits. The product moves the lowest bits of 8 bytes into the highest byte.
#if WR_SSE
WR_INLINE u32 i8x16_bitmask(v128 x) { return (u32)_mm_movemask_epi8((__m128i)x); }
WR_INLINE u32 i32x4_bitmask(v128 x) { return (u32)_mm_movemask_ps((__m128)x); }
#else
WR_INLINE u64 wr_sign_bits(u64 x) { return (x >> 7 & 0x0101010101010101u) * 0x0102040810204080u >> 56; }
WR_INLINE u32 i8x16_bitmask(v128 x) {
  return (u32)(wr_sign_bits(((wr_u64x2)x)[0]) | wr_sign_bits(((wr_u64x2)x)[1]) << 8);
}
WR_INLINE u32 i32x4_bitmask(v128 x) {
  return x[0] >> 31 | x[1] >> 31 << 1 | x[2] >> 31 << 2 | x[3] >> 31 << 3;
}
#endif
WR_INLINE u32 i16x8_bitmask(v128 x) { return i8x16_bitmask(i8x16_narrow_i16x8_s(x, (v128){0})); }
WR_INLINE u32 i64x2_bitmask(v128 x) { return (u32)(((wr_u64x2)x)[0] >> 63 | ((wr_u64x2)x)[1] >> 63 << 1); }

// Lanes of x by number; 0 where there is no such lane.
#if WR_SSE
// An index with its highest bit set gives 0.
WR_INLINE v128 i8x16_swizzle(v128 x, v128 y) {
  __m128i indices = _mm_adds_epu8((__m128i)y, _mm_set1_epi8(0x70));
  return (v128)_mm_shuffle_epi8((__m128i)x, indices);
}
#else
#ifdef __clang__
#define WR_AT(a, b, i) a[b[i] & 15]
#define WR_BY_NUMBER(a, b)                                                                       \
  ((wr_u8x16){WR_AT(a, b, 0), WR_AT(a, b, 1), WR_AT(a, b, 2), WR_AT(a, b, 3), WR_AT(a, b, 4),    \
              WR_AT(a, b, 5), WR_AT(a, b, 6), WR_AT(a, b, 7), WR_AT(a, b, 8), WR_AT(a, b, 9),    \
              WR_AT(a, b, 10), WR_AT(a, b, 11), WR_AT(a, b, 12), WR_AT(a, b, 13),                \
              WR_AT(a, b, 14), WR_AT(a, b, 15)})
#else
#define WR_BY_NUMBER(a, b) __builtin_shuffle(a, b)
#endif
WR_V2(i8x16_swizzle, wr_u8x16, WR_BY_NUMBER(a, b) & (wr_u8x16)(b < 16))
#endif

#endif
