//! Programs that check themselves: each `tests/run/*.wat` is compiled by several compilers and run, also with a collection at
//! every allocation. On top of a file stand its directives:
//!
//! ```text
//! ;;! status = 3                the exit status, 0 if not said
//! ;;! stdout = "a\n"            all of the standard output
//! ;;! stderr = "unreachable"    a part of the standard error; without it, it is empty
//! ;;! trap.7 = "unreachable"    a further run: with the argument 7 the program traps, with this message
//! ;;! args = "a b"
//! ;;! env.GC_OPTIONS = "heap-size=1m"
//! ;;! room = 4                  MiB, all that the objects may take: of the heap of a copying collector half is idle
//! ;;! timeout = 10              seconds, for each run
//! ;;! stress = 1000             collect before each 1000th allocation instead of each; `false`: no such run
//! ;;! clang = true              every day with clang, too; otherwise only in the full matrix
//! ;;! scanned = false           not where a word on the C stack that nobody reads may keep an object
//! ```
//!
//! `generated.rs` makes the modules that are too large to be written down.

mod common;
#[path = "run/generated.rs"]
mod generated;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use common::{Outcome, Run, Setup, Tested};
use libtest_mimic::Trial;

fn main() -> std::process::ExitCode {
    let mut trials = Vec::new();
    for file in programs() {
        trials.extend(program_trials(&file));
    }
    // The vectors of `gc-runtime/simd.h` as machines get them that are no x86-64.
    trials.extend(defining("simd-edges", "WR_PORTABLE_SIMD"));
    // The memories of `gc-runtime/memory.h` as they get them, and programs with a heap.
    for program in ["memory-access", "memory-bounds", "memory-bulk", "memory-grow", "simd-memory-bounds"] {
        trials.extend(defining(program, "WR_MEMORY_ANYWHERE"));
    }
    trials.extend(generated::trials());
    common::run_all(trials)
}

fn programs() -> Vec<PathBuf> {
    let folder = Path::new(common::ROOT).join("tests/run");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "wat")).collect()
}

fn program_trials(file: &Path) -> Vec<Trial> {
    let name = file.file_stem().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(file).unwrap();
    let expected = match Expected::parse(&text) {
        Ok(expected) => expected,
        Err(error) => return vec![Trial::test(name, move || Err(error.into()))],
    };
    let trial_of = |setup: &Setup| {
        let (file, name, expected) = (file.to_path_buf(), name.clone(), expected.clone());
        common::trial(&name.clone(), *setup, move |setup| check(&file, &name, setup, &expected))
    };
    let is_wanted = |setup: &&Setup| expected.scanned || !setup.may_keep_the_dead();
    setups(expected.clang).iter().filter(is_wanted).map(trial_of).collect()
}

/// A program whose C gets a macro that chooses another way.
fn defining(program: &'static str, macro_name: &'static str) -> Vec<Trial> {
    let name = format!("{program}-{}", macro_name.to_lowercase());
    let trial = |setup: &Setup| {
        let own = name.clone();
        common::trial(&name, *setup, move |setup| {
            let file = Path::new(common::ROOT).join(format!("tests/run/{program}.wat"));
            let executable = common::fresh_folder(&format!("run/{own} {setup}")).join(&own);
            let with_macro = |option: String| match option.starts_with("--cflags=") {
                true => format!("{option} -D{macro_name}"),
                false => option,
            };
            let arguments: Vec<String> = common::arguments(setup).into_iter().map(with_macro).collect();
            common::compile_by(&file, setup, &arguments, &executable)?;
            Expected::parse(&fs::read_to_string(&file)?)?.check(&executable, None)
        })
    };
    setups(true).iter().map(trial).collect()
}

/// The setups of a day.
pub fn setups(also_clang: bool) -> &'static [Setup] {
    const DAILY: [Setup; 3] = [common::gcc(1), common::small(common::gcc(1)), common::clang(2)];
    if common::is_full_matrix() { &common::EVERY_SETUP } else { &DAILY[..2 + also_clang as usize] }
}

fn check(file: &Path, name: &str, setup: Setup, expected: &Expected) -> Tested {
    let executable = common::fresh_folder(&format!("run/{name} {setup}")).join(name);
    common::compile(file, setup, &executable)?;
    let expected = expected.with_heap_for(setup.collector);
    for stress in [None, expected.stress].into_iter().take(if expected.stress.is_some() { 2 } else { 1 }) {
        expected.check(&executable, stress)?;
    }
    Ok(())
}

// ---- directives ----

/// Collectors of whose heap half is idle.
const COPYING: [&str; 3] = ["semi", "pcc", "generational-pcc"];

/// What the directives of a file say.
#[derive(Clone)]
pub struct Expected {
    pub ending: Ending,
    pub args: Vec<String>,
    pub env: BTreeMap<String, String>,
    /// In MiB; none: as much as they like.
    pub room: Option<u64>,
    pub patience: Duration,
    /// Collect before each n-th allocation.
    pub stress: Option<u64>,
    pub clang: bool,
    pub scanned: bool,
    traps: BTreeMap<String, String>,
}

