//! Every program of `corpora/ocaml` prints what ocamlopt's binary prints, by each compiler and level: at its default size, at
//! the small size, and at the small size with a collection at every allocation and the heap verified after each. It needs no
//! library but libc and libm.
//!
//! Every day gcc -O1 compiles them all, and the other setups a few; `WASTREL_MATRIX=full` is all by all.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Compiler, Run, Setup, Tested, clang, gcc, sanitized};
use libtest_mimic::{Failed, Trial};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/ocaml");

/// What other setups than gcc -O1 compile every day: the smallest, the largest, and those that ask most of the runtime.
const DAILY: [&str; 5] = ["hello", "exceptions", "effects", "gcstress", "formats"];
const DAILY_SETUPS: [Setup; 4] = [gcc(2), clang(2), sanitized(Compiler::Gcc), sanitized(Compiler::Clang)];

/// All that a program may be linked with, by what stands first in a line of `ldd`.
const LIBRARIES: [&str; 4] = ["linux-vdso.so", "libc.so", "libm.so", "/lib64/ld-linux"];

fn main() -> std::process::ExitCode {
    let mut trials: Vec<Trial> = Vec::new();
    for module in modules() {
        let name = module.file_stem().expect("files have names").to_string_lossy().into_owned();
        for setup in common::EVERY_SETUP.into_iter().filter(|setup| is_wanted(&name, *setup)) {
            let program = Program { module: module.clone(), name: name.clone() };
            trials.push(common::trial(&name, setup, move |setup| program.check(setup)));
        }
    }
    common::run_all(trials)
}

fn modules() -> Vec<PathBuf> {
    let entries = fs::read_dir(CORPUS).expect("the corpus is checked in").map(|entry| entry.expect("readable").path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "wasm")).collect()
}

fn is_wanted(name: &str, setup: Setup) -> bool {
    let daily = setup == gcc(1) || (DAILY.contains(&name) && DAILY_SETUPS.contains(&setup));
    daily || common::is_full_matrix()
}

/// A module, and beside it what is expected of it.
struct Program {
    module: PathBuf,
    name: String,
}

impl Program {
    fn check(&self, setup: Setup) -> Tested {
        let executable = common::fresh_folder(&format!("corpus/{} {setup}", self.name)).join(&self.name);
        common::compile(&self.module, setup, &executable)?;
        let small = self.read("small")?;
        if !setup.sanitized {
            needs_no_library(&executable)?;
            self.run(&executable, "", "expected", "")?;
        }
        self.run(&executable, &small, "small.expected", "")?;
        self.run(&executable, &small, "small.expected", "stress=1,verify=1")
    }

    fn run(&self, executable: &Path, args: &str, expected: &str, gc_options: &str) -> Tested {
        let mut run = Run::new(executable);
        run.args = args.split_whitespace().map(str::to_string).collect();
        run.env.push(("GC_OPTIONS".into(), gc_options.into()));
        run.stdin = Some(self.module.with_extension("stdin")).filter(|path| path.exists());
        let outcome = run.outcome()?;
        let fail = |what: String| Err(format!("{expected} {gc_options}: {what}\n{}", outcome.stderr_text()).into());
        let status: i32 = self.read_if_any("status")?.trim().parse().unwrap_or(0);
        if outcome.status != status {
            return fail(format!("ends with {}, not {status}", outcome.status));
        }
        if outcome.stdout != fs::read(self.module.with_extension(expected))? {
            return fail("prints something else".into());
        }
        if outcome.stderr_text() != self.read_if_any("stderr")? {
            return fail("another standard error".into());
        }
        Ok(())
    }

    fn read(&self, ending: &str) -> Result<String, Failed> {
        let path = self.module.with_extension(ending);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    fn read_if_any(&self, ending: &str) -> Result<String, Failed> {
        if self.module.with_extension(ending).exists() { self.read(ending) } else { Ok(String::new()) }
    }
}

fn needs_no_library(executable: &Path) -> Tested {
    let output = Command::new("ldd").arg(executable).env("LC_ALL", "C").output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = || text.lines().map(str::trim);
    match lines().find(|line| !LIBRARIES.iter().any(|name| line.starts_with(name))) {
        Some(line) => Err(format!("it needs {line}").into()),
        None if lines().any(|line| line.starts_with("libc.so")) => Ok(()),
        None => Err(format!("ldd names no libc: {text}").into()),
    }
}
