//! Every program of `corpora/` prints what the native compiler of its language makes it print (each folder's README says
//! whose output is expected), by each compiler and level: at its default size, at the small size, and at the small size with
//! a collection at every allocation and the heap verified after each. It needs no library but libc and libm.
//!
//! Every day gcc -O1 compiles most of them, with references of 32 bits, and the other setups a few. `WASTREL_MATRIX=full` is all by each compiler and level, but
//! that the large programs are left to fewer, and a few by each collector; `WASTREL_MATRIX=all` is all by all, for a day without
//! other plans.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{
    Compiler, Matrix, Run, SCANNING, Setup, Tested, clang, collected_by, gcc, looked_through_by, sanitized, small,
};
use libtest_mimic::{Completion, Failed, Trial};
use wastrel::RefWidth;
use wastrel::build::runtime_files::Bignums;

const CORPORA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora");

/// A language's folder, and what of it is compiled every day.
struct Corpus {
    folder: &'static str,
    /// By gcc -O1; none: all.
    daily: &'static [&'static str],
    /// By the other compilers and levels: the smallest, one that clang got wrong (`lines`), those that ask most
    /// of the runtime.
    by_compilers: &'static [&'static str],
    /// By the other collectors: nothing where linear memory is all there is.
    by_collectors: &'static [&'static str],
    /// With references of 32 bits: nothing, too.
    with_small: &'static [&'static str],
    /// These setups compile none but those `by_compilers`, not even in the full matrix; with references of 32 bits, none.
    never_all: &'static [Setup],
}

const CORPORA_BY_LANGUAGE: &[Corpus] = &[
    Corpus {
        folder: "ocaml",
        daily: &[],
        by_compilers: &["hello", "lines", "exceptions", "effects", "gcstress"],
        by_collectors: &["exceptions", "effects", "gcstress"],
        with_small: &["hello", "exceptions", "effects", "gcstress"],
        never_all: &[],
    },
    Corpus {
        folder: "c",
        daily: &[],
        by_compilers: &["arguments", "confined", "jumps"],
        by_collectors: &[],
        with_small: &[],
        never_all: &[],
    },
    Corpus {
        folder: "rust",
        daily: &[],
        by_compilers: &["panics"],
        by_collectors: &[],
        with_small: &[],
        never_all: &[],
    },
    Corpus {
        folder: "moonbit",
        daily: &[],
        by_compilers: &["objects.small"],
        by_collectors: &["objects.small"],
        with_small: &["objects.small"],
        never_all: &[],
    },
    // A module is 250 to 850 kB: 6 to 60 s of a C compiler's time.
    Corpus {
        folder: "scheme",
        daily: &[
            "hello",
            "lines",
            "uncaught",
            "exit3",
            "errors",
            "bignums",
            "text",
            "fibers",
            "standard-streams",
            "host",
            "regexps",
        ],
        by_compilers: &["hello"],
        by_collectors: &["hello"],
        with_small: &["hello", "bignums", "host"],
        // All setups took 33 minutes for these programs, a third of the whole matrix. gcc 12 raises -O0 to -O1.
        never_all: &[
            gcc(0),
            clang(0),
            clang(1),
            sanitized(Compiler::Clang),
            small(gcc(0)),
            small(clang(0)),
            small(sanitized(Compiler::Clang)),
        ],
    },
];

/// What differs little from one of these is left to the full matrix: gcc's sanitizers find what clang's do, in twice the time.
const DAILY_SETUPS: [Setup; 15] = [
    gcc(2),
    clang(2),
    sanitized(Compiler::Clang),
    collected_by("generational-mmc"),
    collected_by("stack-conservative-generational-mmc"),
    collected_by("heap-conservative-mmc"),
    collected_by("parallel-mmc"),
    collected_by("semi"),
    collected_by("parallel-nursery-mmc"),
    collected_by("generational-pcc"),
    looked_through_by(SCANNING, gcc(2)),
    looked_through_by(SCANNING, clang(2)),
    collected_by("bdw"),
    small(gcc(2)),
    small(sanitized(Compiler::Clang)),
];

