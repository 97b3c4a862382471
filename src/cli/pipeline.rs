//! From the bytes of a module to an executable: through the cache if it can be, by the C compiler if it must.

use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Instant;

use anyhow::{Context, Result};

use super::args::UnknownImports;
use super::config::{Build, CachePlace};
use crate::build::cache::{Cache, Key, OpenError};
use crate::build::driver::{self, Built};
use crate::build::flags::{self, Settings};
use crate::build::log::{Log, Milliseconds};
use crate::build::toolchain::CompilerCommand;
use crate::build::{library, project, runtime_files};
use crate::error::Error;
use crate::{Options, Translation};

/// Translation never recurses over the depth of the input; clean-up of deep trees may.
const STACK_BYTES: usize = 256 << 20;

/// Where the executable is.
pub enum Executable {
    Cached(PathBuf),
    /// Without a cache: gone when this value is.
    Temporary(Built),
}

impl Executable {
    pub fn path(&self) -> &Path {
        match self {
            Executable::Cached(path) => path,
            Executable::Temporary(built) => built.executable(),
        }
    }
}

/// `file` is for messages only.
pub fn executable(file: &Path, bytes: Vec<u8>, build: Build) -> Result<Executable> {
    let key = bytes.clone();
    compiled(&key, &build, || translate(file, bytes, &build))
}

/// The executable of a translation, which is made only if the cache does not know what `bytes` become.
pub fn compiled(bytes: &[u8], build: &Build, translate: impl FnOnce() -> Result<Translation>) -> Result<Executable> {
    let start = Instant::now();
    let log = build.log;
    let compiler = CompilerCommand::find(build.compiler.as_deref())?;
    let cache = open_cache(&build.cache, log)?;
    let key = program_key(bytes, &compiler, build);
    if build.keep_c.is_none()
        && let Some(path) = cache.as_ref().and_then(|cache| cache.program(&key))
    {
        log.phase("found in the cache", start);
        return Ok(Executable::Cached(path));
    }
    if let Some(folder) = &build.keep_c {
        project::claim(folder, true)?;
    }
    let start = Instant::now();
    let toolchain = compiler.probe()?;
    log.phase(&format!("ask the C compiler: {toolchain}"), start);

    let library = library::find(&toolchain.command, &build.settings)?;

    let translation = translate()?;
    let mut settings = build.settings.clone();
    let asked = settings.level;
    settings.level = flags::level_for_tail_calls(&toolchain, asked);
    settings.cold_level = flags::level_for_tail_calls(&toolchain, settings.cold_level);
    if settings.level != asked {
        log.note(
            "note",
            format_args!("{toolchain} cannot guarantee tail calls at {asked}; compiling at {}", settings.level),
        );
    }
    if let Some(folder) = &build.keep_c {
        project::write(folder, &translation.files, &translation.hosts, &settings)?;
    }
    let built = driver::build(&driver::Request {
        toolchain: &toolchain,
        settings: &settings,
        sources: &translation.files,
        hosts: &translation.hosts,
        library: &library,
        jobs: build.jobs,
        cache: cache.as_ref(),
        log,
    })?;
    match cache {
        Some(cache) => Ok(Executable::Cached(cache.store_program(&key, built.executable())?)),
        None => Ok(Executable::Temporary(built)),
    }
}

pub fn translate(file: &Path, bytes: Vec<u8>, build: &Build) -> Result<Translation> {
    let start = Instant::now();
    let options = options(build);
    let path = file.to_path_buf();
    let translation = with_large_stack(move || {
        let translated =
            crate::module::read::to_binary(&path, &bytes).and_then(|bytes| crate::translate(&bytes, &options));
        blame(&path, translated)
    })?;
    for (stage, took) in &translation.stages {
        build.log.detail(format_args!("{} {stage}", Milliseconds(*took)));
    }
    build.log.phase("translate to C, in all", start);
    build.log.detail(format_args!("{:?}", translation.statistics));
    build.log.detail(format_args!("{:?}", translation.roots));
    Ok(translation)
}

fn options(build: &Build) -> Options {
    let unknown_imports = match build.unknown_imports {
        UnknownImports::Trap => crate::UnknownImports::Trap,
        UnknownImports::Error => crate::UnknownImports::Error,
    };
    Options { unknown_imports, rooting: build.rooting, passes: build.passes, ref_width: build.settings.ref_width }
}

/// An error about the module names its file.
pub fn blame<T>(file: &Path, result: crate::error::Result<T>) -> Result<T> {
    result.with_context(|| file.display().to_string())
}

pub fn with_large_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().name("translate".into()).stack_size(STACK_BYTES).spawn(work);
    match thread.map(|thread| thread.join()) {
        Ok(Ok(value)) => value,
        // The panic hook has said what there is to say.
        Ok(Err(_)) => process::exit(101),
        Err(error) => panic!("cannot start a thread: {error}"),
    }
}

/// `None`: go on without a cache.
pub fn open_cache(place: &CachePlace, log: Log) -> Result<Option<Cache>> {
    let (folder, needed) = match place {
        CachePlace::Off => return Ok(None),
        CachePlace::Named(folder) => (folder, true),
        CachePlace::Usual(folder) => (folder, false),
    };
    match Cache::open(folder.clone()) {
        Ok(cache) => Ok(Some(cache)),
        Err(OpenError::Unavailable(error)) if !needed => {
            log.note("warning", format_args!("{error}; going on without"));
            Ok(None)
        }
        Err(error) => Err(Error::from(error).into()),
    }
}

/// Everything that decides what the executable will be. The compiler is not run for it: a hit must be fast.
fn program_key(bytes: &[u8], compiler: &CompilerCommand, build: &Build) -> Key {
    let Build { settings, unknown_imports, rooting, passes, .. } = build;
    Key::default()
        .with("wastrel program 1")
        .with(env!("CARGO_PKG_VERSION"))
        .with(runtime_files::BUILD_ID)
        .with(compiler.identity())
        .with(Settings::identity(settings))
        .with(settings.cold_level.to_string())
        .with(format!("{unknown_imports:?} {rooting:?} {passes:?}"))
        .with(bytes)
}

/// The working folder's own error, for messages of `run`.
pub fn cannot_run(path: &Path, error: &io::Error) -> Error {
    Error::User {
        message: format!("cannot run {}: {}", path.display(), crate::build::words(error)),
        hint: Some("if its file system is mounted noexec, choose another one by --cache-dir or TMPDIR".into()),
    }
}
