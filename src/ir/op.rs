//! The numeric and memory instructions, one line each: variant, C function of `gc-runtime/numeric.h` or `memory.h`,
//! operand types, result type, the traps it can end in.
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
        }
    };
}

/// Calls a macro with the table of all loads: variant, C function, result type.
#[macro_export]
macro_rules! for_each_load {
    ($callback:ident) => {
        $callback! {
            I32Load i32_load I32;
            I64Load i64_load I64;
            F32Load f32_load F32;
            F64Load f64_load F64;
            I32Load8S i32_load8_s I32;
            I32Load8U i32_load8_u I32;
            I32Load16S i32_load16_s I32;
            I32Load16U i32_load16_u I32;
            I64Load8S i64_load8_s I64;
            I64Load8U i64_load8_u I64;
            I64Load16S i64_load16_s I64;
            I64Load16U i64_load16_u I64;
            I64Load32S i64_load32_s I64;
            I64Load32U i64_load32_u I64;
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
    ($($row:tt)*) => {
        define_access!(LoadOp: $($row)*);
    };
}
for_each_load!(define_loads);

macro_rules! define_stores {
    ($($row:tt)*) => {
        define_access!(StoreOp: $($row)*);
    };
}
for_each_store!(define_stores);
