//! What was typed. No defaults are filled in and nothing is looked up on this machine: that is `config.rs`.
//!
//! In: the process's arguments. Out: [`Cli`], and the guest's arguments apart in [`Split`], which clap never sees.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::build::grants::Folder;
use crate::build::runtime_files::{self, COLLECTORS, Collector};

const EXAMPLES: &str = "\
Examples:
  wastrel program.wasm 1 2 3            compile (or find in the cache) and run, with guest arguments
  wastrel compile program.wasm -o prog  an executable that needs only libc and libm
  wastrel compile --emit=c program.wasm -o folder
  wastrel inspect types program.wasm
  wastrel bench program.wasm --vs ocamlopt

`wastrel FILE` means `wastrel run FILE`; a file that is called `run` is `./run`.";

/// Compiles WebAssembly with garbage collection to native Linux binaries, through C
#[derive(Parser, Debug)]
#[command(
    name = "wastrel",
    version,
    after_help = EXAMPLES,
    arg_required_else_help = true,
    subcommand_required = true,
    override_usage = "wastrel [run] [OPTIONS] FILE [ARGS]...\n       wastrel compile [OPTIONS] FILE [-o OUT]\n       wastrel inspect WHAT FILE\n       wastrel bench [OPTIONS] FILE|DIR...\n       wastrel wast [OPTIONS] FILE..."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Compile a module, or find it in the cache, and run it (the default command)
    Run(RunArgs),
    /// Compile a module to an executable, or to C
    Compile(CompileArgs),
    /// Print what Wastrel knows about a module
    Inspect(InspectArgs),
    /// Measure programs, by Wastrel and by other engines
    Bench(BenchArgs),
    /// Compile spec scripts, and run their assertions
    Wast(WastArgs),
}

#[derive(Args, Debug)]
pub struct WastArgs {
    /// Spec scripts (.wast)
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// How many assertions that fail are shown for each file
    #[arg(long, value_name = "N", default_value = "10")]
    pub show: usize,
    #[command(flatten)]
    pub build: BuildArgs,
}

#[derive(Args, Debug)]
#[command(override_usage = "wastrel [run] [OPTIONS] FILE [ARGS]...")]
pub struct RunArgs {
    /// The module, binary or text; everything after it belongs to the guest
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub guest: GuestArgs,
    #[command(flatten)]
    pub build: BuildArgs,
}

#[derive(Args, Debug)]
#[command(override_usage = "wastrel compile [OPTIONS] FILE [-o OUT]")]
pub struct CompileArgs {
    /// The module, binary or text
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Where to write [default: FILE without folder and ending]
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// What to write: an executable, or a folder of C with a Makefile
    #[arg(long, value_enum, default_value = "exe")]
    pub emit: Emit,
    /// Let the executable's user add grants, in the variable WASTREL_GRANTS, instead of only taking some away
    #[arg(long)]
    pub allow_runtime_grants: bool,
    #[command(flatten)]
    pub guest: GuestArgs,
    #[command(flatten)]
    pub build: BuildArgs,
}

#[derive(Args, Debug)]
pub struct InspectArgs {
    #[arg(value_enum)]
    pub what: What,
    /// The module, binary or text
    pub file: PathBuf,
    /// For `layouts`: bits of a reference in an object
    #[arg(long, value_name = "BITS", value_enum, default_value = "32")]
    pub ref_width: RefWidthArg,
    #[command(flatten)]
    pub common: CommonArgs,
}

const BENCH_NOTES: &str = "\
Engines: ocamlopt, ocamlopt-unsafe (-O3 -unsafe -inline 100), ocamlrun, guile, native-c and native-rust compile the source
beside the module (NAME.ml, NAME.scm, NAME.c, NAME.rs); node, wasmtime and wasm2c take the module; cmd:'COMMAND' is any other,
with {wasm} and {args} in its place. LABEL=cmd:'COMMAND' gives it a name.

An engine is found by --engine, by the variable WASTREL_ENGINE_NAME (WASTREL_ENGINE_NATIVE_C), by wastrel.toml, or in PATH:
  [engine.ocamlopt]
  path = \"/opt/ocaml/bin/ocamlopt\"    chroot = \"/srv/sid\"    flags = [\"-O3\"]    (for node also: hoot = \"FOLDER\")
What a compiler makes in a chroot is linked statically and runs outside.

