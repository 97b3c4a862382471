//! The numeric, vector and memory instructions, one line each: variant, C function of `gc-runtime/numeric.h`, `simd.h`,
//! `memory.h` or `atomic.h`, operand types, result type, the traps it can end in.
//!
//! The variants carry the names of wasmparser's operators, so that `build.rs` maps them by one macro. What an instruction
//! looks like in C is decided in `emit/expr.rs`.

use super::traps::*;
use crate::module::types::ValType::{self, *};

/// Calls a macro with the table of all numeric instructions.
#[macro_export]
macro_rules! for_each_numeric {
    ($callback:ident) => {
        $callback! {
            I32Eqz i32_eqz (I32) -> I32, NONE;
            I32Eq i32_eq (I32 I32) -> I32, NONE;
            I32Ne i32_ne (I32 I32) -> I32, NONE;
            I32LtS i32_lt_s (I32 I32) -> I32, NONE;
            I32LtU i32_lt_u (I32 I32) -> I32, NONE;
            I32GtS i32_gt_s (I32 I32) -> I32, NONE;
            I32GtU i32_gt_u (I32 I32) -> I32, NONE;
            I32LeS i32_le_s (I32 I32) -> I32, NONE;
            I32LeU i32_le_u (I32 I32) -> I32, NONE;
            I32GeS i32_ge_s (I32 I32) -> I32, NONE;
            I32GeU i32_ge_u (I32 I32) -> I32, NONE;
            I64Eqz i64_eqz (I64) -> I32, NONE;
            I64Eq i64_eq (I64 I64) -> I32, NONE;
            I64Ne i64_ne (I64 I64) -> I32, NONE;
            I64LtS i64_lt_s (I64 I64) -> I32, NONE;
            I64LtU i64_lt_u (I64 I64) -> I32, NONE;
            I64GtS i64_gt_s (I64 I64) -> I32, NONE;
            I64GtU i64_gt_u (I64 I64) -> I32, NONE;
            I64LeS i64_le_s (I64 I64) -> I32, NONE;
            I64LeU i64_le_u (I64 I64) -> I32, NONE;
            I64GeS i64_ge_s (I64 I64) -> I32, NONE;
            I64GeU i64_ge_u (I64 I64) -> I32, NONE;
            F32Eq f32_eq (F32 F32) -> I32, NONE;
            F32Ne f32_ne (F32 F32) -> I32, NONE;
            F32Lt f32_lt (F32 F32) -> I32, NONE;
            F32Gt f32_gt (F32 F32) -> I32, NONE;
            F32Le f32_le (F32 F32) -> I32, NONE;
            F32Ge f32_ge (F32 F32) -> I32, NONE;
            F64Eq f64_eq (F64 F64) -> I32, NONE;
            F64Ne f64_ne (F64 F64) -> I32, NONE;
            F64Lt f64_lt (F64 F64) -> I32, NONE;
            F64Gt f64_gt (F64 F64) -> I32, NONE;
            F64Le f64_le (F64 F64) -> I32, NONE;
            F64Ge f64_ge (F64 F64) -> I32, NONE;
            I32Clz i32_clz (I32) -> I32, NONE;
            I32Ctz i32_ctz (I32) -> I32, NONE;
            I32Popcnt i32_popcnt (I32) -> I32, NONE;
            I32Add i32_add (I32 I32) -> I32, NONE;
            I32Sub i32_sub (I32 I32) -> I32, NONE;
            I32Mul i32_mul (I32 I32) -> I32, NONE;
            I32DivS i32_div_s (I32 I32) -> I32, DIV_ZERO | INT_OVERFLOW;
            I32DivU i32_div_u (I32 I32) -> I32, DIV_ZERO;
            I32RemS i32_rem_s (I32 I32) -> I32, DIV_ZERO;
            I32RemU i32_rem_u (I32 I32) -> I32, DIV_ZERO;
            I32And i32_and (I32 I32) -> I32, NONE;
            I32Or i32_or (I32 I32) -> I32, NONE;
            I32Xor i32_xor (I32 I32) -> I32, NONE;
            I32Shl i32_shl (I32 I32) -> I32, NONE;
            I32ShrS i32_shr_s (I32 I32) -> I32, NONE;
            I32ShrU i32_shr_u (I32 I32) -> I32, NONE;
            I32Rotl i32_rotl (I32 I32) -> I32, NONE;
            I32Rotr i32_rotr (I32 I32) -> I32, NONE;
            I64Clz i64_clz (I64) -> I64, NONE;
            I64Ctz i64_ctz (I64) -> I64, NONE;
            I64Popcnt i64_popcnt (I64) -> I64, NONE;
            I64Add i64_add (I64 I64) -> I64, NONE;
            I64Sub i64_sub (I64 I64) -> I64, NONE;
            I64Mul i64_mul (I64 I64) -> I64, NONE;
            I64DivS i64_div_s (I64 I64) -> I64, DIV_ZERO | INT_OVERFLOW;
            I64DivU i64_div_u (I64 I64) -> I64, DIV_ZERO;
            I64RemS i64_rem_s (I64 I64) -> I64, DIV_ZERO;
            I64RemU i64_rem_u (I64 I64) -> I64, DIV_ZERO;
            I64And i64_and (I64 I64) -> I64, NONE;
            I64Or i64_or (I64 I64) -> I64, NONE;
            I64Xor i64_xor (I64 I64) -> I64, NONE;
            I64Shl i64_shl (I64 I64) -> I64, NONE;
            I64ShrS i64_shr_s (I64 I64) -> I64, NONE;
            I64ShrU i64_shr_u (I64 I64) -> I64, NONE;
            I64Rotl i64_rotl (I64 I64) -> I64, NONE;
            I64Rotr i64_rotr (I64 I64) -> I64, NONE;
            F32Abs f32_abs (F32) -> F32, NONE;
            F32Neg f32_neg (F32) -> F32, NONE;
            F32Ceil f32_ceil (F32) -> F32, NONE;
            F32Floor f32_floor (F32) -> F32, NONE;
            F32Trunc f32_trunc (F32) -> F32, NONE;
            F32Nearest f32_nearest (F32) -> F32, NONE;
            F32Sqrt f32_sqrt (F32) -> F32, NONE;
            F32Add f32_add (F32 F32) -> F32, NONE;
            F32Sub f32_sub (F32 F32) -> F32, NONE;
            F32Mul f32_mul (F32 F32) -> F32, NONE;
            F32Div f32_div (F32 F32) -> F32, NONE;
            F32Min f32_min (F32 F32) -> F32, NONE;
            F32Max f32_max (F32 F32) -> F32, NONE;
            F32Copysign f32_copysign (F32 F32) -> F32, NONE;
            F64Abs f64_abs (F64) -> F64, NONE;
            F64Neg f64_neg (F64) -> F64, NONE;
            F64Ceil f64_ceil (F64) -> F64, NONE;
            F64Floor f64_floor (F64) -> F64, NONE;
            F64Trunc f64_trunc (F64) -> F64, NONE;
            F64Nearest f64_nearest (F64) -> F64, NONE;
            F64Sqrt f64_sqrt (F64) -> F64, NONE;
            F64Add f64_add (F64 F64) -> F64, NONE;
            F64Sub f64_sub (F64 F64) -> F64, NONE;
            F64Mul f64_mul (F64 F64) -> F64, NONE;
            F64Div f64_div (F64 F64) -> F64, NONE;
            F64Min f64_min (F64 F64) -> F64, NONE;
            F64Max f64_max (F64 F64) -> F64, NONE;
            F64Copysign f64_copysign (F64 F64) -> F64, NONE;
            I32WrapI64 i32_wrap_i64 (I64) -> I32, NONE;
            I32TruncF32S i32_trunc_f32_s (F32) -> I32, CONVERSION | INT_OVERFLOW;
            I32TruncF32U i32_trunc_f32_u (F32) -> I32, CONVERSION | INT_OVERFLOW;
            I32TruncF64S i32_trunc_f64_s (F64) -> I32, CONVERSION | INT_OVERFLOW;
            I32TruncF64U i32_trunc_f64_u (F64) -> I32, CONVERSION | INT_OVERFLOW;
            I64TruncF32S i64_trunc_f32_s (F32) -> I64, CONVERSION | INT_OVERFLOW;
            I64TruncF32U i64_trunc_f32_u (F32) -> I64, CONVERSION | INT_OVERFLOW;
            I64TruncF64S i64_trunc_f64_s (F64) -> I64, CONVERSION | INT_OVERFLOW;
            I64TruncF64U i64_trunc_f64_u (F64) -> I64, CONVERSION | INT_OVERFLOW;
            I64ExtendI32S i64_extend_i32_s (I32) -> I64, NONE;
            I64ExtendI32U i64_extend_i32_u (I32) -> I64, NONE;
            F32ConvertI32S f32_convert_i32_s (I32) -> F32, NONE;
            F32ConvertI32U f32_convert_i32_u (I32) -> F32, NONE;
            F32ConvertI64S f32_convert_i64_s (I64) -> F32, NONE;
            F32ConvertI64U f32_convert_i64_u (I64) -> F32, NONE;
            F64ConvertI32S f64_convert_i32_s (I32) -> F64, NONE;
            F64ConvertI32U f64_convert_i32_u (I32) -> F64, NONE;
            F64ConvertI64S f64_convert_i64_s (I64) -> F64, NONE;
            F64ConvertI64U f64_convert_i64_u (I64) -> F64, NONE;
            F32DemoteF64 f32_demote_f64 (F64) -> F32, NONE;
            F64PromoteF32 f64_promote_f32 (F32) -> F64, NONE;
            I32ReinterpretF32 i32_reinterpret_f32 (F32) -> I32, NONE;
            I64ReinterpretF64 i64_reinterpret_f64 (F64) -> I64, NONE;
            F32ReinterpretI32 f32_reinterpret_i32 (I32) -> F32, NONE;
            F64ReinterpretI64 f64_reinterpret_i64 (I64) -> F64, NONE;
            I32Extend8S i32_extend8_s (I32) -> I32, NONE;
            I32Extend16S i32_extend16_s (I32) -> I32, NONE;
            I64Extend8S i64_extend8_s (I64) -> I64, NONE;
            I64Extend16S i64_extend16_s (I64) -> I64, NONE;
            I64Extend32S i64_extend32_s (I64) -> I64, NONE;
            I32TruncSatF32S i32_trunc_sat_f32_s (F32) -> I32, NONE;
            I32TruncSatF32U i32_trunc_sat_f32_u (F32) -> I32, NONE;
            I32TruncSatF64S i32_trunc_sat_f64_s (F64) -> I32, NONE;
            I32TruncSatF64U i32_trunc_sat_f64_u (F64) -> I32, NONE;
            I64TruncSatF32S i64_trunc_sat_f32_s (F32) -> I64, NONE;
            I64TruncSatF32U i64_trunc_sat_f32_u (F32) -> I64, NONE;
            I64TruncSatF64S i64_trunc_sat_f64_s (F64) -> I64, NONE;
            I64TruncSatF64U i64_trunc_sat_f64_u (F64) -> I64, NONE;
            I8x16Swizzle i8x16_swizzle (V128 V128) -> V128, NONE;
            I8x16Splat i8x16_splat (I32) -> V128, NONE;
            I16x8Splat i16x8_splat (I32) -> V128, NONE;
            I32x4Splat i32x4_splat (I32) -> V128, NONE;
            I64x2Splat i64x2_splat (I64) -> V128, NONE;
            F32x4Splat f32x4_splat (F32) -> V128, NONE;
            F64x2Splat f64x2_splat (F64) -> V128, NONE;
            I8x16Eq i8x16_eq (V128 V128) -> V128, NONE;
            I8x16Ne i8x16_ne (V128 V128) -> V128, NONE;
            I8x16LtS i8x16_lt_s (V128 V128) -> V128, NONE;
            I8x16LtU i8x16_lt_u (V128 V128) -> V128, NONE;
            I8x16GtS i8x16_gt_s (V128 V128) -> V128, NONE;
            I8x16GtU i8x16_gt_u (V128 V128) -> V128, NONE;
            I8x16LeS i8x16_le_s (V128 V128) -> V128, NONE;
            I8x16LeU i8x16_le_u (V128 V128) -> V128, NONE;
            I8x16GeS i8x16_ge_s (V128 V128) -> V128, NONE;
            I8x16GeU i8x16_ge_u (V128 V128) -> V128, NONE;
            I16x8Eq i16x8_eq (V128 V128) -> V128, NONE;
            I16x8Ne i16x8_ne (V128 V128) -> V128, NONE;
            I16x8LtS i16x8_lt_s (V128 V128) -> V128, NONE;
            I16x8LtU i16x8_lt_u (V128 V128) -> V128, NONE;
            I16x8GtS i16x8_gt_s (V128 V128) -> V128, NONE;
            I16x8GtU i16x8_gt_u (V128 V128) -> V128, NONE;
            I16x8LeS i16x8_le_s (V128 V128) -> V128, NONE;
            I16x8LeU i16x8_le_u (V128 V128) -> V128, NONE;
            I16x8GeS i16x8_ge_s (V128 V128) -> V128, NONE;
            I16x8GeU i16x8_ge_u (V128 V128) -> V128, NONE;
            I32x4Eq i32x4_eq (V128 V128) -> V128, NONE;
            I32x4Ne i32x4_ne (V128 V128) -> V128, NONE;
            I32x4LtS i32x4_lt_s (V128 V128) -> V128, NONE;
            I32x4LtU i32x4_lt_u (V128 V128) -> V128, NONE;
            I32x4GtS i32x4_gt_s (V128 V128) -> V128, NONE;
            I32x4GtU i32x4_gt_u (V128 V128) -> V128, NONE;
            I32x4LeS i32x4_le_s (V128 V128) -> V128, NONE;
            I32x4LeU i32x4_le_u (V128 V128) -> V128, NONE;
            I32x4GeS i32x4_ge_s (V128 V128) -> V128, NONE;
            I32x4GeU i32x4_ge_u (V128 V128) -> V128, NONE;
            I64x2Eq i64x2_eq (V128 V128) -> V128, NONE;
            I64x2Ne i64x2_ne (V128 V128) -> V128, NONE;
            I64x2LtS i64x2_lt_s (V128 V128) -> V128, NONE;
            I64x2GtS i64x2_gt_s (V128 V128) -> V128, NONE;
            I64x2LeS i64x2_le_s (V128 V128) -> V128, NONE;
            I64x2GeS i64x2_ge_s (V128 V128) -> V128, NONE;
            F32x4Eq f32x4_eq (V128 V128) -> V128, NONE;
            F32x4Ne f32x4_ne (V128 V128) -> V128, NONE;
            F32x4Lt f32x4_lt (V128 V128) -> V128, NONE;
            F32x4Gt f32x4_gt (V128 V128) -> V128, NONE;
            F32x4Le f32x4_le (V128 V128) -> V128, NONE;
            F32x4Ge f32x4_ge (V128 V128) -> V128, NONE;
            F64x2Eq f64x2_eq (V128 V128) -> V128, NONE;
            F64x2Ne f64x2_ne (V128 V128) -> V128, NONE;
            F64x2Lt f64x2_lt (V128 V128) -> V128, NONE;
            F64x2Gt f64x2_gt (V128 V128) -> V128, NONE;
            F64x2Le f64x2_le (V128 V128) -> V128, NONE;
            F64x2Ge f64x2_ge (V128 V128) -> V128, NONE;
            V128Not v128_not (V128) -> V128, NONE;
            V128And v128_and (V128 V128) -> V128, NONE;
            V128AndNot v128_andnot (V128 V128) -> V128, NONE;
            V128Or v128_or (V128 V128) -> V128, NONE;
            V128Xor v128_xor (V128 V128) -> V128, NONE;
            V128Bitselect v128_bitselect (V128 V128 V128) -> V128, NONE;
            V128AnyTrue v128_any_true (V128) -> I32, NONE;
            I8x16Abs i8x16_abs (V128) -> V128, NONE;
            I8x16Neg i8x16_neg (V128) -> V128, NONE;
            I8x16Popcnt i8x16_popcnt (V128) -> V128, NONE;
            I8x16AllTrue i8x16_all_true (V128) -> I32, NONE;
            I8x16Bitmask i8x16_bitmask (V128) -> I32, NONE;
            I8x16NarrowI16x8S i8x16_narrow_i16x8_s (V128 V128) -> V128, NONE;
            I8x16NarrowI16x8U i8x16_narrow_i16x8_u (V128 V128) -> V128, NONE;
            I8x16Shl i8x16_shl (V128 I32) -> V128, NONE;
            I8x16ShrS i8x16_shr_s (V128 I32) -> V128, NONE;
            I8x16ShrU i8x16_shr_u (V128 I32) -> V128, NONE;
            I8x16Add i8x16_add (V128 V128) -> V128, NONE;
            I8x16AddSatS i8x16_add_sat_s (V128 V128) -> V128, NONE;
            I8x16AddSatU i8x16_add_sat_u (V128 V128) -> V128, NONE;
            I8x16Sub i8x16_sub (V128 V128) -> V128, NONE;
            I8x16SubSatS i8x16_sub_sat_s (V128 V128) -> V128, NONE;
            I8x16SubSatU i8x16_sub_sat_u (V128 V128) -> V128, NONE;
            I8x16MinS i8x16_min_s (V128 V128) -> V128, NONE;
            I8x16MinU i8x16_min_u (V128 V128) -> V128, NONE;
            I8x16MaxS i8x16_max_s (V128 V128) -> V128, NONE;
            I8x16MaxU i8x16_max_u (V128 V128) -> V128, NONE;
            I8x16AvgrU i8x16_avgr_u (V128 V128) -> V128, NONE;
            I16x8ExtAddPairwiseI8x16S i16x8_extadd_pairwise_i8x16_s (V128) -> V128, NONE;
            I16x8ExtAddPairwiseI8x16U i16x8_extadd_pairwise_i8x16_u (V128) -> V128, NONE;
            I16x8Abs i16x8_abs (V128) -> V128, NONE;
            I16x8Neg i16x8_neg (V128) -> V128, NONE;
            I16x8Q15MulrSatS i16x8_q15mulr_sat_s (V128 V128) -> V128, NONE;
            I16x8AllTrue i16x8_all_true (V128) -> I32, NONE;
            I16x8Bitmask i16x8_bitmask (V128) -> I32, NONE;
            I16x8NarrowI32x4S i16x8_narrow_i32x4_s (V128 V128) -> V128, NONE;
            I16x8NarrowI32x4U i16x8_narrow_i32x4_u (V128 V128) -> V128, NONE;
            I16x8ExtendLowI8x16S i16x8_extend_low_i8x16_s (V128) -> V128, NONE;
            I16x8ExtendHighI8x16S i16x8_extend_high_i8x16_s (V128) -> V128, NONE;
            I16x8ExtendLowI8x16U i16x8_extend_low_i8x16_u (V128) -> V128, NONE;
            I16x8ExtendHighI8x16U i16x8_extend_high_i8x16_u (V128) -> V128, NONE;
            I16x8Shl i16x8_shl (V128 I32) -> V128, NONE;
            I16x8ShrS i16x8_shr_s (V128 I32) -> V128, NONE;
            I16x8ShrU i16x8_shr_u (V128 I32) -> V128, NONE;
            I16x8Add i16x8_add (V128 V128) -> V128, NONE;
            I16x8AddSatS i16x8_add_sat_s (V128 V128) -> V128, NONE;
            I16x8AddSatU i16x8_add_sat_u (V128 V128) -> V128, NONE;
            I16x8Sub i16x8_sub (V128 V128) -> V128, NONE;
            I16x8SubSatS i16x8_sub_sat_s (V128 V128) -> V128, NONE;
            I16x8SubSatU i16x8_sub_sat_u (V128 V128) -> V128, NONE;
            I16x8Mul i16x8_mul (V128 V128) -> V128, NONE;
            I16x8MinS i16x8_min_s (V128 V128) -> V128, NONE;
            I16x8MinU i16x8_min_u (V128 V128) -> V128, NONE;
            I16x8MaxS i16x8_max_s (V128 V128) -> V128, NONE;
            I16x8MaxU i16x8_max_u (V128 V128) -> V128, NONE;
            I16x8AvgrU i16x8_avgr_u (V128 V128) -> V128, NONE;
            I16x8ExtMulLowI8x16S i16x8_extmul_low_i8x16_s (V128 V128) -> V128, NONE;
            I16x8ExtMulHighI8x16S i16x8_extmul_high_i8x16_s (V128 V128) -> V128, NONE;
            I16x8ExtMulLowI8x16U i16x8_extmul_low_i8x16_u (V128 V128) -> V128, NONE;
            I16x8ExtMulHighI8x16U i16x8_extmul_high_i8x16_u (V128 V128) -> V128, NONE;
            I32x4ExtAddPairwiseI16x8S i32x4_extadd_pairwise_i16x8_s (V128) -> V128, NONE;
            I32x4ExtAddPairwiseI16x8U i32x4_extadd_pairwise_i16x8_u (V128) -> V128, NONE;
            I32x4Abs i32x4_abs (V128) -> V128, NONE;
            I32x4Neg i32x4_neg (V128) -> V128, NONE;
            I32x4AllTrue i32x4_all_true (V128) -> I32, NONE;
            I32x4Bitmask i32x4_bitmask (V128) -> I32, NONE;
            I32x4ExtendLowI16x8S i32x4_extend_low_i16x8_s (V128) -> V128, NONE;
            I32x4ExtendHighI16x8S i32x4_extend_high_i16x8_s (V128) -> V128, NONE;
            I32x4ExtendLowI16x8U i32x4_extend_low_i16x8_u (V128) -> V128, NONE;
            I32x4ExtendHighI16x8U i32x4_extend_high_i16x8_u (V128) -> V128, NONE;
            I32x4Shl i32x4_shl (V128 I32) -> V128, NONE;
            I32x4ShrS i32x4_shr_s (V128 I32) -> V128, NONE;
            I32x4ShrU i32x4_shr_u (V128 I32) -> V128, NONE;
            I32x4Add i32x4_add (V128 V128) -> V128, NONE;
            I32x4Sub i32x4_sub (V128 V128) -> V128, NONE;
            I32x4Mul i32x4_mul (V128 V128) -> V128, NONE;
            I32x4MinS i32x4_min_s (V128 V128) -> V128, NONE;
            I32x4MinU i32x4_min_u (V128 V128) -> V128, NONE;
            I32x4MaxS i32x4_max_s (V128 V128) -> V128, NONE;
            I32x4MaxU i32x4_max_u (V128 V128) -> V128, NONE;
            I32x4DotI16x8S i32x4_dot_i16x8_s (V128 V128) -> V128, NONE;
            I32x4ExtMulLowI16x8S i32x4_extmul_low_i16x8_s (V128 V128) -> V128, NONE;
            I32x4ExtMulHighI16x8S i32x4_extmul_high_i16x8_s (V128 V128) -> V128, NONE;
            I32x4ExtMulLowI16x8U i32x4_extmul_low_i16x8_u (V128 V128) -> V128, NONE;
            I32x4ExtMulHighI16x8U i32x4_extmul_high_i16x8_u (V128 V128) -> V128, NONE;
            I64x2Abs i64x2_abs (V128) -> V128, NONE;
            I64x2Neg i64x2_neg (V128) -> V128, NONE;
            I64x2AllTrue i64x2_all_true (V128) -> I32, NONE;
            I64x2Bitmask i64x2_bitmask (V128) -> I32, NONE;
            I64x2ExtendLowI32x4S i64x2_extend_low_i32x4_s (V128) -> V128, NONE;
            I64x2ExtendHighI32x4S i64x2_extend_high_i32x4_s (V128) -> V128, NONE;
            I64x2ExtendLowI32x4U i64x2_extend_low_i32x4_u (V128) -> V128, NONE;
            I64x2ExtendHighI32x4U i64x2_extend_high_i32x4_u (V128) -> V128, NONE;
            I64x2Shl i64x2_shl (V128 I32) -> V128, NONE;
            I64x2ShrS i64x2_shr_s (V128 I32) -> V128, NONE;
            I64x2ShrU i64x2_shr_u (V128 I32) -> V128, NONE;
            I64x2Add i64x2_add (V128 V128) -> V128, NONE;
            I64x2Sub i64x2_sub (V128 V128) -> V128, NONE;
            I64x2Mul i64x2_mul (V128 V128) -> V128, NONE;
            I64x2ExtMulLowI32x4S i64x2_extmul_low_i32x4_s (V128 V128) -> V128, NONE;
            I64x2ExtMulHighI32x4S i64x2_extmul_high_i32x4_s (V128 V128) -> V128, NONE;
            I64x2ExtMulLowI32x4U i64x2_extmul_low_i32x4_u (V128 V128) -> V128, NONE;
            I64x2ExtMulHighI32x4U i64x2_extmul_high_i32x4_u (V128 V128) -> V128, NONE;
            F32x4Ceil f32x4_ceil (V128) -> V128, NONE;
            F32x4Floor f32x4_floor (V128) -> V128, NONE;
            F32x4Trunc f32x4_trunc (V128) -> V128, NONE;
            F32x4Nearest f32x4_nearest (V128) -> V128, NONE;
            F32x4Abs f32x4_abs (V128) -> V128, NONE;
            F32x4Neg f32x4_neg (V128) -> V128, NONE;
            F32x4Sqrt f32x4_sqrt (V128) -> V128, NONE;
            F32x4Add f32x4_add (V128 V128) -> V128, NONE;
            F32x4Sub f32x4_sub (V128 V128) -> V128, NONE;
            F32x4Mul f32x4_mul (V128 V128) -> V128, NONE;
            F32x4Div f32x4_div (V128 V128) -> V128, NONE;
            F32x4Min f32x4_min (V128 V128) -> V128, NONE;
            F32x4Max f32x4_max (V128 V128) -> V128, NONE;
            F32x4PMin f32x4_pmin (V128 V128) -> V128, NONE;
            F32x4PMax f32x4_pmax (V128 V128) -> V128, NONE;
            F64x2Ceil f64x2_ceil (V128) -> V128, NONE;
            F64x2Floor f64x2_floor (V128) -> V128, NONE;
            F64x2Trunc f64x2_trunc (V128) -> V128, NONE;
            F64x2Nearest f64x2_nearest (V128) -> V128, NONE;
            F64x2Abs f64x2_abs (V128) -> V128, NONE;
            F64x2Neg f64x2_neg (V128) -> V128, NONE;
            F64x2Sqrt f64x2_sqrt (V128) -> V128, NONE;
            F64x2Add f64x2_add (V128 V128) -> V128, NONE;
            F64x2Sub f64x2_sub (V128 V128) -> V128, NONE;
            F64x2Mul f64x2_mul (V128 V128) -> V128, NONE;
            F64x2Div f64x2_div (V128 V128) -> V128, NONE;
            F64x2Min f64x2_min (V128 V128) -> V128, NONE;
            F64x2Max f64x2_max (V128 V128) -> V128, NONE;
            F64x2PMin f64x2_pmin (V128 V128) -> V128, NONE;
            F64x2PMax f64x2_pmax (V128 V128) -> V128, NONE;
            I32x4TruncSatF32x4S i32x4_trunc_sat_f32x4_s (V128) -> V128, NONE;
            I32x4TruncSatF32x4U i32x4_trunc_sat_f32x4_u (V128) -> V128, NONE;
            F32x4ConvertI32x4S f32x4_convert_i32x4_s (V128) -> V128, NONE;
            F32x4ConvertI32x4U f32x4_convert_i32x4_u (V128) -> V128, NONE;
            I32x4TruncSatF64x2SZero i32x4_trunc_sat_f64x2_s_zero (V128) -> V128, NONE;
            I32x4TruncSatF64x2UZero i32x4_trunc_sat_f64x2_u_zero (V128) -> V128, NONE;
            F64x2ConvertLowI32x4S f64x2_convert_low_i32x4_s (V128) -> V128, NONE;
            F64x2ConvertLowI32x4U f64x2_convert_low_i32x4_u (V128) -> V128, NONE;
            F32x4DemoteF64x2Zero f32x4_demote_f64x2_zero (V128) -> V128, NONE;
            F64x2PromoteLowF32x4 f64x2_promote_low_f32x4 (V128) -> V128, NONE;
            I8x16RelaxedSwizzle i8x16_relaxed_swizzle (V128 V128) -> V128, NONE;
            I32x4RelaxedTruncF32x4S i32x4_relaxed_trunc_f32x4_s (V128) -> V128, NONE;
            I32x4RelaxedTruncF32x4U i32x4_relaxed_trunc_f32x4_u (V128) -> V128, NONE;
            I32x4RelaxedTruncF64x2SZero i32x4_relaxed_trunc_f64x2_s_zero (V128) -> V128, NONE;
            I32x4RelaxedTruncF64x2UZero i32x4_relaxed_trunc_f64x2_u_zero (V128) -> V128, NONE;
            F32x4RelaxedMadd f32x4_relaxed_madd (V128 V128 V128) -> V128, NONE;
            F32x4RelaxedNmadd f32x4_relaxed_nmadd (V128 V128 V128) -> V128, NONE;
            F64x2RelaxedMadd f64x2_relaxed_madd (V128 V128 V128) -> V128, NONE;
            F64x2RelaxedNmadd f64x2_relaxed_nmadd (V128 V128 V128) -> V128, NONE;
            I8x16RelaxedLaneselect i8x16_relaxed_laneselect (V128 V128 V128) -> V128, NONE;
            I16x8RelaxedLaneselect i16x8_relaxed_laneselect (V128 V128 V128) -> V128, NONE;
            I32x4RelaxedLaneselect i32x4_relaxed_laneselect (V128 V128 V128) -> V128, NONE;
            I64x2RelaxedLaneselect i64x2_relaxed_laneselect (V128 V128 V128) -> V128, NONE;
            F32x4RelaxedMin f32x4_relaxed_min (V128 V128) -> V128, NONE;
            F32x4RelaxedMax f32x4_relaxed_max (V128 V128) -> V128, NONE;
            F64x2RelaxedMin f64x2_relaxed_min (V128 V128) -> V128, NONE;
            F64x2RelaxedMax f64x2_relaxed_max (V128 V128) -> V128, NONE;
            I16x8RelaxedQ15mulrS i16x8_relaxed_q15mulr_s (V128 V128) -> V128, NONE;
            I16x8RelaxedDotI8x16I7x16S i16x8_relaxed_dot_i8x16_i7x16_s (V128 V128) -> V128, NONE;
            I32x4RelaxedDotI8x16I7x16AddS i32x4_relaxed_dot_i8x16_i7x16_add_s (V128 V128 V128) -> V128, NONE;
        }
    };
}

