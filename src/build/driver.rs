//! Runs the C compiler: units in parallel, then the linker.
//!
//! In: [`Request`]. Out: [`Built`], an executable in a private folder that vanishes with the value. Objects that the same
//! compiler made of the same text are taken from the cache: those of the runtime, unless they came with Wastrel (`prebuilt.rs`), and
//! units that are what they were although the module has changed.

use std::collections::HashMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use super::cache::{Cache, Key};
use super::flags::{self, Settings};
use super::log::{Log, Milliseconds};
use super::runtime_files::{self, object_name};
use super::toolchain::{Toolchain, shown};
use super::{library, prebuilt, project, temporary, words};
use crate::SourceFile;
use crate::error::{Error, Result};
use crate::hosts::Host;

pub struct Request<'a> {
    pub toolchain: &'a Toolchain,
    /// With the level that is really meant: see [`flags::level_for_tail_calls`].
    pub settings: &'a Settings,
    pub sources: &'a [SourceFile],
    pub hosts: &'a [Host],
    pub library: &'a library::Flags,
    pub jobs: usize,
    pub cache: Option<&'a Cache>,
    pub log: Log,
}

pub struct Built {
    folder: temporary::Folder,
    executable: PathBuf,
}

impl Built {
    pub fn executable(&self) -> &Path {
        &self.executable
    }

    /// An open executable without a name: the folder is gone, and nothing is left to clean up after an exec.
    pub fn into_unnamed(self) -> std::io::Result<fs::File> {
        let file = fs::File::open(&self.executable)?;
        self.folder.close()?;
        Ok(file)
    }
}

/// One C file to compile, relative to the folder.
pub(super) struct Task<'a> {
    pub(super) source: &'a str,
    /// Of a unit; the runtime has a hash of its own.
    text: Option<&'a str>,
    object: String,
    pub(super) size: usize,
    /// Beyond those of all C.
    pub(super) flags: Vec<String>,
}

impl<'a> Task<'a> {
    fn of_runtime(source: &'a str, size: usize, flags: Vec<String>) -> Task<'a> {
        Task { source, text: None, object: object_name(source), size, flags }
    }

    fn of_unit(unit: &'a SourceFile, flags: Vec<String>) -> Task<'a> {
        Task {
            source: &unit.name,
            text: Some(&unit.text),
            object: object_name(&unit.name),
            size: unit.text.len(),
            flags,
        }
    }
}

/// The runtime's half of a program.
pub(super) fn runtime_tasks<'a>(settings: &'a Settings, hosts: &[Host]) -> Vec<Task<'a>> {
    let runtime_flags = flags::for_runtime(settings);
    let wasi_flags = [flags::for_runtime(settings), flags::for_wasi(settings)].concat();
    let task = |(path, size)| {
        let is_wasi = path == runtime_files::group_name(Host::Wasi);
        Task::of_runtime(path, size, if is_wasi { wasi_flags.clone() } else { runtime_flags.clone() })
    };
    settings.runtime().grouped_units(settings.collector, hosts).into_iter().map(task).collect()
}

/// What is tried where a compiler crashes: gcc 12 does on a function of Yosys at -O2 ("SSA corruption"). The lowest level at
/// which all make tail calls.
const AFTER_CRASH: &str = "-O1";

/// What went wrong in the compiler or linker.
struct Failure {
    /// `the C compiler failed on m0_3.c: …`
    message: String,
    hint: Option<&'static str>,
    /// The compiler has found a bug of its own.
    is_crash: bool,
}

pub fn build(request: &Request) -> Result<Built> {
    let mut like = tempfile::Builder::new();
    like.prefix("wastrel-").permissions(Permissions::from_mode(0o700));
    let parent = std::env::temp_dir();
    let folder =
        temporary::Folder::new(&like, &parent).map_err(|error| super::failed("create a folder in", &parent, &error))?;
    // The compiler sees the folder's real name, which the prefix map has to match.
    let path = fs::canonicalize(folder.path()).map_err(|error| super::failed("read", folder.path(), &error))?;
    project::write(&path, request.sources, request.hosts, request.settings)?;
    for &host in request.hosts {
        let group = path.join(runtime_files::group_name(host));
        fs::write(&group, request.settings.runtime().group(host))
            .map_err(|error| super::failed("write", &group, &error))?;
    }
    let bench = Bench { request, folder: &path };
    match bench.build() {
        Ok(executable) => Ok(Built { folder, executable }),
        Err(Failure { message, hint: Some(hint), .. }) => {
            Err(Error::Toolchain { message, hint: Some(hint.into()), kept: None })
        }
        Err(Failure { message, hint: None, .. }) => {
            let kept = folder.keep();
            let hint = format!("{}; the C is kept in {}", blame(request.settings), kept.display());
            Err(Error::Toolchain { message, hint: Some(hint), kept: Some(kept) })
        }
    }
}