Of a folder, the programs that have a size (NAME.small) are measured; of these, NAME.bench and NAME.bench.stdin (a size long
enough to be timed), or else NAME.arguments, NAME.stdin and NAME.expected, and NAME.options are read. NAME.differs names
engines that rightly print something else. Outputs must be equal before anything is timed.

Examples:
  wastrel bench corpora/ocaml --vs ocamlopt,node
  wastrel bench corpora/ocaml --config 'gcc -O2' --config 'clang-19 -O2 --gc semi'
  wastrel bench corpora/c --vs native-c --runs 20 --json c.json --svg c.svg
  wastrel bench corpora/ocaml --vs ocamlopt --baseline old.json --fail-above 1.05

Exit status: 1 if an output is wrong, an engine is missing, or --fail-above says so.";

#[derive(Args, Debug)]
#[command(override_usage = "wastrel bench [OPTIONS] FILE|DIR...", after_help = BENCH_NOTES)]
pub struct BenchArgs {
    /// Modules, or folders of them
    #[arg(value_name = "FILE|DIR", required = true)]
    pub paths: Vec<PathBuf>,
    /// Engines to compare with, separated by commas; the first is what ratios are to [default: the first --config]
    #[arg(long, value_name = "ENGINES")]
    pub vs: Vec<String>,
    /// A C compiler, and options of `wastrel compile`; may be repeated [default: 'gcc -O2']
    #[arg(long = "config", value_name = "CC OPTIONS")]
    pub configurations: Vec<String>,
    /// Where an engine is: a program, or `chroot DIR`, or `chroot DIR PROGRAM`; may be repeated
    #[arg(long = "engine", value_name = "NAME=COMMAND", value_parser = name_and_value)]
    pub engines: Vec<(String, String)>,
    /// Where more is said about engines [default: ./wastrel.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Timed runs of each program by each engine
    #[arg(long, value_name = "N", default_value = "10", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub runs: u32,
    /// Further runs before these, not counted; outputs are checked by one in any case
    #[arg(long, value_name = "N", default_value = "0", value_parser = clap::value_parser!(u32).range(0..=1000))]
    pub warmup: u32,
    /// Kill what takes longer, a build or a run; an engine's program is then skipped
    #[arg(long, value_name = "SECONDS", default_value = "600", value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: u64,
    /// The small sizes (NAME.small): to try it out
    #[arg(long)]
    pub small: bool,
    /// Also count instructions of native programs, by valgrind or perf; Wastrel's are then compiled with -DWR_MEMORY_ANYWHERE
    #[arg(long)]
    pub instructions: bool,
    /// Append each measurement to FILE, and go on from what it holds
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    /// An earlier --json FILE to compare with
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Fail if the geometric mean against the baseline is above R
    #[arg(long, value_name = "R", requires = "baseline")]
    pub fail_above: Option<f64>,
    /// Write all that was measured, as hyperfine 1.x does and more; `-` is standard output, in place of the table
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Write a line for each program and engine
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Write the tables in Markdown
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,
    /// Write a bar chart
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    #[command(flatten)]
    pub cache: CacheArgs,
    #[command(flatten)]
    pub common: CommonArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    Exe,
    C,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// The canonical types, with their numbers
    Types,
    /// Where each field of an object lies
    Layouts,
    /// The references that are live across each safepoint
    Stackmaps,
    /// What the module imports, and who provides it
    Imports,
    /// The proposals that the module uses
    Features,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "What the program may reach")]
pub struct GuestArgs {
    /// A directory, and what the program calls it [default: the same name]; with :ro, for reading only; may be repeated
    #[arg(long = "dir", value_name = "HOST[::GUEST][:ro]", value_parser = granted_directory)]
    pub dirs: Vec<Folder>,
    /// What keeps it within these directories [default: auto, the best that works]
    #[arg(long, value_name = "TIER", value_enum)]
    pub sandbox: Option<SandboxArg>,
    /// A variable of the environment; without a value, the host's; may be repeated
    #[arg(long = "env", value_name = "NAME[=VALUE]", value_parser = granted_variable)]
    pub variables: Vec<String>,
    /// All variables of the host's environment
    #[arg(long)]
    pub inherit_env: bool,
    /// What the program is told that it is called [default: FILE without its folder]
    #[arg(long, value_name = "NAME")]
    pub argv0: Option<String>,
    /// Where its relative paths begin: a directory within the granted ones, by the program's name for it
    #[arg(long, value_name = "GUEST")]
    pub cwd: Option<String>,
    /// `fixed`: a clock that only the program moves, from 1970 or so many seconds after on [default: the host's clocks]
    #[arg(long, value_name = "fixed[:SECONDS]", value_parser = fixed_clock)]
    pub clock: Option<FixedClock>,
    /// Random numbers that follow from a seed [default: the host's]
    #[arg(long, value_name = "seed:N", value_parser = fixed_random)]
    pub random: Option<FixedRandom>,
    /// Refuse it all system calls that the runtime does not need
    #[arg(long)]
    pub seccomp: bool,
}