/// Calls a macro with the table of wide arithmetic: variant, C function, how many i64 it takes. Each yields an integer of 128
/// bits, as two i64, the low one first.
#[macro_export]
macro_rules! for_each_wide {
    ($callback:ident) => {
        $callback! {
            I64Add128 i64_add128 4;
            I64Sub128 i64_sub128 4;
            I64MulWideS i64_mul_wide_s 2;
            I64MulWideU i64_mul_wide_u 2;
        }
    };
}

/// Calls a macro with the table of all loads: variant, C function, result type, the traps it can end in.
#[macro_export]
macro_rules! for_each_load {
    ($callback:ident) => {
        $callback! {
            I32Load i32_load I32, MEMORY;
            I64Load i64_load I64, MEMORY;
            F32Load f32_load F32, MEMORY;
            F64Load f64_load F64, MEMORY;
            I32Load8S i32_load8_s I32, MEMORY;
            I32Load8U i32_load8_u I32, MEMORY;
            I32Load16S i32_load16_s I32, MEMORY;
            I32Load16U i32_load16_u I32, MEMORY;
            I64Load8S i64_load8_s I64, MEMORY;
            I64Load8U i64_load8_u I64, MEMORY;
            I64Load16S i64_load16_s I64, MEMORY;
            I64Load16U i64_load16_u I64, MEMORY;
            I64Load32S i64_load32_s I64, MEMORY;
            I64Load32U i64_load32_u I64, MEMORY;
            V128Load v128_load V128, MEMORY;
            V128Load8x8S v128_load8x8_s V128, MEMORY;
            V128Load8x8U v128_load8x8_u V128, MEMORY;
            V128Load16x4S v128_load16x4_s V128, MEMORY;
            V128Load16x4U v128_load16x4_u V128, MEMORY;
            V128Load32x2S v128_load32x2_s V128, MEMORY;
            V128Load32x2U v128_load32x2_u V128, MEMORY;
            V128Load8Splat v128_load8_splat V128, MEMORY;
            V128Load16Splat v128_load16_splat V128, MEMORY;
            V128Load32Splat v128_load32_splat V128, MEMORY;
            V128Load64Splat v128_load64_splat V128, MEMORY;
            V128Load32Zero v128_load32_zero V128, MEMORY;
            V128Load64Zero v128_load64_zero V128, MEMORY;
            I32AtomicLoad i32_atomic_load I32, MEMORY | UNALIGNED;
            I64AtomicLoad i64_atomic_load I64, MEMORY | UNALIGNED;
            I32AtomicLoad8U i32_atomic_load8_u I32, MEMORY | UNALIGNED;
            I32AtomicLoad16U i32_atomic_load16_u I32, MEMORY | UNALIGNED;
            I64AtomicLoad8U i64_atomic_load8_u I64, MEMORY | UNALIGNED;
            I64AtomicLoad16U i64_atomic_load16_u I64, MEMORY | UNALIGNED;
            I64AtomicLoad32U i64_atomic_load32_u I64, MEMORY | UNALIGNED;
        }
    };
}

