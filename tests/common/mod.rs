//! Compiles modules with `wastrel` and runs what comes out, for the tests that run programs.
//!
//! In the environment:
//! - `WASTREL_MATRIX=full`: every compiler, level, sanitizer and collector, instead of those for every day; `all`: with every
//!   program of the corpora, too;
//! - `WASTREL_PASSES`: only these passes of the optimiser, by names with spaces between them, or `all` or `none`;
//! - `WASTREL_REQUIRE=clang,libclang,sanitizers,objdump,addr2line,libgc,libgmp,repl,eval`: these must be there; without them a test that needs them is
//!   skipped, which the summary counts as "ignored".

#![allow(dead_code)] // Each test uses a part.

use std::fmt;
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use wastrel::build::runtime_files::{self, Bignums};
use wastrel::optimise::{Pass, Passes};
use wastrel::{Options, RefWidth, Rooting, Translation};

pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Longer than anything takes on a slow and busy machine: a program that hangs is a failure, not a wait.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// A Scheme module with sanitizers keeps a C compiler busy for a minute on an idle machine.
pub const COMPILER_PATIENCE: Duration = Duration::from_secs(600);

pub type Tested = Result<(), Failed>;

/// How a module is compiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Setup {
    pub compiler: Compiler,
    pub level: u8,
    pub sanitized: bool,
    pub collector: &'static str,
    pub rooting: Rooting,
    pub ref_width: RefWidth,
}

/// The collector of setups that are about something else.
pub const DEFAULT_COLLECTOR: &str = "nursery-mmc";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compiler {
    Gcc,
    Clang,
}

pub const fn gcc(level: u8) -> Setup {
    Setup { compiler: Compiler::Gcc, ..clang(level) }
}

pub const fn clang(level: u8) -> Setup {
    Setup {
        compiler: Compiler::Clang,
        level,
        sanitized: false,
        collector: DEFAULT_COLLECTOR,
        rooting: Rooting::Precise,
        ref_width: RefWidth::Bits64,
    }
}

pub const fn sanitized(compiler: Compiler) -> Setup {
    Setup { compiler, sanitized: true, ..clang(1) }
}

/// By gcc -O1.
pub const fn collected_by(collector: &'static str) -> Setup {
    Setup { collector, ..gcc(1) }
}

/// By a collector that finds the roots of functions where the C compiler has put them.
pub const fn looked_through_by(collector: &'static str, setup: Setup) -> Setup {
    Setup { collector, rooting: Rooting::Conservative, ..setup }
}

/// With references of 32 bits.
pub const fn small(setup: Setup) -> Setup {
    Setup { ref_width: RefWidth::Bits32, ..setup }
}

/// The collector of `--roots conservative`.
pub const SCANNING: &str = "stack-conservative-mmc";

/// All that the language must hold on.
pub const EVERY_SETUP: [Setup; 42] = [
    gcc(0),
    gcc(1),
    gcc(2),
    clang(0),
    clang(1),
    clang(2),
    sanitized(Compiler::Gcc),
    sanitized(Compiler::Clang),
    collected_by("mmc"),
    collected_by("generational-mmc"),
    collected_by("stack-conservative-mmc"),
    collected_by("stack-conservative-generational-mmc"),
    collected_by("heap-conservative-mmc"),
    collected_by("heap-conservative-generational-mmc"),
    collected_by("parallel-mmc"),
    collected_by("parallel-nursery-mmc"),
    collected_by("semi"),
    collected_by("pcc"),
    collected_by("generational-pcc"),
    looked_through_by(SCANNING, gcc(0)),
    looked_through_by(SCANNING, gcc(1)),
    looked_through_by(SCANNING, gcc(2)),
    looked_through_by(SCANNING, clang(0)),
    looked_through_by(SCANNING, clang(1)),
    looked_through_by(SCANNING, clang(2)),
    looked_through_by(SCANNING, sanitized(Compiler::Clang)),
    looked_through_by("heap-conservative-generational-mmc", gcc(2)),
    collected_by("bdw"),
    small(gcc(0)),
    small(gcc(1)),
    small(gcc(2)),
    small(clang(0)),
    small(clang(2)),
    small(sanitized(Compiler::Gcc)),
    small(sanitized(Compiler::Clang)),
    small(collected_by("mmc")),
    small(collected_by("generational-mmc")),
    small(collected_by("heap-conservative-generational-mmc")),
    small(collected_by("parallel-nursery-mmc")),
    small(collected_by("semi")),
    small(collected_by("generational-pcc")),
    small(looked_through_by(SCANNING, gcc(2))),
];