/// Nanoseconds after 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedClock(pub u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedRandom(pub u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelArg {
    Auto,
    Fixed(u8),
}

impl LevelArg {
    pub fn hot(self) -> u8 {
        match self {
            LevelArg::Auto => 2,
            LevelArg::Fixed(level) => level,
        }
    }

    pub fn cold(self) -> u8 {
        match self {
            LevelArg::Auto => 1,
            LevelArg::Fixed(level) => level,
        }
    }
}

#[derive(Args, Debug)]
#[command(next_help_heading = "How it is compiled")]
pub struct BuildArgs {
    /// The C compiler, with arguments if needed [default: $CC, gcc, cc, clang]
    #[arg(long, value_name = "CC", env = "WASTREL_CC", hide_env_values = true)]
    pub cc: Option<String>,
    /// Further flags for the C compiler and the linker; paths in them must be absolute
    #[arg(long, value_name = "FLAGS", env = "WASTREL_CFLAGS", hide_env_values = true, allow_hyphen_values = true)]
    pub cflags: Option<String>,
    /// Level of optimisation, 0 to 3; auto: 2 for functions that may take time, 1 for the others and for large programs
    /// [default: auto for run, 2 otherwise]
    #[arg(short = 'O', value_name = "LEVEL", value_parser = level)]
    pub level: Option<LevelArg>,
    /// An optimisation to do, or no-NAME to leave it out (all are done): checks, escape, inline, stacks, start
    #[arg(short = 'f', value_name = "NAME")]
    pub passes: Vec<String>,
    /// How many C compilers run at once [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub jobs: Option<u32>,
    /// The garbage collector to compile in; `help` lists them
    #[arg(long, value_name = "COLLECTOR")]
    pub gc: Option<String>,
    /// Take its C from DIR: a changed copy of Wastrel's `whippet`, or another with the same interface and folders
    #[arg(long, value_name = "DIR")]
    pub gc_src: Option<PathBuf>,
    /// How it finds the references of running functions: on a stack of their own, or anywhere on the C stack
    #[arg(long, value_name = "HOW", value_enum, default_value = "precise")]
    pub roots: RootsArg,
    /// Bits of a reference in an object: with 32 objects are smaller, and the heap is at most 4 GiB
    /// [default: 32; 64 with bdw, with a collector that looks through the C stack, and with --gc-src]
    #[arg(long, value_name = "BITS", value_enum)]
    pub ref_width: Option<RefWidthArg>,
    /// Who multiplies and divides the large integers of Scheme programs: Wastrel's own C, or GMP, linked statically
    #[arg(long, value_name = "WHO", value_enum, default_value = "own")]
    pub bignum: BignumArg,
    /// Instrument the program by the C compiler's sanitizers
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = ["address", "undefined"])]
    pub sanitize: Vec<String>,
    /// An import that nobody provides: a function that traps when called, or an error now
    #[arg(long, value_name = "WHAT", value_enum, default_value = "trap")]
    pub unknown_imports: UnknownImports,
    /// Also leave the C in DIR
    #[arg(long, value_name = "DIR")]
    pub keep_c: Option<PathBuf>,
    #[command(flatten)]
    pub cache: CacheArgs,
    #[command(flatten)]
    pub common: CommonArgs,
}

#[derive(Args, Debug)]
pub struct CacheArgs {
    /// Where executables are cached [default: $XDG_CACHE_HOME/wastrel or ~/.cache/wastrel]
    #[arg(long, value_name = "DIR", env = "WASTREL_CACHE_DIR", hide_env_values = true)]
    pub cache_dir: Option<PathBuf>,
    /// Neither look into the cache nor write to it
    #[arg(long)]
    pub no_cache: bool,
}

