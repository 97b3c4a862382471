//! Runs one process to its end: CPU time, wall time, peak memory.
//!
//! In: a [`Command`]. Out: [`Run`]. The process is started by a fresh process of our own (`wastrel __measure`) rather than by
//! this one: Linux counts as a process's peak what its parent held when it was started, and a benchmark holds more than a
//! small program ever does. What does not end is killed.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};
use wait_timeout::ChildExt;

use crate::build::words;
use crate::error::{Error, Result};

/// The first argument by which our executable is the process in between.
pub const ARGUMENT: &str = "__measure";

/// The status of a process that took too long, as `timeout` of the GNU coreutils has it.
const TOO_LONG: i32 = 124;

/// What a process took. Times are seconds; those of its own children count, if it waited for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    pub wall: f64,
    pub user: f64,
    pub system: f64,
    pub peak_bytes: u64,
}

impl Cost {
    pub fn cpu(&self) -> f64 {
        self.user + self.system
    }
}

/// A process that has ended.
#[derive(Debug)]
pub struct Run {
    pub cost: Cost,
    /// As a shell counts: 128 + signal for a process that was killed; 124, with a line on `stderr`, if it took too long.
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// What to run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Invocation {
    /// The program and its arguments.
    pub words: Vec<OsString>,
    pub variables: Vec<(OsString, OsString)>,
    /// Nothing if absent.
    pub stdin: Option<PathBuf>,
}

/// Runs processes; holds the folder for what they print.
pub struct Meter {
    /// Our own executable.
    wastrel: PathBuf,
    folder: PathBuf,
    /// Seconds that a process may take.
    patience: u64,
}

#[derive(Serialize, Deserialize)]
enum Outcome {
    Ended { cost: Cost, status: i32 },
    CannotRun(String),
}

impl Meter {
    pub fn new(wastrel: PathBuf, folder: PathBuf, patience: u64) -> Meter {
        Meter { wastrel, folder, patience }
    }

    pub fn wastrel(&self) -> &Path {
        &self.wastrel
    }

    pub fn run(&self, invocation: &Invocation) -> Result<Run> {
        self.try_run(invocation).map_err(|error| {
            let program = invocation.words.first().map(|word| word.to_string_lossy().into_owned());
            let message = format!("cannot run {}: {}", program.unwrap_or_default(), words(&error));
            Error::User { message, hint: None }
        })
    }

    fn try_run(&self, invocation: &Invocation) -> io::Result<Run> {
        let [result, stdout, stderr] = ["result", "stdout", "stderr"].map(|name| self.folder.join(name));
        let stdin = invocation.stdin.as_ref().map_or(Ok(Stdio::null()), |path| File::open(path).map(Stdio::from))?;
        let mut command = Command::new(&self.wastrel);
        command.arg(ARGUMENT).arg(&result).arg(self.patience.to_string()).args(&invocation.words);
        command.envs(invocation.variables.iter().cloned());
        // Files never fill up as pipes do, so nobody has to read while the process runs.
        command.stdin(stdin).stdout(File::create(&stdout)?).stderr(File::create(&stderr)?);
        command.status()?;
        match serde_json::from_slice(&fs::read(&result)?)? {
            Outcome::CannotRun(reason) => Err(io::Error::other(reason)),
            Outcome::Ended { cost, status } => {
                fs::remove_file(&result)?;
                Ok(Run { cost, status, stdout: fs::read(&stdout)?, stderr: fs::read(&stderr)? })
            }
        }
    }
}

/// The process in between: `wastrel __measure RESULT SECONDS PROGRAM ARGUMENTS...`
pub fn main(arguments: &[OsString]) -> ExitCode {
    let [result, patience, program, arguments @ ..] = arguments else { return ExitCode::from(2) };
    let Some(patience) = patience.to_str().and_then(|seconds| seconds.parse().ok()) else { return ExitCode::from(2) };
    let outcome = measured(program, arguments, patience).unwrap_or_else(|error| Outcome::CannotRun(words(&error)));
    let text = serde_json::to_string(&outcome).expect("numbers and words are JSON");
    match fs::write(result, text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn measured(program: &OsStr, arguments: &[OsString], patience: u64) -> io::Result<Outcome> {
    let start = Instant::now();
    // Our own group, to be set again: then the standard library forks, and what counts for the new process is the 0.3 MB that
    // fork copies. By posix_spawn it would be our 3 MB.
    let mut child = Command::new(program).args(arguments).gid(rustix::process::getegid().as_raw()).spawn()?;
    let status = match child.wait_timeout(Duration::from_secs(patience))? {
        Some(status) => shell_status(status),
        None => {
            child.kill()?;
            child.wait()?;
            eprintln!("error: stopped after {patience} s");
            TOO_LONG
        }
    };
    let wall = start.elapsed().as_secs_f64();
    // Its only child: what all its children took is what this one took.
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    let cost = Cost {
        wall,
        user: seconds(usage.user_time()),
        system: seconds(usage.system_time()),
        peak_bytes: u64::try_from(usage.max_rss()).unwrap_or(0) * 1024,
    };
    Ok(Outcome::Ended { cost, status })
}

fn shell_status(status: ExitStatus) -> i32 {
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}