/// Calls a macro with the table of all stores: variant, C function, operand type.
#[macro_export]
macro_rules! for_each_store {
    ($callback:ident) => {
        $callback! {
            I32Store i32_store I32;
            I64Store i64_store I64;
            F32Store f32_store F32;
            F64Store f64_store F64;
            I32Store8 i32_store8 I32;
            I32Store16 i32_store16 I32;
            I64Store8 i64_store8 I64;
            I64Store16 i64_store16 I64;
            I64Store32 i64_store32 I64;
            V128Store v128_store V128;
            I32AtomicStore i32_atomic_store I32;
            I64AtomicStore i64_atomic_store I64;
            I32AtomicStore8 i32_atomic_store8 I32;
            I32AtomicStore16 i32_atomic_store16 I32;
            I64AtomicStore8 i64_atomic_store8 I64;
            I64AtomicStore16 i64_atomic_store16 I64;
            I64AtomicStore32 i64_atomic_store32 I64;
        }
    };
}

/// Calls a macro with the table of the atomic instructions that write, or wait, and yield a value: variant, C function, types of
/// the operands behind the address, result type.
#[macro_export]
macro_rules! for_each_atomic {
    ($callback:ident) => {
        $callback! {
            I32AtomicRmwAdd i32_atomic_rmw_add (I32) -> I32;
            I64AtomicRmwAdd i64_atomic_rmw_add (I64) -> I64;
            I32AtomicRmw8AddU i32_atomic_rmw8_add_u (I32) -> I32;
            I32AtomicRmw16AddU i32_atomic_rmw16_add_u (I32) -> I32;
            I64AtomicRmw8AddU i64_atomic_rmw8_add_u (I64) -> I64;
            I64AtomicRmw16AddU i64_atomic_rmw16_add_u (I64) -> I64;
            I64AtomicRmw32AddU i64_atomic_rmw32_add_u (I64) -> I64;
            I32AtomicRmwSub i32_atomic_rmw_sub (I32) -> I32;
            I64AtomicRmwSub i64_atomic_rmw_sub (I64) -> I64;
            I32AtomicRmw8SubU i32_atomic_rmw8_sub_u (I32) -> I32;
            I32AtomicRmw16SubU i32_atomic_rmw16_sub_u (I32) -> I32;
            I64AtomicRmw8SubU i64_atomic_rmw8_sub_u (I64) -> I64;
            I64AtomicRmw16SubU i64_atomic_rmw16_sub_u (I64) -> I64;
            I64AtomicRmw32SubU i64_atomic_rmw32_sub_u (I64) -> I64;
            I32AtomicRmwAnd i32_atomic_rmw_and (I32) -> I32;
            I64AtomicRmwAnd i64_atomic_rmw_and (I64) -> I64;
            I32AtomicRmw8AndU i32_atomic_rmw8_and_u (I32) -> I32;
            I32AtomicRmw16AndU i32_atomic_rmw16_and_u (I32) -> I32;
            I64AtomicRmw8AndU i64_atomic_rmw8_and_u (I64) -> I64;
            I64AtomicRmw16AndU i64_atomic_rmw16_and_u (I64) -> I64;
            I64AtomicRmw32AndU i64_atomic_rmw32_and_u (I64) -> I64;
            I32AtomicRmwOr i32_atomic_rmw_or (I32) -> I32;
            I64AtomicRmwOr i64_atomic_rmw_or (I64) -> I64;
            I32AtomicRmw8OrU i32_atomic_rmw8_or_u (I32) -> I32;
            I32AtomicRmw16OrU i32_atomic_rmw16_or_u (I32) -> I32;
            I64AtomicRmw8OrU i64_atomic_rmw8_or_u (I64) -> I64;
            I64AtomicRmw16OrU i64_atomic_rmw16_or_u (I64) -> I64;
            I64AtomicRmw32OrU i64_atomic_rmw32_or_u (I64) -> I64;
            I32AtomicRmwXor i32_atomic_rmw_xor (I32) -> I32;
            I64AtomicRmwXor i64_atomic_rmw_xor (I64) -> I64;
            I32AtomicRmw8XorU i32_atomic_rmw8_xor_u (I32) -> I32;
            I32AtomicRmw16XorU i32_atomic_rmw16_xor_u (I32) -> I32;
            I64AtomicRmw8XorU i64_atomic_rmw8_xor_u (I64) -> I64;
            I64AtomicRmw16XorU i64_atomic_rmw16_xor_u (I64) -> I64;
            I64AtomicRmw32XorU i64_atomic_rmw32_xor_u (I64) -> I64;
            I32AtomicRmwXchg i32_atomic_rmw_xchg (I32) -> I32;
            I64AtomicRmwXchg i64_atomic_rmw_xchg (I64) -> I64;
            I32AtomicRmw8XchgU i32_atomic_rmw8_xchg_u (I32) -> I32;
            I32AtomicRmw16XchgU i32_atomic_rmw16_xchg_u (I32) -> I32;
            I64AtomicRmw8XchgU i64_atomic_rmw8_xchg_u (I64) -> I64;
            I64AtomicRmw16XchgU i64_atomic_rmw16_xchg_u (I64) -> I64;
            I64AtomicRmw32XchgU i64_atomic_rmw32_xchg_u (I64) -> I64;
            I32AtomicRmwCmpxchg i32_atomic_rmw_cmpxchg (I32 I32) -> I32;
            I64AtomicRmwCmpxchg i64_atomic_rmw_cmpxchg (I64 I64) -> I64;
            I32AtomicRmw8CmpxchgU i32_atomic_rmw8_cmpxchg_u (I32 I32) -> I32;
            I32AtomicRmw16CmpxchgU i32_atomic_rmw16_cmpxchg_u (I32 I32) -> I32;
            I64AtomicRmw8CmpxchgU i64_atomic_rmw8_cmpxchg_u (I64 I64) -> I64;
            I64AtomicRmw16CmpxchgU i64_atomic_rmw16_cmpxchg_u (I64 I64) -> I64;
            I64AtomicRmw32CmpxchgU i64_atomic_rmw32_cmpxchg_u (I64 I64) -> I64;
            MemoryAtomicNotify memory_atomic_notify (I32) -> I32;
            MemoryAtomicWait32 memory_atomic_wait32 (I32 I64) -> I32;
            MemoryAtomicWait64 memory_atomic_wait64 (I64 I64) -> I32;
        }
    };
}

