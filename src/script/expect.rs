//! What a command of a script has to answer, and whether it did.
//!
//! In: the results that a script names, and a line of the program's. Out: nothing, or how they differ.

use wast::core::{NanPattern, V128Pattern, WastRetCore};

/// The end of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// Whatever it returns.
    Success,
    Results(Vec<Pattern>),
    /// Its message is for people only.
    Trap(String),
    Exhaustion,
    Exception,
    Unlinkable,
}

/// A result.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
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
    Either(Vec<Pattern>),
}

impl Pattern {
    /// `None`: vectors, which no program returns yet.
    pub fn new(result: &WastRetCore<'_>) -> Option<Pattern> {
        Some(match result {
            WastRetCore::I32(value) => Pattern::I32(*value as u32),
            WastRetCore::I64(value) => Pattern::I64(*value as u64),
            WastRetCore::F32(NanPattern::Value(value)) => Pattern::I32(value.bits),
            WastRetCore::F32(NanPattern::CanonicalNan) => Pattern::CanonicalF32,
            WastRetCore::F32(NanPattern::ArithmeticNan) => Pattern::ArithmeticF32,
            WastRetCore::F64(NanPattern::Value(value)) => Pattern::I64(value.bits),
            WastRetCore::F64(NanPattern::CanonicalNan) => Pattern::CanonicalF64,
            WastRetCore::F64(NanPattern::ArithmeticNan) => Pattern::ArithmeticF64,
            WastRetCore::V128(pattern) => return vector(pattern),
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
            WastRetCore::Either(cases) => Pattern::Either(cases.iter().map(Pattern::new).collect::<Option<_>>()?),
        })
    }

    fn fits(&self, word: &str) -> bool {
        let f32_bits = || u32::from_str_radix(word, 16).ok();
        let f64_bits = || u64::from_str_radix(word, 16).ok();
        match self {
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
            Pattern::Either(cases) => cases.iter().any(|case| case.fits(word)),
        }
    }
}

fn vector(_pattern: &V128Pattern) -> Option<Pattern> {
    None
}

/// Traps of the program that no script means by a trap.
const NO_TRAPS: [&str; 3] = [EXHAUSTED, UNCAUGHT, UNLINKABLE];
const EXHAUSTED: &str = "call stack exhausted";
const UNCAUGHT: &str = "uncaught exception";
const UNLINKABLE: &str = "incompatible import type";

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
            Expected::Trap(_) => kind == "trap" && !NO_TRAPS.contains(&rest),
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
    fn exhaustion_is_no_trap() {
        assert!(Expected::Trap(String::new()).check("trap unreachable").is_ok());
        assert!(Expected::Trap(String::new()).check("trap call stack exhausted").is_err());
        assert!(Expected::Exhaustion.check("trap call stack exhausted").is_ok());
        assert!(Expected::Results(vec![Pattern::I32(1)]).check("ok 00000001").is_ok());
        assert!(Expected::Results(vec![]).check("ok 00000001").is_err());
    }
}