impl fmt::Display for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compiler = match self.compiler {
            Compiler::Gcc => "gcc",
            Compiler::Clang => "clang",
        };
        let sanitized = if self.sanitized { "-sanitized" } else { "" };
        write!(f, "{compiler}-O{}{sanitized}", self.level)?;
        if self.collector != DEFAULT_COLLECTOR {
            write!(f, "-{}", self.collector)?;
        }
        f.write_str(if self.rooting == Rooting::Precise { "" } else { "-scanned" })?;
        f.write_str(if self.ref_width == RefWidth::Bits64 { "" } else { "-small" })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Matrix {
    Daily,
    Full,
    All,
}

pub fn matrix() -> Matrix {
    match std::env::var("WASTREL_MATRIX").as_deref() {
        Ok("full") => Matrix::Full,
        Ok("all") => Matrix::All,
        Ok("" | "daily") | Err(_) => Matrix::Daily,
        Ok(other) => panic!("WASTREL_MATRIX is daily, full or all, not {other}"),
    }
}

pub fn is_full_matrix() -> bool {
    matrix() != Matrix::Daily
}

impl Setup {
    /// What a function needs no more may still be in its frame, or in one that was there before: by chance of what the C compiler
    /// keeps where.
    pub fn may_keep_the_dead(self) -> bool {
        let collector = runtime_files::collector(self.collector).expect("setups name collectors");
        self.rooting == Rooting::Conservative || collector.scans_c_stack()
    }

    /// Rather than about compilers and levels.
    pub fn is_about_collectors(self) -> bool {
        self.collector != DEFAULT_COLLECTOR
    }
}

// ---- what this machine has ----

/// The first name that exists.
static CLANG: LazyLock<Option<&str>> =
    LazyLock::new(|| ["clang-19", "clang"].into_iter().find(|name| which::which(name).is_ok()));
static GCC_SANITIZERS: LazyLock<bool> = LazyLock::new(|| links_with_sanitizers("gcc"));
static LIBGC: LazyLock<bool> = LazyLock::new(|| {
    let include = ["-E", "-x", "c", "-include", runtime_files::LIBGC.header, "/dev/null"];
    Command::new("gcc").args(include).output().is_ok_and(|output| output.status.success())
});
static CLANG_SANITIZERS: LazyLock<bool> = LazyLock::new(|| CLANG.is_some_and(links_with_sanitizers));
static LIBGMP: LazyLock<bool> = LazyLock::new(|| links("gcc", "#include <gmp.h>\n", runtime_files::LIBGMP.flag));

fn links_with_sanitizers(compiler: &str) -> bool {
    links(compiler, "", "-fsanitize=address,undefined")
}

fn links(compiler: &str, includes: &str, flag: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("main.c");
    fs::write(&source, format!("{includes}int main(void) {{ return 0; }}\n")).unwrap();
    let mut command = Command::new(compiler);
    command.arg(source).arg("-o").arg(folder.path().join("main")).arg(flag);
    command.output().is_ok_and(|output| output.status.success())
}

/// The same for `--bignum gmp`.
pub fn missing_library(bignums: Bignums) -> Option<&'static str> {
    (bignums == Bignums::Gmp && !*LIBGMP).then_some("libgmp")
}

impl Compiler {
    pub fn command(self) -> &'static str {
        match self {
            Compiler::Gcc => "gcc",
            Compiler::Clang => CLANG.unwrap_or("clang"),
        }
    }
}

/// What a setup needs that is not here: its name in `WASTREL_REQUIRE`.
pub fn missing(setup: Setup) -> Option<&'static str> {
    match setup {
        Setup { compiler: Compiler::Clang, .. } if CLANG.is_none() => Some("clang"),
        Setup { compiler: Compiler::Clang, sanitized: true, .. } if !*CLANG_SANITIZERS => Some("sanitizers"),
        Setup { compiler: Compiler::Gcc, sanitized: true, .. } if !*GCC_SANITIZERS => Some("sanitizers"),
        Setup { collector: "bdw", .. } if !*LIBGC => Some("libgc"),
        _ => None,
    }
}

