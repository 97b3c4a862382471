//! Before anything is timed: does everybody print the same? And what cannot be had from a timed run.
//!
//! In: what runs. Out: the output to hold later runs against, statistics of the collector, counted instructions; or what is
//! wrong. The program's `NAME.expected` decides what is right, or else the first contestant.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::engines::build::{Ready, telling_line};
use super::measure::{Invocation, Meter, Run};
use super::plan::user;
use crate::error::Result;

/// Set for this run, read by what Wastrel compiles.
const PRINT_STATISTICS: &str = "WASTREL_PRINT_STATS";

/// What a collector says of a whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Collections {
    pub major: u64,
    pub minor: u64,
    /// Seconds in which the program stood still.
    pub stopped: f64,
    pub median_pause: f64,
    pub p95_pause: f64,
    pub max_pause: f64,
    pub peak_live_bytes: u64,
    pub allocated_bytes: u64,
}

impl Collections {
    /// Out of the words of `WASTREL_PRINT_STATS`.
    pub fn parse(stderr: &str) -> Option<Collections> {
        let numbers_of = |words: &str| stderr.lines().find(|line| line.contains(words)).map(numbers);
        let counts = numbers_of("major collections")?;
        let times = numbers_of("total time").unwrap_or_default();
        let pauses = numbers_of("median pause time").unwrap_or_default();
        let heap = numbers_of("peak live data").unwrap_or_default();
        let allocated = numbers_of("total bytes allocated").unwrap_or_default();
        let at = |numbers: &[f64], index: usize| numbers.get(index).copied().unwrap_or(0.0);
        Some(Collections {
            major: at(&counts, 0) as u64,
            minor: at(&counts, 1) as u64,
            stopped: at(&times, 1) / 1e3,
            median_pause: at(&pauses, 0) / 1e3,
            p95_pause: at(&pauses, 1) / 1e3,
            max_pause: pauses.last().copied().unwrap_or(0.0) / 1e3,
            peak_live_bytes: (heap.last().copied().unwrap_or(0.0) * 1e6) as u64,
            allocated_bytes: at(&allocated, 0) as u64,
        })
    }
}

/// The words of a line that are numbers: `p95` is none.
fn numbers(line: &str) -> Vec<f64> {
    let words = line.split([' ', '(', ')', ';', ',']);
    words.filter_map(|word| word.trim_end_matches('.').parse().ok()).collect()
}

/// One run, not timed; Wastrel's programs also tell of their collections.
pub fn run(meter: &Meter, ready: &Ready, is_wastrel: bool) -> Result<(Run, Option<Collections>)> {
    let mut invocation = ready.invocation.clone();
    if is_wastrel {
        invocation.variables.push((PRINT_STATISTICS.into(), "1".into()));
    }
    let run = meter.run(&invocation)?;
    let collections = is_wastrel.then(|| Collections::parse(&String::from_utf8_lossy(&run.stderr))).flatten();
    Ok((run, collections))
}

/// What a run should have been.
pub struct Expected<'a> {
    pub stdout: &'a [u8],
    pub status: i32,
    /// Who says so.
    pub by: &'a str,
}

#[derive(Debug, PartialEq)]
pub enum Verdict {
    Right,
    /// It ended otherwise: it could not run the program.
    Failed(String),
    /// It ran the program and printed something else.
    Wrong(String),
}

pub fn judge(run: &Run, expected: &Expected) -> Verdict {
    if run.status != expected.status {
        return Verdict::Failed(telling_line(&run.stderr, run.status));
    }
    match first_difference(&run.stdout, expected.stdout) {
        None => Verdict::Right,
        Some((line, got, wanted)) => {
            let wanted = wanted.map_or("ends before".into(), |wanted| format!("has {wanted}"));
            let got = got.unwrap_or("missing".into());
            Verdict::Wrong(format!("line {line} is {got}, but {} {wanted}", expected.by))
        }
    }
}

/// The number of a line, and both lines, where there is one, as they can be shown.
fn first_difference(got: &[u8], expected: &[u8]) -> Option<(usize, Option<String>, Option<String>)> {
    if got == expected {
        return None;
    }
    let lines = |text| <[u8]>::split_inclusive(text, |byte| *byte == b'\n').collect::<Vec<_>>();
    let (got, expected) = (lines(got), lines(expected));
    let same = got.iter().zip(&expected).take_while(|(got, expected)| got == expected).count();
    Some((same + 1, got.get(same).map(|line| shown(line)), expected.get(same).map(|line| shown(line))))
}

fn shown(line: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(line).chars().take(80).collect();
    format!("`{}`", text.escape_debug())
}

