//! What a command of a script has to answer, and whether it did.
//!
//! In: the results that a script names, and a line of the program's. Out: nothing, or how they differ.

use wast::core::{NanPattern, V128Pattern, WastRetCore};
use wast::token::{F32, F64};

/// The end of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// Whatever it returns.
    Success,
    Results(Vec<Pattern>),
    /// By its message.
    Trap(String),
    Exhaustion,
    Exception,
    Unlinkable,
}

/// A result.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// Lanes only.
    I8(u8),
    /// Lanes only.
    I16(u16),
    I32(u32),
    I64(u64),
    CanonicalF32,
    ArithmeticF32,
    CanonicalF64,
    ArithmeticF64,
    Null,
    /// A reference that the host made; `None`: whichever.
    Host(Option<u64>),
    Extern,
    Func,
    Any,
    Eq,
    Array,
    Struct,
    I31,
    /// Lanes of equal width, the lowest first.
    Vector(Vec<Pattern>),
    Either(Vec<Pattern>),
}

impl Pattern {
    pub fn new(result: &WastRetCore<'_>) -> Pattern {
        match result {
            WastRetCore::I32(value) => Pattern::I32(*value as u32),
            WastRetCore::I64(value) => Pattern::I64(*value as u64),
            WastRetCore::F32(pattern) => f32_pattern(pattern),
            WastRetCore::F64(pattern) => f64_pattern(pattern),
            WastRetCore::V128(pattern) => Pattern::Vector(lanes(pattern)),
            WastRetCore::RefNull(_) => Pattern::Null,
            WastRetCore::RefExtern(Some(number)) => Pattern::Host(Some((*number).into())),
            WastRetCore::RefExtern(None) => Pattern::Extern,
            WastRetCore::RefHost(number) => Pattern::Host(Some((*number).into())),
            WastRetCore::RefFunc(_) => Pattern::Func,
            WastRetCore::RefAny => Pattern::Any,
            WastRetCore::RefEq => Pattern::Eq,
            WastRetCore::RefArray => Pattern::Array,
            WastRetCore::RefStruct => Pattern::Struct,
            WastRetCore::RefI31 | WastRetCore::RefI31Shared => Pattern::I31,
            WastRetCore::Either(cases) => Pattern::Either(cases.iter().map(Pattern::new).collect()),
        }
    }

    fn fits(&self, word: &str) -> bool {
        let f32_bits = || u32::from_str_radix(word, 16).ok();
        let f64_bits = || u64::from_str_radix(word, 16).ok();
        match self {
            Pattern::I8(value) => word == format!("{value:02x}"),
            Pattern::I16(value) => word == format!("{value:04x}"),
            Pattern::I32(value) => word == format!("{value:08x}"),
            Pattern::I64(value) => word == format!("{value:016x}"),
            Pattern::CanonicalF32 => f32_bits().is_some_and(|bits| bits & 0x7fff_ffff == 0x7fc0_0000),
            Pattern::ArithmeticF32 => f32_bits().is_some_and(|bits| bits & 0x7fc0_0000 == 0x7fc0_0000),
            Pattern::CanonicalF64 => f64_bits().is_some_and(|bits| bits & (u64::MAX >> 1) == 0x7ff8 << 48),
            Pattern::ArithmeticF64 => f64_bits().is_some_and(|bits| bits & 0x7ff8 << 48 == 0x7ff8 << 48),
            Pattern::Null => word == "null",
            Pattern::Host(None) => word.starts_with("host:"),
            Pattern::Host(Some(number)) => word == format!("host:{number}"),
            Pattern::Func => word == "func",
            Pattern::Extern | Pattern::Any => matches!(word, "i31" | "struct" | "array") || word.starts_with("host:"),
            Pattern::Eq => matches!(word, "i31" | "struct" | "array"),
            Pattern::Array => word == "array",
            Pattern::Struct => word == "struct",
            Pattern::I31 => word == "i31",
            Pattern::Vector(lanes) => {
                // The highest lane stands first.
                let width = word.len() / lanes.len();
                let words = (0..lanes.len()).map(|i| &word[word.len() - (i + 1) * width..word.len() - i * width]);
                word.len() == 32 && lanes.iter().zip(words).all(|(lane, word)| lane.fits(word))
            }
            Pattern::Either(cases) => cases.iter().any(|case| case.fits(word)),
        }
    }
}

