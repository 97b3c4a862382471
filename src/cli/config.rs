//! What is meant: [`args`](super::args) with the environment and the defaults filled in, checked.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::args::{
    BignumArg, BuildArgs, CacheArgs, Color, CommonArgs, Emit, GuestArgs, InspectArgs, LevelArg, RefWidthArg, RootsArg,
    SandboxArg, UnknownImports, What,
};
use crate::build::collector_source::CollectorSource;
use crate::build::flags::{Level, Settings};
use crate::build::grants::Grants;
use crate::build::log::{Log, Verbosity};
use crate::build::runtime_files::{self, Bignums, COLLECTORS, Collector};
use crate::error::Error;
use crate::optimise::{Pass, Passes};
use crate::{RefWidth, Rooting};

/// The variables that have a meaning for us, empty ones left out.
#[derive(Debug, Default)]
pub struct Environment {
    pub cc: Option<String>,
    pub xdg_cache_home: Option<OsString>,
    pub home: Option<OsString>,
}

impl Environment {
    pub fn of_process() -> Environment {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        Environment {
            cc: variable("CC").map(|value| value.to_string_lossy().into_owned()),
            xdg_cache_home: variable("XDG_CACHE_HOME"),
            home: variable("HOME"),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CachePlace {
    Off,
    /// Named by the user: it must work.
    Named(PathBuf),
    /// The usual one: if it does not work, we go on without.
    Usual(PathBuf),
}

/// How to make an executable.
#[derive(Debug)]
pub struct Build {
    pub compiler: Option<String>,
    pub settings: Settings,
    pub jobs: usize,
    pub unknown_imports: UnknownImports,
    pub rooting: Rooting,
    pub passes: Passes,
    pub keep_c: Option<PathBuf>,
    pub cache: CachePlace,
    pub log: Log,
}

impl Build {
    pub fn new(args: BuildArgs, environment: &Environment) -> Result<Build> {
        let rooting = match args.roots {
            RootsArg::Precise => Rooting::Precise,
            RootsArg::Conservative => Rooting::Conservative,
        };
        let name = args.gc.as_deref().unwrap_or_else(|| default_collector(rooting));
        let collector = runtime_files::collector(name).ok_or_else(|| {
            let names: Vec<&str> = COLLECTORS.iter().map(|collector| collector.name).collect();
            user(format!("there is no collector `{name}`"), format!("choose one of: {}", names.join(", ")))
        })?;
        let collector_source =
            args.gc_src.as_deref().map(|folder| CollectorSource::read(folder, collector)).transpose()?;
        let flags = args.cflags.unwrap_or_default();
        let extra = shell_words::split(&flags)
            .map_err(|error| user(format!("cannot read --cflags `{flags}`: {error}"), "quote it as a shell would"))?;
        let level = args.level.unwrap_or(LevelArg::Fixed(2));
        let mut sanitizers = args.sanitize;
        sanitizers.sort();
        sanitizers.dedup();
        Ok(Build {
            compiler: args.cc.filter(|cc| !cc.is_empty()).or_else(|| environment.cc.clone()),
            settings: Settings {
                level: Level(level.hot()),
                cold_level: Level(level.cold()),
                sanitizers,
                extra,
                collector,
                bignums: args.bignum.into(),
                ref_width: args
                    .ref_width
                    .map_or_else(|| default_ref_width(collector, collector_source.is_some()), RefWidth::from),
                collector_source,
            },
            jobs: args.jobs.map_or_else(processors, |jobs| jobs as usize),
            unknown_imports: args.unknown_imports,
            rooting,
            passes: passes(&args.passes)?,
            keep_c: args.keep_c,
            cache: cache_place(&args.cache, environment),
            log: Common::new(&args.common).log,
        })
    }
}

fn passes(choices: &[String]) -> Result<Passes> {
    choices.iter().try_fold(Passes::default(), |passes, choice| {
        passes.with(choice).ok_or_else(|| {
            let names: Vec<&str> = Pass::ALL.iter().map(|pass| pass.name()).collect();
            user(
                format!("there is no optimisation `-f{choice}`"),
                format!("choose of: {}; no-NAME leaves it out", names.join(", ")),
            )
        })
    })
}

impl From<BignumArg> for Bignums {
    fn from(bignum: BignumArg) -> Bignums {
        match bignum {
            BignumArg::Own => Bignums::Own,
            BignumArg::Gmp => Bignums::Gmp,
        }
    }
}

impl From<RefWidthArg> for RefWidth {
    fn from(width: RefWidthArg) -> RefWidth {
        match width {
            RefWidthArg::Bits32 => RefWidth::Bits32,
            RefWidthArg::Bits64 => RefWidth::Bits64,
        }
    }
}

/// 32 bits take .89 of the CPU time and .70 of the memory of 64 (12 OCaml programs). On the C stack they are told from numbers only by
/// chance, and another's collectors need not have them.
fn default_ref_width(collector: &Collector, is_anothers: bool) -> RefWidth {
    if is_anothers || collector.scans_c_stack() || !collector.has_small_slots() {
        RefWidth::Bits64
    } else {
        RefWidth::Bits32
    }
}

fn default_collector(rooting: Rooting) -> &'static str {
    match rooting {
        Rooting::Precise => COLLECTORS[0].name,
        Rooting::Conservative => "stack-conservative-mmc",
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

pub(super) fn cache_place(args: &CacheArgs, environment: &Environment) -> CachePlace {
    if args.no_cache {
        return CachePlace::Off;
    }
    if let Some(folder) = args.cache_dir.as_ref().filter(|folder| !folder.as_os_str().is_empty()) {
        return CachePlace::Named(folder.clone());
    }
    // The XDG specification has relative paths ignored.
    let xdg = environment.xdg_cache_home.as_ref().map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = xdg.or_else(|| environment.home.as_ref().map(|home| Path::new(home).join(".cache")));
    folder.map_or(CachePlace::Off, |folder| CachePlace::Usual(folder.join("wastrel")))
}

/// What the program may reach. `log` is its own, too, where this process becomes it.
pub fn grants(args: GuestArgs, log: Log) -> Grants {
    Grants {
        folders: args.dirs,
        sandbox: args.sandbox.map(tier_name),
        tells_sandbox: log.verbosity == Verbosity::Verbose,
        variables: args.variables,
        inherit_env: args.inherit_env,
        argv0: args.argv0,
        cwd: args.cwd,
        clock: args.clock.map(|clock| clock.0),
        random: args.random.map(|random| random.0),
        filters_calls: args.seccomp,
        is_open: false,
    }
}

fn tier_name(sandbox: SandboxArg) -> &'static str {
    match sandbox {
        SandboxArg::Auto => "auto",
        SandboxArg::Namespace => "namespace",
        SandboxArg::Landlock => "landlock",
        SandboxArg::Openat2 => "openat2",
        SandboxArg::Nofollow => "nofollow",
        SandboxArg::None => "none",
    }
}

/// How to talk to the user.
#[derive(Clone, Copy, Debug)]
pub struct Common {
    pub log: Log,
    pub color: bool,
}

impl Common {
    pub fn new(args: &CommonArgs) -> Common {
        let verbosity = match (args.quiet, args.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        Common { log: Log { verbosity }, color: use_color(args.color) }
    }
}

fn use_color(color: Color) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if set("NO_COLOR") => false,
        Color::Auto if set("CLICOLOR_FORCE") => true,
        Color::Auto => std::io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}

#[derive(Debug, PartialEq, Eq)]
pub enum CompileTarget {
    Executable(PathBuf),
    C(PathBuf),
}

impl CompileTarget {
    pub fn new(output: Option<PathBuf>, emit: Emit, file: &Path) -> Result<CompileTarget> {
        let out = match output {
            Some(out) => out,
            None => default_output(file, emit)?,
        };
        Ok(match emit {
            Emit::Exe => CompileTarget::Executable(out),
            Emit::C => CompileTarget::C(out),
        })
    }
}

/// As `cc -o` has it, in the current folder: `hello` for `dir/hello.wasm`, and `hello-c` for its C.
fn default_output(file: &Path, emit: Emit) -> Result<PathBuf> {
    let stem = file
        .file_stem()
        .ok_or_else(|| user(format!("{} has no name to derive OUT from", file.display()), "pass -o OUT"))?;
    let mut name = stem.to_os_string();
    if emit == Emit::C {
        name.push("-c");
    }
    Ok(PathBuf::from(name))
}

pub struct Inspection {
    pub what: What,
    pub file: PathBuf,
    pub ref_width: RefWidth,
}

impl Inspection {
    pub fn new(args: InspectArgs) -> Inspection {
        Inspection { what: args.what, file: args.file, ref_width: args.ref_width.into() }
    }
}

pub(super) fn user(message: String, hint: impl Into<String>) -> anyhow::Error {
    Error::User { message, hint: Some(hint.into()) }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_where_xdg_says() {
        let check = |xdg: Option<&str>, home: Option<&str>, named: Option<&str>, expect: CachePlace| {
            let environment =
                Environment { cc: None, xdg_cache_home: xdg.map(OsString::from), home: home.map(OsString::from) };
            let args = CacheArgs { cache_dir: named.map(PathBuf::from), no_cache: false };
            assert_eq!(cache_place(&args, &environment), expect);
        };
        check(Some("/x"), Some("/h"), Some("c"), CachePlace::Named("c".into()));
        check(Some("/x"), Some("/h"), None, CachePlace::Usual("/x/wastrel".into()));
        check(Some("relative"), Some("/h"), None, CachePlace::Usual("/h/.cache/wastrel".into()));
        check(None, None, None, CachePlace::Off);
    }

    #[test]
    fn output_is_named_after_the_module() {
        let check =
            |file: &str, emit, expect| assert_eq!(default_output(Path::new(file), emit).unwrap(), Path::new(expect));
        check("dir/hello.wasm", Emit::Exe, "hello");
        check("hello.small.wat", Emit::Exe, "hello.small");
        check("dir/hello.wasm", Emit::C, "hello-c");
    }
}