/// The programs with the most large integers, once with another's arithmetic.
const BY_GMP: [&str; 2] = ["bignums", "fractions"];

/// All that a program may be linked with, by what stands first in a line of `ldd`.
const LIBRARIES: [&str; 4] = ["linux-vdso.so", "libc.so", "libm.so", "/lib64/ld-linux"];

fn main() -> std::process::ExitCode {
    let mut trials: Vec<Trial> = Vec::new();
    for corpus in CORPORA_BY_LANGUAGE {
        for module in corpus.modules() {
            let name = module.file_stem().expect("files have names").to_string_lossy().into_owned();
            for setup in common::EVERY_SETUP.into_iter().filter(|setup| corpus.is_wanted(&name, *setup)) {
                let name = format!("{}/{name}", corpus.folder);
                let program = Program { module: module.clone(), name: name.clone(), further: &[] };
                trials.push(common::trial(&name, setup, move |setup| program.check(setup)));
            }
        }
    }
    trials.extend(BY_GMP.into_iter().map(by_gmp));
    common::run_all(trials)
}

fn by_gmp(name: &str) -> Trial {
    let module = Path::new(CORPORA).join("scheme").join(name).with_extension("wasm");
    let name = format!("scheme/{name} --bignum gmp");
    let program = Program { module, name: name.clone(), further: &["--bignum=gmp"] };
    Trial::ignorable_test(name, move || match common::missing_library(Bignums::Gmp) {
        Some(missing) => common::skip(missing),
        None => program.check(small(gcc(1))).map(|()| Completion::Completed),
    })
}

impl Corpus {
    fn modules(&self) -> Vec<PathBuf> {
        let folder = Path::new(CORPORA).join(self.folder);
        let Ok(entries) = fs::read_dir(&folder) else { panic!("{} is checked in", folder.display()) };
        let paths = entries.map(|entry| entry.expect("readable").path());
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "wasm")).collect()
    }

    fn is_wanted(&self, name: &str, setup: Setup) -> bool {
        let some = match setup.ref_width {
            RefWidth::Bits32 => self.with_small,
            RefWidth::Bits64 if setup.is_about_collectors() => self.by_collectors,
            RefWidth::Bits64 => self.by_compilers,
        };
        let is_once_enough = setup.ref_width == RefWidth::Bits32 || !self.by_compilers.contains(&name);
        let is_too_much = self.never_all.contains(&setup) && is_once_enough;
        let is_one_of_some = some.contains(&name) && !is_too_much;
        match common::matrix() {
            Matrix::All => true,
            Matrix::Full if setup.is_about_collectors() || setup.ref_width == RefWidth::Bits32 => is_one_of_some,
            Matrix::Full => !is_too_much,
            Matrix::Daily if setup == small(gcc(1)) => self.daily.is_empty() || self.daily.contains(&name),
            Matrix::Daily => is_one_of_some && DAILY_SETUPS.contains(&setup),
        }
    }
}

/// A module, and beside it what is expected of it.
struct Program {
    module: PathBuf,
    name: String,
    /// Options for the compiler.
    further: &'static [&'static str],
}

/// One way to run a program.
#[derive(Clone, Default)]
struct Case {
    arguments: Vec<String>,
    stdin: Option<PathBuf>,
    expected: PathBuf,
}

impl Program {
    fn check(&self, setup: Setup) -> Tested {
        let folder = common::fresh_folder(&format!("corpus/{} {setup}", self.name));
        let (executable, granted) = (folder.join("program"), folder.join("granted"));
        common::compile_granting(&self.module, setup, &self.options(&granted)?, &executable)?;
        let usual = self.usual()?;
        let small = self.small()?;
        if !setup.sanitized {
            needs_no_library(&executable, setup)?;
        }
        if !setup.sanitized || small.is_none() {
            self.run(&executable, &granted, &usual, "")?;
        }
        if self.module.with_extension("small.wasm").exists() {
            return Ok(()); // too large for what follows, which that module is for
        }
        let small = small.unwrap_or(usual);
        self.run(&executable, &granted, &small, "")?;
        self.run(&executable, &granted, &small, "stress=1,verify=1")
    }

