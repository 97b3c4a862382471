//! What a build says on stderr while it runs: commands and timings under `-v`; otherwise nothing, but for a line on a terminal
//! that shows how far it has come, and goes again.

use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes no longer says nothing of its progress.
const SILENT_FOR: Duration = Duration::from_secs(1);

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

/// How far a job has come. Its line is on the terminal from the job's second second on until the value is dropped.
pub struct Progress {
    bar: ProgressBar,
    /// The thread that waits for the second second, and what ends it.
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Log {
    pub fn progress(&self, what: &str, steps: usize) -> Progress {
        let style = ProgressStyle::with_template("{msg}: {pos} of {len}, {elapsed}").expect("a template of ours");
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::hidden());
        let bar = bar.with_style(style).with_message(what.to_string());
        let is_wanted = self.verbosity == Verbosity::Normal && std::io::stderr().is_terminal();
        let waiting = is_wanted.then(|| {
            let (ended, end) = channel();
            let bar = bar.clone();
            let thread = std::thread::spawn(move || {
                if end.recv_timeout(SILENT_FOR) == Err(RecvTimeoutError::Timeout) {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(Duration::from_secs(1));
                }
            });
            (ended, thread)
        });
        Progress { bar, waiting }
    }
}

impl Progress {
    pub fn step(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((ended, thread)) = self.waiting.take() {
            drop(ended);
            // It has nothing to panic for.
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
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