/// What can count instructions.
pub enum Counter {
    Callgrind(PathBuf),
    /// `perf stat`, which asks the kernel by perf_event_open.
    Perf(PathBuf),
}

impl Counter {
    pub fn find(meter: &Meter) -> Result<Counter> {
        if let Ok(valgrind) = which::which("valgrind") {
            return Ok(Counter::Callgrind(valgrind));
        }
        let reason = match which::which("perf") {
            Ok(perf) => {
                let counter = Counter::Perf(perf);
                let nothing = Invocation { words: vec!["true".into()], ..Invocation::default() };
                if counter.count(meter, &nothing)?.is_some() {
                    return Ok(counter);
                }
                "`perf stat` counts none on this machine"
            }
            Err(_) => "neither valgrind nor perf is in PATH",
        };
        Err(user(format!("cannot count instructions: {reason}"), "apt install valgrind"))
    }

    /// None if the program cannot be run that way.
    pub fn count(&self, meter: &Meter, invocation: &Invocation) -> Result<Option<u64>> {
        let mut counted = invocation.clone();
        let before: Vec<OsString> = match self {
            Counter::Callgrind(path) => words(path, &["--tool=callgrind", "--callgrind-out-file=/dev/null"]),
            Counter::Perf(path) => words(path, &["stat", "-x,", "-e", "instructions:u", "--"]),
        };
        counted.words.splice(0..0, before);
        let run = meter.run(&counted)?;
        Ok(self.parse(&String::from_utf8_lossy(&run.stderr)))
    }

    fn parse(&self, stderr: &str) -> Option<u64> {
        match self {
            Counter::Callgrind(_) => {
                let line = stderr.lines().find(|line| line.contains("Collected :"))?;
                line.rsplit(':').next()?.trim().parse().ok()
            }
            Counter::Perf(_) => {
                let line = stderr.lines().find(|line| line.contains("instructions"))?;
                line.split(',').next()?.trim().parse().ok()
            }
        }
    }
}

fn words(program: &Path, arguments: &[&str]) -> Vec<OsString> {
    std::iter::once(program.into()).chain(arguments.iter().map(OsString::from)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::Cost;

    #[test]
    fn a_collectors_words_are_understood() {
        let words = "Completed 12 major collections (3 minor).\n\
            40.250 ms total time (8.500 stopped); 0.000 ms outside.\n\
            0.500 ms median pause time, 0.750 p95, 1.250 max.\n\
            Heap size is 8.000 MB (max 16.000 MB); peak live data 2.500 MB.\n\
            123456 total bytes allocated.\n";
        let expect = Collections {
            major: 12,
            minor: 3,
            stopped: 0.0085,
            median_pause: 0.0005,
            p95_pause: 0.00075,
            max_pause: 0.00125,
            peak_live_bytes: 2_500_000,
            allocated_bytes: 123_456,
        };
        assert_eq!(Collections::parse(words), Some(expect));
        assert_eq!(Collections::parse("nothing of the kind\n"), None);
    }

    fn check(stdout: &str, status: i32, expect: Verdict) {
        let run = Run { cost: Cost::default(), status, stdout: stdout.into(), stderr: b"a\nFatal error: b\n".to_vec() };
        let expected = Expected { stdout: b"one\ntwo\n", status: 0, by: "x.expected" };
        assert_eq!(judge(&run, &expected), expect, "{stdout:?}");
    }

    #[test]
    fn the_first_difference_is_shown() {
        check("one\ntwo\n", 0, Verdict::Right);
        check("one\nTWO\n", 0, Verdict::Wrong("line 2 is `TWO\\n`, but x.expected has `two\\n`".into()));
        check("one\ntwo", 0, Verdict::Wrong("line 2 is `two`, but x.expected has `two\\n`".into()));
        check("one\n", 0, Verdict::Wrong("line 2 is missing, but x.expected has `two\\n`".into()));
        check("one\ntwo\n3", 0, Verdict::Wrong("line 3 is `3`, but x.expected ends before".into()));
        check("one\ntwo\n", 2, Verdict::Failed("Fatal error: b (status 2)".into()));
    }

    #[test]
    fn counted_instructions_are_read() {
        let callgrind = Counter::Callgrind("valgrind".into());
        assert_eq!(callgrind.parse("==7== Events    : Ir\n==7== Collected : 123456\n"), Some(123_456));
        let perf = Counter::Perf("perf".into());
        assert_eq!(perf.parse("987,,instructions:u,1000,100.00,,\n"), Some(987));
        assert_eq!(perf.parse("<not supported>,,instructions:u,0,100.00,,\n"), None);
    }
}