/// Calls a macro with the table of the instructions that name a lane of a vector: variant, C function, operand types, result
/// type.
#[macro_export]
macro_rules! for_each_lane {
    ($callback:ident) => {
        $callback! {
            I8x16ExtractLaneS i8x16_extract_lane_s (V128) -> I32;
            I8x16ExtractLaneU i8x16_extract_lane_u (V128) -> I32;
            I8x16ReplaceLane i8x16_replace_lane (V128 I32) -> V128;
            I16x8ExtractLaneS i16x8_extract_lane_s (V128) -> I32;
            I16x8ExtractLaneU i16x8_extract_lane_u (V128) -> I32;
            I16x8ReplaceLane i16x8_replace_lane (V128 I32) -> V128;
            I32x4ExtractLane i32x4_extract_lane (V128) -> I32;
            I32x4ReplaceLane i32x4_replace_lane (V128 I32) -> V128;
            I64x2ExtractLane i64x2_extract_lane (V128) -> I64;
            I64x2ReplaceLane i64x2_replace_lane (V128 I64) -> V128;
            F32x4ExtractLane f32x4_extract_lane (V128) -> F32;
            F32x4ReplaceLane f32x4_replace_lane (V128 F32) -> V128;
            F64x2ExtractLane f64x2_extract_lane (V128) -> F64;
            F64x2ReplaceLane f64x2_replace_lane (V128 F64) -> V128;
        }
    };
}