/// How a run ends.
#[derive(Clone)]
pub struct Ending {
    pub status: i32,
    pub stdout: String,
    /// Parts of it; none: it is empty.
    pub stderr: Vec<String>,
}

impl Default for Expected {
    fn default() -> Expected {
        Expected {
            ending: Ending { status: 0, stdout: String::new(), stderr: Vec::new() },
            args: Vec::new(),
            env: BTreeMap::new(),
            room: None,
            patience: common::PATIENCE,
            stress: Some(1),
            clang: false,
            scanned: true,
            traps: BTreeMap::new(),
        }
    }
}

impl Expected {
    fn parse(text: &str) -> Result<Expected, String> {
        let mut expected = Expected::default();
        for line in text.lines().filter_map(|line| line.strip_prefix(";;!")) {
            let (key, value) = line.split_once('=').ok_or_else(|| format!("no `=` in the directive `{line}`"))?;
            expected.set(key.trim(), value.trim()).map_err(|why| format!("directive `{line}`: {why}"))?;
        }
        Ok(expected)
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "status" => self.ending.status = number(value)? as i32,
            "stdout" => self.ending.stdout = string(value)?,
            "stderr" => self.ending.stderr.push(string(value)?),
            "args" => self.args = string(value)?.split_whitespace().map(str::to_string).collect(),
            "room" => self.room = Some(number(value)?),
            "timeout" => self.patience = Duration::from_secs(number(value)?),
            "stress" => self.stress = if value == "false" { None } else { Some(number(value)?) },
            "clang" => self.clang = value == "true",
            "scanned" => self.scanned = value != "false",
            _ => match key.split_once('.') {
                Some(("env", name)) => drop(self.env.insert(name.into(), string(value)?)),
                Some(("trap", argument)) => drop(self.traps.insert(argument.into(), string(value)?)),
                _ => return Err("not known".into()),
            },
        }
        Ok(())
    }

    fn with_heap_for(&self, collector: &str) -> Expected {
        let mut expected = self.clone();
        if let Some(room) = self.room {
            let size = if COPYING.contains(&collector) { 2 * room } else { room };
            let options = format!("heap-size-policy=fixed,heap-size={size}m");
            expected.env.insert("GC_OPTIONS".into(), options);
        }
        expected
    }

    /// Runs the program once, and once more for each trap.
    pub fn check(&self, executable: &Path, stress: Option<u64>) -> Tested {
        self.check_run(executable, &self.args, &self.ending, stress)?;
        for (argument, message) in &self.traps {
            let stderr = vec![format!("error: wasm trap: {message}")];
            let ending = Ending { status: 134, stdout: String::new(), stderr };
            self.check_run(executable, std::slice::from_ref(argument), &ending, stress)?;
        }
        Ok(())
    }

    fn check_run(&self, executable: &Path, args: &[String], ending: &Ending, stress: Option<u64>) -> Tested {
        let mut run = Run::new(executable);
        run.args = args.to_vec();
        run.patience = self.patience;
        run.env = self.env.clone().into_iter().collect();
        if let Some(every) = stress {
            let given = self.env.get("GC_OPTIONS").map(|options| format!("{options},")).unwrap_or_default();
            run.env.push(("GC_OPTIONS".into(), format!("{given}stress={every},verify=1")));
        }
        ending.check(&run.outcome()?).map_err(|why| {
            let env: String = run.env.iter().map(|(name, value)| format!("{name}={value} ")).collect();
            format!("{why}\n  in: {env}{} {}", executable.display(), args.join(" ")).into()
        })
    }
}

impl Ending {
    pub fn check(&self, outcome: &Outcome) -> Result<(), String> {
        let stderr = outcome.stderr_text();
        if outcome.status != self.status {
            return Err(format!("ends with status {}, not {}\n{stderr}", outcome.status, self.status));
        }
        if outcome.stdout != self.stdout.as_bytes() {
            return Err(format!("prints {:?}, not {:?}", String::from_utf8_lossy(&outcome.stdout), self.stdout));
        }
        match self.stderr.iter().find(|part| !stderr.contains(*part)) {
            Some(part) => Err(format!("no {part:?} in the standard error:\n{stderr}")),
            None if self.stderr.is_empty() && !stderr.is_empty() => {
                Err(format!("unexpected standard error:\n{stderr}"))
            }
            None => Ok(()),
        }
    }
}

fn number(value: &str) -> Result<u64, String> {
    value.parse().map_err(|_| format!("`{value}` is no number"))
}

/// `"…"` with the escapes `\n`, `\"` and `\\`.
fn string(value: &str) -> Result<String, String> {
    let inner = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let inner = inner.ok_or_else(|| format!("`{value}` is no string in quotes"))?;
    let mut text = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some(c @ ('"' | '\\')) => text.push(c),
                other => return Err(format!("an unknown escape {other:?}")),
            },
            c => text.push(c),
        }
    }
    Ok(text)
}