#[derive(Args, Debug)]
pub struct CommonArgs {
    /// Print commands and timings to stderr
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Print errors only
    #[arg(short, long)]
    pub quiet: bool,
    /// Colours in messages
    #[arg(long, value_name = "WHEN", value_enum, default_value = "auto")]
    pub color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum UnknownImports {
    Trap,
    Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RootsArg {
    Precise,
    /// With stack-conservative-mmc, if --gc does not say otherwise
    Conservative,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BignumArg {
    Own,
    /// Needs libgmp and its header
    Gmp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RefWidthArg {
    #[value(name = "32")]
    Bits32,
    #[value(name = "64")]
    Bits64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// As `wasi/sandbox.h` has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SandboxArg {
    /// The best of the others that works, `none` apart
    Auto,
    /// A mount namespace that holds nothing else; absolute links work in it
    Namespace,
    /// Landlock, and then as openat2
    Landlock,
    /// The kernel resolves each path beneath its directory (Linux 5.6)
    Openat2,
    /// The program does, and follows no link that it has not read
    Nofollow,
    /// Nothing does: for experiments
    None,
}

/// `HOST::GUEST`, or `HOST` for both, and `:ro` behind.
fn granted_directory(dir: &str) -> Result<Folder, String> {
    let (names, read_only) = dir.strip_suffix(":ro").map_or((dir, false), |names| (names, true));
    let (host, guest) = names.split_once("::").unwrap_or((names, names));
    if host.is_empty() || guest.is_empty() {
        return Err("a directory has a name".into());
    }
    Ok(Folder { host: host.to_string(), guest: guest.to_string(), read_only })
}

fn fixed_clock(text: &str) -> Result<FixedClock, String> {
    let seconds = match text.split_once(':') {
        None if text == "fixed" => Some(0),
        Some(("fixed", seconds)) => seconds.parse::<u64>().ok(),
        _ => None,
    };
    let start = seconds.and_then(|seconds| seconds.checked_mul(1_000_000_000));
    start.map(FixedClock).ok_or_else(|| "`fixed` or `fixed:SECONDS` is needed, with seconds since 1970".into())
}

fn fixed_random(text: &str) -> Result<FixedRandom, String> {
    let seed = text.strip_prefix("seed:").and_then(|seed| seed.parse().ok());
    seed.map(FixedRandom).ok_or_else(|| "`seed:N` is needed".into())
}

fn level(text: &str) -> Result<LevelArg, String> {
    if text == "auto" {
        return Ok(LevelArg::Auto);
    }
    let level = text.parse().ok().filter(|level| *level <= 3);
    level.map(LevelArg::Fixed).ok_or_else(|| "`auto` or 0 to 3 is needed".into())
}

fn granted_variable(variable: &str) -> Result<String, String> {
    if variable.is_empty() || variable.starts_with('=') {
        return Err("a variable has a name".into());
    }
    Ok(variable.to_string())
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => Ok((name.to_string(), value.to_string())),
        _ => Err("NAME=COMMAND is needed".into()),
    }
}

impl Cli {
    pub fn common(&self) -> &CommonArgs {
        match &self.command {
            Command::Run(run) => &run.build.common,
            Command::Compile(compile) => &compile.build.common,
            Command::Inspect(inspect) => &inspect.common,
            Command::Bench(bench) => &bench.common,
            Command::Wast(wast) => &wast.build.common,
        }
    }
}

/// Arguments for clap, and those that belong to the guest.
#[derive(Debug, PartialEq, Eq)]
pub struct Split {
    pub own: Vec<OsString>,
    pub guest: Vec<OsString>,
}

/// Puts the command first: `wastrel -O1 x.wasm -v` is `wastrel run -O1 x.wasm`, and `-v` is the guest's.
/// Cut here rather than by clap, so that no option of the guest can ever be taken for ours.
pub fn split(mut arguments: Vec<OsString>) -> Split {
    let with_value = options_with_value();
    let first = first_word(&arguments, 1, &with_value);
    match first.and_then(|at| Some((at, known_command(&arguments, at)?))) {
        Some((at, name)) => {
            arguments[1..=at].rotate_right(1);
            if name != "run" {
                return Split { own: arguments, guest: Vec::new() };
            }
        }
        None if first.is_none() && asks_for_itself(&arguments) => return Split { own: arguments, guest: Vec::new() },
        _ => arguments.insert(1.min(arguments.len()), "run".into()),
    }
    let guest = match first_word(&arguments, 2, &with_value) {
        Some(file) => arguments.split_off(file + 1),
        None => Vec::new(),
    };
    Split { own: arguments, guest }
}

/// No arguments, `--help` or `--version`.
fn asks_for_itself(arguments: &[OsString]) -> bool {
    arguments.get(1).is_none_or(|first| ["-h", "--help", "-V", "--version"].iter().any(|option| first == option))
}

/// A command's name; after `--` there are only files.
fn known_command(arguments: &[OsString], at: usize) -> Option<&'static str> {
    let names = ["run", "compile", "inspect", "bench", "wast", "help"];
    names.into_iter().find(|name| arguments[at] == *name && arguments[at - 1] != "--")
}

/// The index of the first argument that is neither an option nor an option's value.
fn first_word(arguments: &[OsString], from: usize, with_value: &OptionsWithValue) -> Option<usize> {
    let mut at = from;
    while let Some(argument) = arguments.get(at) {
        if argument == "--" {
            return Some(at + 1).filter(|next| *next < arguments.len());
        }
        if !is_option(argument) {
            return Some(at);
        }
        at += if with_value.takes_next(argument) { 2 } else { 1 };
    }
    None
}

fn is_option(argument: &OsStr) -> bool {
    let bytes = argument.as_encoded_bytes();
    bytes.len() > 1 && bytes[0] == b'-'
}

struct OptionsWithValue {
    short: Vec<char>,
    long: Vec<String>,
}

/// Asked of clap, so that there is no second list to keep.
fn options_with_value() -> OptionsWithValue {
    let command = CompileArgs::augment_args(clap::Command::new(""));
    let options = || command.get_arguments().filter(|argument| argument.get_action().takes_values());
    OptionsWithValue {
        short: options().filter_map(|option| option.get_short()).collect(),
        long: options().filter_map(|option| option.get_long().map(str::to_string)).collect(),
    }
}

impl OptionsWithValue {
    /// Whether the argument after this one is its value: `-j 4`, `-vj 4`, `--jobs 4`, but not `-j4` nor `--jobs=4`.
    fn takes_next(&self, option: &OsStr) -> bool {
        let Some(text) = option.to_str() else { return false };
        if let Some(long) = text.strip_prefix("--") {
            return self.long.iter().any(|known| known == long);
        }
        let cluster = &text[1..];
        cluster.find(|c| self.short.contains(&c)).is_some_and(|at| at + 1 == cluster.len())
    }
}

pub fn parse(split: &Split) -> Result<Cli, clap::Error> {
    let matches = Cli::command().try_get_matches_from(&split.own)?;
    let cli = Cli::from_arg_matches(&matches)?;
    let missing = match &cli.command {
        Command::Run(run) => run.file.is_none() && !run.build.asks_for_collectors(),
        Command::Compile(compile) => compile.file.is_none() && !compile.build.asks_for_collectors(),
        Command::Inspect(_) | Command::Bench(_) | Command::Wast(_) => false,
    };
    if missing {
        return Err(missing_file(&cli.command));
    }
    if let Some((command, build)) = cli.command.build() {
        build.check_roots(command)?;
        build.check_ref_width(command)?;
    }
    match &cli.command {
        Command::Compile(compile) if compile.emit == Emit::C && compile.guest.grants_anything() => Err(grants_in_c()),
        _ => Ok(cli),
    }
}

impl Command {
    /// The command's name, and how it makes executables.
    fn build(&self) -> Option<(&'static str, &BuildArgs)> {
        match self {
            Command::Run(run) => Some(("run", &run.build)),
            Command::Compile(compile) => Some(("compile", &compile.build)),
            Command::Wast(wast) => Some(("wast", &wast.build)),
            Command::Inspect(_) | Command::Bench(_) => None,
        }
    }
}

impl BuildArgs {
    /// `--gc help`
    pub fn asks_for_collectors(&self) -> bool {
        self.gc.as_deref() == Some("help")
    }

    /// If one is named that there is.
    fn collector(&self) -> Option<&'static Collector> {
        self.gc.as_deref().and_then(runtime_files::collector)
    }

    /// Roots that are anywhere need a collector that looks everywhere.
    fn check_roots(&self, command: &str) -> Result<(), clap::Error> {
        match self.collector() {
            Some(collector) if self.roots == RootsArg::Conservative && !collector.scans_c_stack() => {
                let able: Vec<&str> =
                    COLLECTORS.iter().filter(|able| able.scans_c_stack()).map(|able| able.name).collect();
                let message = format!(
                    "--roots conservative does not work with --gc {}, which does not look through the C stack\n\n  \
                     it works with: {}",
                    collector.name,
                    able.join(", ")
                );
                Err(usage(command, ErrorKind::ArgumentConflict, &message))
            }
            _ => Ok(()),
        }
    }

    /// References of 32 bits need a collector that keeps its heap low.
    fn check_ref_width(&self, command: &str) -> Result<(), clap::Error> {
        if self.ref_width != Some(RefWidthArg::Bits32) {
            return Ok(());
        }
        let conflict = match self.collector() {
            _ if self.gc_src.is_some() => "--gc-src, whose collectors need not have slots of 32 bits".to_string(),
            Some(collector) if !collector.has_small_slots() => {
                format!("--gc {}, whose heap may lie anywhere\n\n  it works with all others", collector.name)
            }
            _ => return Ok(()),
        };
        let message = format!("--ref-width 32 does not work with {conflict}");
        Err(usage(command, ErrorKind::ArgumentConflict, &message))
    }
}

fn grants_in_c() -> clap::Error {
    let message = "--dir, --sandbox, --env and what else a program may reach are written into an executable, and --emit=c makes none";
    usage("compile", ErrorKind::ArgumentConflict, message)
}

impl GuestArgs {
    fn grants_anything(&self) -> bool {
        !self.dirs.is_empty()
            || self.sandbox.is_some()
            || !self.variables.is_empty()
            || self.inherit_env
            || self.argv0.is_some()
            || self.cwd.is_some()
            || self.clock.is_some()
            || self.random.is_some()
            || self.seccomp
    }
}

fn missing_file(command: &Command) -> clap::Error {
    let name = if matches!(command, Command::Run(_)) { "run" } else { "compile" };
    usage(name, ErrorKind::MissingRequiredArgument, "a FILE is needed: a WebAssembly module, binary or text")
}

fn usage(command: &str, kind: ErrorKind, message: &str) -> clap::Error {
    let mut top = Cli::command();
    top.build();
    top.find_subcommand_mut(command).expect("a name of `Command`").error(kind, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, own: &str, guest: &str) {
        let words = |text: &str| text.split_whitespace().map(OsString::from).collect::<Vec<_>>();
        let got = split(words(&format!("wastrel {typed}")));
        assert_eq!(got, Split { own: words(&format!("wastrel {own}")), guest: words(guest) }, "wastrel {typed}");
    }

    #[test]
    fn run_is_implied() {
        check("x.wasm", "run x.wasm", "");
        check("-O1 x.wasm", "run -O1 x.wasm", "");
        check("./run", "run ./run", "");
        check("-v", "run -v", "");
        check("-- run", "run -- run", "");
        check("run -- compile", "run -- compile", "");
    }

    #[test]
    fn all_after_the_file_is_the_guests() {
        check("x.wasm --help -O3 -- a", "run x.wasm", "--help -O3 -- a");
        check("run x.wasm run", "run x.wasm", "run");
        check("-j 4 --cc gcc-12 x.wasm -v", "run -j 4 --cc gcc-12 x.wasm", "-v");
        check("-vj 4 x.wasm -v", "run -vj 4 x.wasm", "-v");
        check("-j4 --cc=gcc-12 x.wasm -v", "run -j4 --cc=gcc-12 x.wasm", "-v");
        check("-O 1 -- x.wasm a", "run -O 1 -- x.wasm", "a");
    }

    #[test]
    fn options_may_stand_before_the_command() {
        check("-v compile x.wasm -o y", "compile -v x.wasm -o y", "");
        check("-j 4 inspect types x", "inspect -j 4 types x", "");
        check("-v run x.wasm -v", "run -v x.wasm", "-v");
        check("-v bench x.wasm --runs 3", "bench -v x.wasm --runs 3", "");
    }

    #[test]
    fn help_and_version_are_wastrels() {
        check("", "", "");
        check("--help", "--help", "");
        check("--version", "--version", "");
        check("help run", "help run", "");
    }

    #[test]
    fn clap_agrees_with_the_definitions() {
        Cli::command().debug_assert();
    }
}