/// Calls a macro with the table of the loads of one lane: each replaces the lane by what a load of a number yields.
#[macro_export]
macro_rules! for_each_lane_load {
    ($callback:ident) => {
        $callback! {
            V128Load8Lane I8x16ReplaceLane I32Load8U;
            V128Load16Lane I16x8ReplaceLane I32Load16U;
            V128Load32Lane I32x4ReplaceLane I32Load;
            V128Load64Lane I64x2ReplaceLane I64Load;
        }
    };
}

/// Calls a macro with the table of the stores of one lane: each extracts the lane and stores the number.
#[macro_export]
macro_rules! for_each_lane_store {
    ($callback:ident) => {
        $callback! {
            V128Store8Lane I8x16ExtractLaneU I32Store8;
            V128Store16Lane I16x8ExtractLaneU I32Store16;
            V128Store32Lane I32x4ExtractLane I32Store;
            V128Store64Lane I64x2ExtractLane I64Store;
        }
    };
}

macro_rules! define_numeric {
    ($($variant:ident $name:ident ($($arg:ident)*) -> $result:ident, $($trap:ident)|+;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum NumOp {
            $($variant),*
        }

        impl NumOp {
            /// The C function's name: the Wasm opcode with `_` for `.`.
            pub fn name(self) -> &'static str {
                match self {
                    $(NumOp::$variant => stringify!($name)),*
                }
            }

            pub fn params(self) -> &'static [ValType] {
                match self {
                    $(NumOp::$variant => &[$($arg),*]),*
                }
            }

            pub fn result(self) -> ValType {
                match self {
                    $(NumOp::$variant => $result),*
                }
            }

            pub fn traps(self) -> Traps {
                match self {
                    $(NumOp::$variant => Traps(0 $(| $trap.0)+)),*
                }
            }
        }
    };
}
for_each_numeric!(define_numeric);