/// Skipped where it may be, failed where `WASTREL_REQUIRE` names it.
pub fn skip(missing: &str) -> Result<Completion, Failed> {
    let required = std::env::var("WASTREL_REQUIRE").unwrap_or_default();
    if required.split(',').any(|name| name.trim() == missing) {
        return Err(format!("{missing}: not here, but WASTREL_REQUIRE names it").into());
    }
    Ok(Completion::ignored_with(format!("needs {missing}")))
}

/// A test of one setup, by the name `NAME SETUP`.
pub fn trial(name: &str, setup: Setup, test: impl FnOnce(Setup) -> Tested + Send + 'static) -> Trial {
    trial_with_tools(name, setup, &[], test)
}

/// The same for a test that also runs these programs.
pub fn trial_with_tools(
    name: &str,
    setup: Setup,
    tools: &'static [&'static str],
    test: impl FnOnce(Setup) -> Tested + Send + 'static,
) -> Trial {
    let missing_tool = || tools.iter().copied().find(|tool| which::which(tool).is_err());
    Trial::ignorable_test(format!("{name} {setup}"), move || match missing(setup).or_else(missing_tool) {
        Some(missing) => skip(missing),
        None => test(setup).map(|()| Completion::Completed),
    })
}

/// `main` of a test binary.
pub fn run_all(mut trials: Vec<Trial>) -> std::process::ExitCode {
    // As `cargo test` does it: names in order.
    trials.sort_by(|a, b| a.name().cmp(b.name()));
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

// ---- folders ----

/// A folder for what one test leaves, empty at first.
pub fn fresh_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name.replace(' ', "-"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Compiled programs stay here from one run of the tests to the next.
fn cache_folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

// ---- wastrel ----

/// Module, binary or text → C, in this process.
pub fn translate_file(path: &Path) -> Result<Translation, Failed> {
    translate_file_with(path, &Options::default())
}

pub fn translate_file_with(path: &Path, options: &Options) -> Result<Translation, Failed> {
    let bytes = fs::read(path)?;
    let is_text = path.extension().is_some_and(|ending| ending == "wat");
    let bytes = if is_text { wat::parse_bytes(&bytes)?.into_owned() } else { bytes };
    wastrel::translate(&bytes, options).map_err(Failed::from)
}

/// `wastrel`, unaffected by the environment.
pub fn wastrel() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wastrel"));
    forget_environment(&mut command);
    command.env("WASTREL_CACHE_DIR", cache_folder());
    command
}

fn forget_environment(command: &mut Command) {
    for name in ["CC", "GC_OPTIONS", "CLICOLOR_FORCE", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("WASTREL_") {
            command.env_remove(name);
        }
    }
}

/// What `WASTREL_PASSES` names.
pub fn named_passes() -> Option<Passes> {
    let names = std::env::var("WASTREL_PASSES").ok()?;
    let passes = match names.as_str() {
        "all" => Some(Passes::default()),
        "none" => Some(Passes::NONE),
        names => names.split_whitespace().try_fold(Passes::NONE, |passes, name| passes.with(name)),
    };
    Some(passes.unwrap_or_else(|| panic!("WASTREL_PASSES={names}: not names of passes")))
}

/// As options.
pub fn without_others(passes: Passes) -> impl Iterator<Item = String> {
    Pass::ALL.into_iter().filter(move |&pass| !passes.has(pass)).map(|pass| format!("-fno-{}", pass.name()))
}

/// The arguments that stand for a setup. What we emit is silent under -Wall -Wextra.
pub fn arguments(setup: Setup) -> Vec<String> {
    let mut arguments = vec![format!("-O{}", setup.level), format!("--cc={}", setup.compiler.command())];
    // The tests run in parallel already.
    arguments.push("-j1".into());
    arguments.push("--cflags=-Wall -Wextra -Werror".into());
    if setup.sanitized {
        arguments.push("--sanitize=address,undefined".into());
    }
    if setup.collector != DEFAULT_COLLECTOR {
        arguments.push(format!("--gc={}", setup.collector));
    }
    if setup.rooting == Rooting::Conservative {
        arguments.push("--roots=conservative".into());
    }
    arguments.push(format!("--ref-width={}", if setup.ref_width == RefWidth::Bits32 { 32 } else { 64 }));
    arguments.extend(named_passes().into_iter().flat_map(without_others));
    arguments
}

/// Module → executable. Nothing is printed, but for the note that gcc needs -O1 for tail calls.
pub fn compile(module: &Path, setup: Setup, executable: &Path) -> Tested {
    compile_granting(module, setup, &[], executable)
}

/// `grants`: options such as `--dir=…`.
pub fn compile_granting(module: &Path, setup: Setup, grants: &[String], executable: &Path) -> Tested {
    compile_by(module, setup, &[&arguments(setup), grants].concat(), executable)
}

/// `arguments`: those of the setup, perhaps changed.
pub fn compile_by(module: &Path, setup: Setup, arguments: &[String], executable: &Path) -> Tested {
    let mut command = wastrel();
    command.arg("compile").args(arguments).arg(module).arg("-o").arg(executable);
    let outcome = outcome(command, None, COMPILER_PATIENCE)?;
    let stderr = outcome.stderr_text();
    let unexpected = stderr
        .lines()
        .find(|line| !(setup.compiler == Compiler::Gcc && setup.level == 0 && line.starts_with("note: gcc")));
    if outcome.status != 0 || unexpected.is_some() {
        return Err(format!("wastrel compile ends with status {}:\n{stderr}", outcome.status).into());
    }
    Ok(())
}

// ---- programs ----

/// A run of a compiled program.
pub struct Run<'a> {
    pub executable: &'a Path,
    pub args: Vec<String>,
    pub env: Vec<(String, String)>,
    pub stdin: Option<PathBuf>,
    pub patience: Duration,
}

