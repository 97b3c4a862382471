//! Spec scripts (`.wast`): all modules of a script become one closed program, and its commands a list to walk.
//!
//! In: the text of a script. Out: [`Script`]: the translation, what is known already (malformed, invalid and unlinkable modules
//! are found at compile time), and what the program is to be asked (`gc-runtime/script/`), with what it has to answer
//! (`expect.rs`). A module that uses what this compiler refuses is skipped, and so is what depends on it. Nothing runs here.

mod expect;
mod plan;

pub use expect::{Expected, Pattern};
pub use plan::plan;

use crate::Translation;

/// A script, translated.
pub struct Script {
    /// `None`: nothing of it runs.
    pub translation: Option<Translation>,
    pub checks: Vec<Check>,
}

/// A command of a script, but for those that cannot fail.
#[derive(Debug)]
pub struct Check {
    /// In the script, from 1 on.
    pub line: usize,
    /// `assert_return`
    pub what: &'static str,
    pub verdict: Verdict,
}

impl Check {
    /// Modules and plain calls are no assertions, though they can fail.
    pub fn is_assertion(&self) -> bool {
        self.what.starts_with("assert_")
    }
}

#[derive(Debug)]
pub enum Verdict {
    Passed,
    Failed(String),
    /// Why: a proposal that is not supported.
    Skipped(String),
    /// A line for the program, and what it has to answer.
    Ask {
        command: String,
        expected: Expected,
    },
}
