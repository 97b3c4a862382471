// Relaxed SIMD: a part of simd.h. Wasm leaves some results to the implementation. Ours are the same on every machine:
// those of the instruction that is not relaxed, where there is one.
#ifndef WR_SIMD_RELAXED_H
#define WR_SIMD_RELAXED_H

#define i8x16_relaxed_swizzle i8x16_swizzle
#define i32x4_relaxed_trunc_f32x4_s i32x4_trunc_sat_f32x4_s
#define i32x4_relaxed_trunc_f32x4_u i32x4_trunc_sat_f32x4_u
#define i32x4_relaxed_trunc_f64x2_s_zero i32x4_trunc_sat_f64x2_s_zero
#define i32x4_relaxed_trunc_f64x2_u_zero i32x4_trunc_sat_f64x2_u_zero
#define f32x4_relaxed_min f32x4_min
#define f32x4_relaxed_max f32x4_max
#define f64x2_relaxed_min f64x2_min
#define f64x2_relaxed_max f64x2_max
#define i16x8_relaxed_q15mulr_s i16x8_q15mulr_sat_s

// Bit by bit, whatever the mask's lanes are.
#define i8x16_relaxed_laneselect v128_bitselect
#define i16x8_relaxed_laneselect v128_bitselect
#define i32x4_relaxed_laneselect v128_bitselect
#define i64x2_relaxed_laneselect v128_bitselect

// The product is rounded, then the sum: not every machine has an instruction that rounds once.
#define f32x4_relaxed_madd(x, y, z) f32x4_add(f32x4_mul(x, y), z)
#define f32x4_relaxed_nmadd(x, y, z) f32x4_add(f32x4_neg(f32x4_mul(x, y)), z)
#define f64x2_relaxed_madd(x, y, z) f64x2_add(f64x2_mul(x, y), z)
#define f64x2_relaxed_nmadd(x, y, z) f64x2_add(f64x2_neg(f64x2_mul(x, y)), z)

// Both operands are signed; sums of 16 bits wrap around.
WR_V2(i16x8_relaxed_dot_i8x16_i7x16_s, wr_u16x8,
      WR_EVEN_S(wr_u16x8, wr_i16x8, a, 8) * WR_EVEN_S(wr_u16x8, wr_i16x8, b, 8) +
      WR_ODD_S(wr_u16x8, wr_i16x8, a, 8) * WR_ODD_S(wr_u16x8, wr_i16x8, b, 8))
#define i32x4_relaxed_dot_i8x16_i7x16_add_s(x, y, z) \
  i32x4_add(i32x4_extadd_pairwise_i16x8_s(i16x8_relaxed_dot_i8x16_i7x16_s(x, y)), z)

#endif