fn blame(settings: &Settings) -> &'static str {
    match (settings.extra.is_empty(), &settings.collector_source) {
        (true, None) => "this is a bug in Wastrel",
        (false, None) => "this is a bug in Wastrel, unless --cflags is to blame",
        (true, Some(_)) => "this is a bug in Wastrel, unless --gc-src is to blame",
        (false, Some(_)) => "this is a bug in Wastrel, unless --gc-src or --cflags is to blame",
    }
}

/// A request and the folder in which it is worked on.
struct Bench<'a> {
    request: &'a Request<'a>,
    folder: &'a Path,
}

impl Bench<'_> {
    fn build(&self) -> Result<PathBuf, Failure> {
        let Request { toolchain, settings, sources, hosts, log, .. } = self.request;
        let unit_flags = flags::for_units(toolchain.family, sources);
        let units: Vec<Task> = sources
            .iter()
            .filter(|source| project::is_unit(source))
            .map(|source| {
                let flags =
                    [unit_flags.clone(), flags::for_unit(source, sources, settings, toolchain.musttail)].concat();
                Task::of_unit(source, flags)
            })
            .collect();
        let runtime = runtime_tasks(settings, hosts);
        let is_prebuilt = self.write_prebuilt(&runtime)?;

        let start = Instant::now();
        let needed: Vec<&Task> = units.iter().chain(runtime.iter().filter(|_| !is_prebuilt)).collect();
        let keys = self.request.cache.map(|cache| (cache, self.keys(&needed)));
        let stored: HashMap<&str, PathBuf> = match &keys {
            Some((cache, keys)) => {
                keys.iter().filter_map(|(source, key)| Some((*source, cache.object(key)?))).collect()
            }
            None => HashMap::new(),
        };
        let mut missing: Vec<&Task> = needed.iter().filter(|task| !stored.contains_key(task.source)).copied().collect();
        // The longest job last would leave the other processors idle.
        missing.sort_by_key(|task| std::cmp::Reverse(task.size));
        self.compile_all(&missing)?;
        log.phase(&format!("compile {} C files, {} found in the cache", missing.len(), stored.len()), start);
        if let Some((cache, keys)) = &keys {
            for task in &missing {
                if let Err(error) = cache.store_object(&keys[task.source], &self.folder.join(&task.object)) {
                    log.detail(format_args!("{} was not cached: {error}", task.object));
                }
            }
        }

        let object = |task: &Task| stored.get(task.source).cloned().unwrap_or_else(|| PathBuf::from(&task.object));
        let objects: Vec<PathBuf> = units.iter().chain(&runtime).map(object).collect();
        let start = Instant::now();
        self.link(&objects)?;
        log.phase("link", start);
        Ok(self.folder.join("program"))
    }

    /// Whether the whole runtime came with Wastrel; its objects are then where the compiler would have put them.
    fn write_prebuilt(&self, runtime: &[Task]) -> Result<bool, Failure> {
        let Request { toolchain, settings, library, log, .. } = self.request;
        if settings.collector_source.is_some() || !library.compile.is_empty() {
            return Ok(false);
        }
        let flags = flags::compile(toolchain.family, settings);
        let files = settings.runtime();
        let object = |task: &Task| {
            let text = files.grouped(task.source);
            prebuilt::object(&prebuilt::Compilation {
                compiler: &toolchain.release,
                flags: &flags,
                source: task.source,
                further: &task.flags,
                text: text.as_deref(),
            })
        };
        let Some(objects) = runtime.iter().map(object).collect::<Option<Vec<_>>>() else { return Ok(false) };
        for (task, object) in runtime.iter().zip(objects) {
            let path = self.folder.join(&task.object);
            fs::write(&path, object).map_err(|error| Failure {
                message: format!("cannot write {}: {}", path.display(), words(&error)),
                hint: Some(FREE_SPACE),
                is_crash: false,
            })?;
        }
        log.detail(format_args!("the runtime came with Wastrel: gcc {}", toolchain.release));
        Ok(true)
    }

    /// What decides what the objects of tasks will be, by the tasks' sources.
    fn keys<'t>(&self, tasks: &[&Task<'t>]) -> HashMap<&'t str, Key> {
        let Request { toolchain, settings, sources, .. } = self.request;
        let of_runtime = Key::default()
            .with("wastrel object 1")
            .with(toolchain.command.identity())
            .with(settings.identity())
            .with(settings.runtime().hash().as_bytes());
        let headers = sources.iter().filter(|source| !project::is_unit(source));
        let of_unit = headers.fold(of_runtime.clone(), |key, header| key.with(&header.name).with(&header.text));
        let key = |task: &Task<'t>| {
            let key = task.text.map_or_else(|| of_runtime.clone(), |text| of_unit.clone().with(text));
            (task.source, self.arguments(task).iter().fold(key, Key::with))
        };
        tasks.iter().map(|task| key(task)).collect()
    }

    /// Stops starting compilers after the first failure, and reports the failure that comes first in `tasks`.
    fn compile_all(&self, tasks: &[&Task]) -> Result<(), Failure> {
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let failures: Mutex<Vec<(usize, Failure)>> = Mutex::new(Vec::new());
        let progress = self.request.log.progress("compiling C files", tasks.len());
        let work = || {
            while !stop.load(Ordering::Relaxed) {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = tasks.get(index) else { return };
                if let Err(failure) = self.compile(task) {
                    stop.store(true, Ordering::Relaxed);
                    failures.lock().expect("no worker panics while it holds the lock").push((index, failure));
                }
                progress.step();
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.request.jobs.min(tasks.len()) {
                scope.spawn(work);
            }
            work();
        });
        let failures = failures.into_inner().expect("no worker panics while it holds the lock");
        failures.into_iter().min_by_key(|(index, _)| *index).map_or(Ok(()), |(_, failure)| Err(failure))
    }

    /// Of the compiler for a task: the same each time, or compiler caches, ours too, would not find the object.
    fn arguments(&self, task: &Task) -> Vec<String> {
        let Request { toolchain, settings, library, .. } = self.request;
        let mut arguments = flags::compile(toolchain.family, settings);
        arguments.extend_from_slice(&library.compile);
        arguments.extend_from_slice(&task.flags);
        arguments.push(format!("-frandom-seed={}", task.source));
        arguments.extend(["-c", task.source, "-o", &task.object].map(String::from));
        arguments
    }

    fn compile(&self, task: &Task) -> Result<(), Failure> {
        let mut arguments = self.arguments(task);
        // All paths are relative, so only debug information has the folder's.
        if arguments.iter().any(|flag| flag.starts_with("-g") && flag != "-g0") {
            arguments.push(format!("-ffile-prefix-map={}=.", self.folder.display()));
        }
        let what = format!("the C compiler failed on {}", task.source);
        let result = self.run(arguments.iter().map(Path::new), &what);
        if !matches!(result, Err(Failure { is_crash: true, .. })) {
            return result;
        }
        self.request
            .log
            .detail(format_args!("the C compiler has a bug, which {} shows: again, at {AFTER_CRASH}", task.source));
        arguments.push(AFTER_CRASH.into());
        self.run(arguments.iter().map(Path::new), &what)
    }

    fn link(&self, objects: &[PathBuf]) -> Result<(), Failure> {
        let before = flags::link(self.request.settings);
        let after: Vec<String> = ["-o", "program"]
            .map(String::from)
            .into_iter()
            .chain(self.request.library.link.iter().cloned())
            .chain(flags::libraries(self.request.settings.collector))
            .collect();
        let arguments =
            before.iter().map(Path::new).chain(objects.iter().map(PathBuf::as_path)).chain(after.iter().map(Path::new));
        self.run(arguments, "linking failed")
    }

    fn run<'p>(&self, arguments: impl Iterator<Item = &'p Path>, what: &str) -> Result<(), Failure> {
        let mut command = self.request.toolchain.command.command();
        // gcc's own temporary files go where they are removed even if it is killed.
        command.args(arguments).current_dir(self.folder).env("TMPDIR", self.folder);
        let start = Instant::now();
        let output = temporary::output(&mut command).map_err(|error| Failure {
            message: format!("{what}: cannot run {}: {}", command.get_program().to_string_lossy(), words(&error)),
            hint: Some("check the C compiler that --cc, $WASTREL_CC, $CC or PATH names"),
            is_crash: false,
        })?;
        self.request.log.detail(format_args!("{} {}", Milliseconds(start.elapsed()), shown(&command)));
        if output.status.success() { Ok(()) } else { Err(explain(what, &output)) }
    }
}

