//! What a build says on stderr while it runs: nothing by default, commands and timings under `-v`.

use std::fmt::Display;
use std::io::Write;
use std::time::{Duration, Instant};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verbosity {
    Quiet,
    #[default]
    Normal,
    Verbose,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Log {
    pub verbosity: Verbosity,
}

impl Log {
    /// Something that the user should know although the command goes on.
    pub fn note(&self, kind: &str, message: impl Display) {
        if self.verbosity != Verbosity::Quiet {
            print(format_args!("{kind}: {message}"));
        }
    }

    pub fn detail(&self, message: impl Display) {
        if self.verbosity == Verbosity::Verbose {
            print(message);
        }
    }

    pub fn phase(&self, name: &str, start: Instant) {
        self.detail(format_args!("{} {name}", Milliseconds(start.elapsed())));
    }
}

/// A closed stderr is no reason to stop, hence not `eprintln!`.
fn print(message: impl Display) {
    let _ = writeln!(std::io::stderr(), "{message}");
}

pub struct Milliseconds(pub Duration);

impl Display for Milliseconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:9.2} ms", self.0.as_secs_f64() * 1e3)
    }
}