    /// What the program is granted; `@TMP@` is the folder `granted`.
    fn options(&self, granted: &Path) -> Result<Vec<String>, Failed> {
        let options = self.read_if_any("options")?.unwrap_or_default();
        let own = options.lines().map(|line| line.replace("@TMP@", &granted.to_string_lossy()));
        Ok(own.chain(self.further.iter().map(|option| option.to_string())).collect())
    }

    fn usual(&self) -> Result<Case, Failed> {
        let arguments = self.read_if_any("arguments")?.unwrap_or_default();
        Ok(Case {
            arguments: arguments.lines().map(str::to_string).collect(),
            stdin: self.file("stdin"),
            expected: self.module.with_extension("expected"),
        })
    }

    /// With arguments in one line, or another standard input.
    fn small(&self) -> Result<Option<Case>, Failed> {
        let expected = self.module.with_extension("small.expected");
        // MoonBit's programs read nothing: their small size is a module of its own.
        if !expected.exists() || self.module.with_extension("small.wasm").exists() {
            return Ok(None);
        }
        let arguments = self.read_if_any("small")?.unwrap_or_default();
        Ok(Some(Case {
            arguments: arguments.split_whitespace().map(str::to_string).collect(),
            stdin: self.file("small.stdin").or_else(|| self.file("stdin")),
            expected,
        }))
    }

    fn run(&self, executable: &Path, granted: &Path, case: &Case, gc_options: &str) -> Tested {
        let _ = fs::remove_dir_all(granted);
        fs::create_dir(granted)?;
        let mut run = Run::new(executable);
        run.args = case.arguments.clone();
        run.env.push(("GC_OPTIONS".into(), gc_options.into()));
        run.stdin = case.stdin.clone();
        let outcome = run.outcome()?;
        let expected = case.expected.file_name().expect("files have names").to_string_lossy();
        let fail = |what: String| Err(format!("{expected} {gc_options}: {what}\n{}", outcome.stderr_text()).into());
        let status: i32 = self.read_if_any("status")?.unwrap_or_default().trim().parse().unwrap_or(0);
        if outcome.status != status {
            return fail(format!("ends with {}, not {status}", outcome.status));
        }
        if outcome.stdout != fs::read(&case.expected)? {
            return fail("prints something else".into());
        }
        // What a trap prints is tested elsewhere.
        let expected_stderr = self.read_if_any("stderr")?.or((status != 134).then(String::new));
        if expected_stderr.is_some_and(|expected| expected != outcome.stderr_text()) {
            return fail("another standard error".into());
        }
        Ok(())
    }

    fn file(&self, ending: &str) -> Option<PathBuf> {
        Some(self.module.with_extension(ending)).filter(|path| path.exists())
    }

    fn read_if_any(&self, ending: &str) -> Result<Option<String>, Failed> {
        let read = |path: PathBuf| fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()));
        Ok(self.file(ending).map(read).transpose()?)
    }
}

fn needs_no_library(executable: &Path, setup: Setup) -> Tested {
    let output = Command::new("ldd").arg(executable).env("LC_ALL", "C").output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let lines = || text.lines().map(str::trim);
    let collectors = if setup.collector == "bdw" { &["libgc.so"][..] } else { &[] };
    match lines().find(|line| !LIBRARIES.iter().chain(collectors).any(|name| line.starts_with(name))) {
        Some(line) => Err(format!("it needs {line}").into()),
        None if lines().any(|line| line.starts_with("libc.so")) => Ok(()),
        None => Err(format!("ldd names no libc: {text}").into()),
    }
}