/// One line out of what a compiler said, and what can be done about it.
fn explain(what: &str, output: &Output) -> Failure {
    let said = String::from_utf8_lossy(&output.stderr);
    if let Some(signal) = killed_by(output, &said) {
        return Failure {
            message: format!("{what}: it was killed by {signal}"),
            hint: Some("if memory ran out, try fewer jobs (-j1) or a lower level (-O1)"),
            is_crash: false,
        };
    }
    let line = telling_line(&said).unwrap_or_else(|| format!("{}, without a message", output.status));
    let is_crash = ["internal compiler error", "PLEASE submit a bug report"].iter().any(|words| said.contains(words));
    let hint = if is_crash {
        Some("this is a bug of the C compiler: try another one (--cc) or level (-O)")
    } else {
        known_hint(&said)
    };
    Failure { message: format!("{what}: {line}"), hint, is_crash }
}

/// gcc and clang survive their own `cc1` and tell of its signal in words.
fn killed_by(output: &Output, said: &str) -> Option<String> {
    if let Some(signal) = output.status.signal() {
        return Some(signal_name(signal));
    }
    let in_words =
        said.contains("Killed signal terminated program") || said.contains("unable to execute command: Killed");
    in_words.then(|| signal_name(9))
}

fn signal_name(signal: i32) -> String {
    let name = match signal {
        2 => "SIGINT",
        6 => "SIGABRT",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        15 => "SIGTERM",
        25 => "SIGXFSZ",
        other => return format!("signal {other}"),
    };
    format!("signal {signal} ({name})")
}