macro_rules! define_wide {
    ($($variant:ident $name:ident $count:literal;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum WideOp {
            $($variant),*
        }

        impl WideOp {
            /// The C function's name: the Wasm opcode with `_` for `.`.
            pub fn name(self) -> &'static str {
                match self {
                    $(WideOp::$variant => stringify!($name)),*
                }
            }

            pub fn operand_count(self) -> usize {
                match self {
                    $(WideOp::$variant => $count),*
                }
            }
        }
    };
}
for_each_wide!(define_wide);

macro_rules! define_lanes {
    ($($variant:ident $name:ident ($($arg:ident)*) -> $result:ident;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum LaneOp {
            $($variant),*
        }

        impl LaneOp {
            /// The C function's name: the Wasm opcode with `_` for `.`.
            pub fn name(self) -> &'static str {
                match self {
                    $(LaneOp::$variant => stringify!($name)),*
                }
            }

            pub fn operand_count(self) -> usize {
                match self {
                    $(LaneOp::$variant => [$($arg),*].len()),*
                }
            }

            pub fn result(self) -> ValType {
                match self {
                    $(LaneOp::$variant => $result),*
                }
            }
        }
    };
}
for_each_lane!(define_lanes);

macro_rules! define_atomics {
    ($($variant:ident $name:ident ($($arg:ident)*) -> $result:ident;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum AtomicOp {
            $($variant),*
        }

        impl AtomicOp {
            /// The C function's name: the Wasm opcode with `_` for `.`.
            pub fn name(self) -> &'static str {
                match self {
                    $(AtomicOp::$variant => stringify!($name)),*
                }
            }

            /// With the address.
            pub fn operand_count(self) -> usize {
                match self {
                    $(AtomicOp::$variant => 1 + [$($arg),*].len()),*
                }
            }

            pub fn result(self) -> ValType {
                match self {
                    $(AtomicOp::$variant => $result),*
                }
            }
        }
    };
}
for_each_atomic!(define_atomics);

macro_rules! define_access {
    ($enum:ident: $($variant:ident $name:ident $ty:ident;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $enum {
            $($variant),*
        }

        impl $enum {
            /// The C function's name: the Wasm opcode with `_` for `.`.
            pub fn name(self) -> &'static str {
                match self {
                    $($enum::$variant => stringify!($name)),*
                }
            }

            /// Type of the value loaded or stored.
            pub fn ty(self) -> ValType {
                match self {
                    $($enum::$variant => $ty),*
                }
            }
        }
    };
}

macro_rules! define_loads {
    ($($variant:ident $name:ident $ty:ident, $($trap:ident)|+;)*) => {
        define_access!(LoadOp: $($variant $name $ty;)*);

        impl LoadOp {
            pub fn traps(self) -> Traps {
                match self {
                    $(LoadOp::$variant => Traps(0 $(| $trap.0)+)),*
                }
            }
        }
    };
}
for_each_load!(define_loads);

macro_rules! define_stores {
    ($($row:tt)*) => {
        define_access!(StoreOp: $($row)*);
    };
}
for_each_store!(define_stores);
