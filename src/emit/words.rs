//! Values as words of 64 bits: arguments and results of the tail-call convention, results after the first, and what an
//! exception carries.
//!
//! In: types in order. Out: which words each value takes, and the C that goes there and back. A value takes one word, a
//! vector two, the low one first.

use super::build_c::*;
use super::program::Program;
use crate::c::ast::Expr as C;
use crate::module::types::ValType;
use std::ops::Range;

/// Arguments that the tail-call convention passes in registers.
pub const WORD_PARAMS: usize = 5;

/// How many words a value takes.
fn width(ty: &ValType) -> usize {
    if *ty == ValType::V128 { 2 } else { 1 }
}

/// How many words values of these types take.
pub fn count(types: &[ValType]) -> usize {
    types.iter().map(width).sum()
}

/// The words of each value, numbered through.
pub fn ranges(types: &[ValType]) -> impl Iterator<Item = Range<usize>> {
    types.iter().scan(0, |next, ty| {
        let first = *next;
        *next += width(ty);
        Some(first..*next)
    })
}

/// Which words are references that the collector traces.
pub fn traced(program: &Program<'_>, types: &[ValType]) -> impl Iterator<Item = usize> {
    ranges(types).zip(types).filter(|(_, ty)| program.types.is_traced_val(ty)).map(|(words, _)| words.start)
}

/// The place of an argument's word that travels in memory.
pub fn overflow(word: usize) -> C {
    index(name("wr_overflow"), (word - WORD_PARAMS) as u32)
}

/// The place of a result's word, other than the first, which is returned.
pub fn result(word: usize) -> C {
    index(name("wr_results"), word as u32 - 1)
}

/// A value as its words. It is written once for each: a vector is the name of a variable.
pub fn to_words(ty: &ValType, program: &Program<'_>, value: C) -> Vec<C> {
    match ty {
        ValType::V128 => vec![call("wr_low", vec![value.clone()]), call("wr_high", vec![value])],
        _ => vec![to_word(ty, program, value)],
    }
}

/// The words of a value as the value.
pub fn from_words(ty: &ValType, program: &Program<'_>, words: Range<usize>, word: impl Fn(usize) -> C) -> C {
    match ty {
        ValType::V128 => call("wr_to_v128", words.map(word).collect()),
        _ => from_word(ty, program, word(words.start)),
    }
}

/// A value that takes one word.
pub fn to_word(ty: &ValType, program: &Program<'_>, value: C) -> C {
    match ty {
        ValType::I32 | ValType::I64 => value,
        ValType::F32 => call("wr_from_f32", vec![value]),
        ValType::F64 => call("wr_from_f64", vec![value]),
        ValType::V128 => unreachable!("two words"),
        ValType::Ref(ty) if program.types.is_traced(ty) => call("wr_from_ref", vec![value]),
        ValType::Ref(_) => call("wr_from_code", vec![value]),
    }
}

pub fn from_word(ty: &ValType, program: &Program<'_>, word: C) -> C {
    match ty {
        ValType::I32 => cast(named("u32"), word),
        ValType::I64 => word,
        ValType::F32 => call("wr_to_f32", vec![word]),
        ValType::F64 => call("wr_to_f64", vec![word]),
        ValType::V128 => unreachable!("two words"),
        ValType::Ref(ty) if program.types.is_traced(ty) => call("wr_to_ref", vec![word]),
        ValType::Ref(_) => call("wr_to_code", vec![word]),
    }
}