fn telling_line(said: &str) -> Option<String> {
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    // The linker's first complaint says more than the compiler driver's `error: ld returned 1 exit status`.
    let undefined = lines().find(|line| line.contains("undefined reference") || line.contains("cannot find"));
    undefined.or_else(|| lines().find(|line| line.contains("error:"))).or_else(|| lines().next()).map(str::to_string)
}

const FREE_SPACE: &str = "free some space in the folder for temporary files, or name another one by TMPDIR";

/// Failures that are not our bug.
fn known_hint(said: &str) -> Option<&'static str> {
    let full = ["No space left on device", "File too large", "Disk quota exceeded"];
    if full.iter().any(|words| said.contains(words)) {
        return Some(FREE_SPACE);
    }
    let headers = ["stdint.h", "stddef.h", "stdlib.h", "stdio.h", "string.h", "unistd.h", "features.h", "cdefs.h"];
    let missing_header = |line: &str| {
        (line.contains("No such file") || line.contains("file not found"))
            && headers.iter().any(|name| line.contains(name))
    };
    if said.contains("cannot find") || said.lines().any(missing_header) {
        return Some(
            "development files of the C library are missing (`apt install libc6-dev`), or a library that --sanitize or --cflags needs",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: i32, said: &str, expect: &str) {
        let output = Output {
            status: std::process::ExitStatus::from_raw(status),
            stdout: vec![],
            stderr: said.as_bytes().to_vec(),
        };
        let failure = explain("the C compiler failed on a.c", &output);
        assert_eq!(format!("{}\n{}", failure.message, failure.hint.unwrap_or("-")), expect);
    }

    #[test]
    fn the_first_error_is_reported_and_nothing_else() {
        check(
            256,
            "a.c: In function 'f':\na.c:3:1: warning: w\na.c:4:2: error: first\na.c:5:2: error: second\n",
            "the C compiler failed on a.c: a.c:4:2: error: first\n-",
        );
        check(256, "", "the C compiler failed on a.c: exit status: 1, without a message\n-");
    }

    #[test]
    fn what_is_not_our_bug_has_a_hint() {
        let memory = "if memory ran out, try fewer jobs (-j1) or a lower level (-O1)";
        check(9, "", &format!("the C compiler failed on a.c: it was killed by signal 9 (SIGKILL)\n{memory}"));
        check(
            256,
            "gcc: fatal error: Killed signal terminated program cc1\ncompilation terminated.\n",
            &format!("the C compiler failed on a.c: it was killed by signal 9 (SIGKILL)\n{memory}"),
        );
        check(
            256,
            "a.c:9: fatal error: error writing to /tmp/x.s: No space left on device\n",
            "the C compiler failed on a.c: a.c:9: fatal error: error writing to /tmp/x.s: No space left on device\n\
             free some space in the folder for temporary files, or name another one by TMPDIR",
        );
    }
}