impl<'a> Run<'a> {
    pub fn new(executable: &'a Path) -> Run<'a> {
        Run { executable, args: Vec::new(), env: Vec::new(), stdin: None, patience: PATIENCE }
    }

    pub fn outcome(&self) -> Result<Outcome, Failed> {
        let mut command = Command::new(self.executable);
        forget_environment(&mut command);
        command.args(&self.args);
        command.env("TZ", "UTC").env("ASAN_OPTIONS", "detect_leaks=0").env("UBSAN_OPTIONS", "print_stacktrace=1");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        outcome(command, self.stdin.as_deref(), self.patience)
    }
}

#[derive(Debug)]
pub struct Outcome {
    /// As a shell counts: 128 + signal for a process that was killed.
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

impl Outcome {
    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }
}

/// Runs a process to its end.
pub fn outcome(mut command: Command, stdin: Option<&Path>, patience: Duration) -> Result<Outcome, Failed> {
    let stdin = match stdin {
        Some(path) => File::open(path)?.into(),
        None => Stdio::null(),
    };
    // Files never fill up as pipes do, so nobody has to read while the process runs.
    let (stdout, stderr) = (tempfile::NamedTempFile::new()?, tempfile::NamedTempFile::new()?);
    command.stdin(stdin).stdout(stdout.reopen()?).stderr(stderr.reopen()?);
    let mut child = command.spawn().map_err(|error| format!("{command:?}: {error}"))?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > patience {
            child.kill()?;
            child.wait()?;
            return Err(format!("{command:?} still runs after {patience:?}").into());
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    Ok(Outcome {
        status: status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0)),
        stdout: fs::read(stdout.path())?,
        stderr: fs::read(stderr.path())?,
    })
}

/// Compiles C files of the runtime, one with a `main`, and perhaps libraries, to a program that answers lines of questions.
pub fn build_driver(setup: Setup, folder: &Path, sources: &[&str]) -> Result<PathBuf, Failed> {
    let driver = folder.join("driver");
    let mut command = Command::new(setup.compiler.command());
    command.args(["-std=gnu17", "-g", "-Wall", "-Wextra", "-Werror", "-Igc-runtime"]).current_dir(ROOT);
    command.arg(format!("-O{}", setup.level));
    if setup.sanitized {
        command.args(["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]);
    }
    command.args(sources).arg("-o").arg(&driver);
    let outcome = outcome(command, None, PATIENCE)?;
    match outcome.status {
        0 => Ok(driver),
        _ => Err(outcome.stderr_text().to_string().into()),
    }
}