fn f32_pattern(pattern: &NanPattern<F32>) -> Pattern {
    match pattern {
        NanPattern::Value(value) => Pattern::I32(value.bits),
        NanPattern::CanonicalNan => Pattern::CanonicalF32,
        NanPattern::ArithmeticNan => Pattern::ArithmeticF32,
    }
}

fn f64_pattern(pattern: &NanPattern<F64>) -> Pattern {
    match pattern {
        NanPattern::Value(value) => Pattern::I64(value.bits),
        NanPattern::CanonicalNan => Pattern::CanonicalF64,
        NanPattern::ArithmeticNan => Pattern::ArithmeticF64,
    }
}

fn lanes(pattern: &V128Pattern) -> Vec<Pattern> {
    match pattern {
        V128Pattern::I8x16(lanes) => lanes.iter().map(|lane| Pattern::I8(*lane as u8)).collect(),
        V128Pattern::I16x8(lanes) => lanes.iter().map(|lane| Pattern::I16(*lane as u16)).collect(),
        V128Pattern::I32x4(lanes) => lanes.iter().map(|lane| Pattern::I32(*lane as u32)).collect(),
        V128Pattern::I64x2(lanes) => lanes.iter().map(|lane| Pattern::I64(*lane as u64)).collect(),
        V128Pattern::F32x4(lanes) => lanes.iter().map(f32_pattern).collect(),
        V128Pattern::F64x2(lanes) => lanes.iter().map(f64_pattern).collect(),
    }
}

const EXHAUSTED: &str = "call stack exhausted";
const UNCAUGHT: &str = "uncaught exception";
const UNLINKABLE: &str = "incompatible import type";

/// Scripts say more than we do: `uninitialized element 2`, `null array reference`.
fn is_that_trap(wanted: &str, got: &str) -> bool {
    let is_null = |message: &str| message.starts_with("null ") && message.ends_with(" reference");
    wanted.starts_with(got) || (is_null(wanted) && is_null(got))
}

impl Expected {
    /// What is wrong with the program's answer.
    pub fn check(&self, answer: &str) -> Result<(), String> {
        let (kind, rest) = answer.split_once(' ').unwrap_or((answer, ""));
        let right = match self {
            Expected::Success => kind == "ok",
            Expected::Results(patterns) => {
                let words: Vec<&str> = rest.split_whitespace().collect();
                let all = patterns.len() == words.len();
                kind == "ok" && all && patterns.iter().zip(words).all(|(pattern, word)| pattern.fits(word))
            }
            Expected::Trap(message) => kind == "trap" && is_that_trap(message, rest),
            Expected::Exhaustion => kind == "trap" && rest == EXHAUSTED,
            Expected::Exception => kind == "trap" && rest == UNCAUGHT,
            Expected::Unlinkable => kind == "trap" && rest == UNLINKABLE,
        };
        if right { Ok(()) } else { Err(format!("expected {self:x?}, got `{answer}`")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nans_are_classes() {
        assert!(Pattern::CanonicalF32.fits("ffc00000"));
        assert!(!Pattern::CanonicalF32.fits("7fc00001"));
        assert!(Pattern::ArithmeticF32.fits("7fc00001"));
        assert!(!Pattern::ArithmeticF32.fits("7fa00000"));
        assert!(Pattern::ArithmeticF64.fits("fff8000000000001"));
        assert!(!Pattern::CanonicalF64.fits("7ff0000000000000"));
    }

    #[test]
    fn a_vector_is_its_lanes() {
        let vector = Pattern::Vector(vec![Pattern::CanonicalF32, Pattern::I32(1), Pattern::I32(2), Pattern::I32(3)]);
        assert!(vector.fits("0000000300000002000000017fc00000"));
        assert!(!vector.fits("7fc00000000000010000000200000003"));
        assert!(!vector.fits("0000000000000001"));
    }

    #[test]
    fn exhaustion_is_no_trap() {
        assert!(Expected::Trap("unreachable".into()).check("trap unreachable").is_ok());
        assert!(Expected::Trap("unreachable".into()).check("trap call stack exhausted").is_err());
        assert!(Expected::Trap("null array reference".into()).check("trap null reference").is_ok());
        assert!(Expected::Exhaustion.check("trap call stack exhausted").is_ok());
        assert!(Expected::Results(vec![Pattern::I32(1)]).check("ok 00000001").is_ok());
        assert!(Expected::Results(vec![]).check("ok 00000001").is_err());
    }
}
