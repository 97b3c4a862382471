//! The command line as its users meet it: statuses, messages, and what is left on the disk. Everything here holds for
//! root as well, whom no file mode stops.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A folder of one test's own, in which `wastrel` runs.
struct Place {
    folder: TempDir,
    environment: Vec<(String, String)>,
}

#[derive(Debug)]
struct Outcome {
    /// As a shell counts: 128 + signal for a process that was killed.
    status: i32,
    stdout: String,
    stderr: String,
}

impl Place {
    fn new() -> Place {
        Place { folder: tempfile::tempdir().unwrap(), environment: Vec::new() }
    }

    fn set(mut self, name: &str, value: impl AsRef<OsStr>) -> Place {
        self.environment.push((name.into(), value.as_ref().to_str().unwrap().into()));
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), contents).unwrap();
        self.path(name)
    }

    /// Written by another process: a script that we hold open for writing cannot be executed ("text file busy"), and
    /// any other test's fork holds it open, too.
    fn script(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        let mut install =
            Command::new("install").args(["-m", "755", "/dev/stdin"]).arg(&path).stdin(Stdio::piped()).spawn().unwrap();
        install.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        assert!(install.wait().unwrap().success());
        path.to_str().unwrap().into()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path());
        for name in [
            "WASTREL_CC",
            "WASTREL_CFLAGS",
            "WASTREL_CACHE_DIR",
            "CC",
            "CFLAGS",
            "GC_OPTIONS",
            "RUST_BACKTRACE",
            "CLICOLOR_FORCE",
        ] {
            command.env_remove(name);
        }
        command.env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
        command.envs(self.environment.iter().cloned());
        command
    }

    fn check(&self, args: &[&str]) -> Outcome {
        self.check_input(args, "")
    }

    fn check_input(&self, args: &[&str], input: &str) -> Outcome {
        let mut command = self.command(env!("CARGO_BIN_EXE_wastrel"));
        command.args(args);
        outcome(command, input)
    }

    /// The same with no file larger than 512 bytes: the disk is "full" for root, too.
    fn check_on_full_disk(&self, args: &[&str]) -> Outcome {
        let mut command = self.command("sh");
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
        command.args(["-c", script, env!("CARGO_BIN_EXE_wastrel")]).args(args);
        outcome(command, "")
    }

    fn names(&self) -> BTreeSet<String> {
        names(self.folder.path())
    }
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Longer than any test takes on a slow machine: a program that hangs is a failure, not a wait.
const PATIENCE: Duration = Duration::from_secs(300);

fn outcome(mut command: Command, input: &str) -> Outcome {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut stdin, stdout, stderr) =
        (child.stdin.take().unwrap(), child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let input = input.to_string();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(input.as_bytes());
    });
    let readers = (std::thread::spawn(|| all_of(stdout)), std::thread::spawn(|| all_of(stderr)));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("{command:?} still runs after {PATIENCE:?}");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    writer.join().unwrap();
    Outcome {
        status: status.code().unwrap_or_else(|| 128 + status.signal().unwrap()),
        stdout: readers.0.join().unwrap(),
        stderr: readers.1.join().unwrap(),
    }
}

fn all_of(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    pipe.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Outcome {
    /// An error whose message contains `words`, and no second error.
    #[track_caller]
    fn fails(&self, status: i32, words: &[&str]) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.stderr.starts_with("error: "), "{self:?}");
        for word in words {
            assert!(self.stderr.contains(word), "no `{word}` in {self:?}");
        }
        assert_eq!(self.stdout, "", "{self:?}");
        assert!(!self.stderr.contains("panicked") && !self.stderr.contains("internal error"), "{self:?}");
    }

    #[track_caller]
    fn is(&self, status: i32, stdout: &str, stderr: &str) {
        assert_eq!((self.status, &*self.stdout, &*self.stderr), (status, stdout, stderr));
    }
}

/// Both commands refuse `file`, and `compile` leaves nothing behind.
#[track_caller]
fn refused(place: &Place, options: &[&str], file: &str, words: &[&str]) {
    let before = place.names();
    for command in [&["run"][..], &["compile", "-o", "out"]] {
        let args: Vec<&str> = command.iter().chain(options).chain(&[file]).copied().collect();
        place.check(&args).fails(1, words);
        assert_eq!(place.names(), before, "{args:?}");
    }
}

const EMPTY: &str = r#"(module (memory (export "memory") 1) (func (export "_start")))"#;

fn start(body: &str) -> String {
    format!(
        r#"(module
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
          {body}
          (memory (export "memory") 1))"#
    )
}

fn corpus(name: &str) -> String {
    format!("{}/corpora/ocaml/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Whether a test must be left out, which `WASTREL_REQUIRE` may forbid.
fn is_missing(tool: &str) -> bool {
    if which::which(tool).is_ok() {
        return false;
    }
    let required = std::env::var("WASTREL_REQUIRE").unwrap_or_default();
    assert!(!required.split(',').any(|name| name.trim() == tool), "{tool}: not here, but WASTREL_REQUIRE names it");
    eprintln!("skipped: needs {tool}");
    true
}

// The module's file

#[test]
fn a_file_that_is_not_wasm_is_refused() {
    let place = Place::new();
    place.file("x.wasm", "#!/bin/sh\n");
    refused(&place, &[], "x.wasm", &["x.wasm", "not a WebAssembly file"]);
    place.file("empty.wasm", "");
    refused(&place, &[], "empty.wasm", &["empty.wasm", "empty"]);
    place.file("x.wat", "(module (func (unknown)))");
    refused(&place, &[], "x.wat", &["x.wat"]);
}

#[test]
fn a_truncated_module_is_refused() {
    let place = Place::new();
    let whole = fs::read(corpus("hello.wasm")).unwrap();
    for length in [3, 8, 9, 1000, whole.len() - 1] {
        place.file("x.wasm", &whole[..length]);
        if length != 8 {
            refused(&place, &[], "x.wasm", &["x.wasm", "invalid module"]);
        }
    }
}

#[test]
fn an_invalid_module_is_refused_with_the_validators_words() {
    let place = Place::new();
    place.file("x.wat", "(module (func $good) (func $bad (result i32) (i64.const 1)))");
    refused(
        &place,
        &[],
        "x.wat",
        &["x.wat: invalid module", "bad", "type mismatch: expected i32, found i64", "at offset 0x"],
    );
}

#[test]
fn a_component_is_refused() {
    let place = Place::new();
    place.file("x.wat", "(component)");
    refused(&place, &[], "x.wat", &["x.wat", "component", "hint: "]);
    place.file("x.wasm", b"\0asm\x0d\0\x01\0");
    refused(&place, &[], "x.wasm", &["x.wasm", "component", "hint: "]);
}

#[test]
fn a_proposal_that_is_not_supported_is_named() {
    let place = Place::new();
    place.file("x.wat", "(module (type $f (func)) (type (cont $f)) (func (export \"_start\")))");
    refused(&place, &[], "x.wat", &["x.wat: unsupported module", "stack switching", "at offset 0x"]);
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    let place = Place::new();
    fs::create_dir(place.path("folder.wasm")).unwrap();
    place.file("file", "");
    refused(&place, &[], "missing.wasm", &["error: cannot read missing.wasm: No such file or directory\n"]);
    refused(&place, &[], "folder.wasm", &["error: cannot read folder.wasm: Is a directory\n"]);
    refused(&place, &[], "file/x.wasm", &["error: cannot read file/x.wasm: Not a directory\n"]);
    // Nothing lies at address 0, whoever asks.
    refused(&place, &[], "/proc/self/mem", &["error: cannot read /proc/self/mem: Input/output error\n"]);
}

#[test]
fn a_mistyped_command_is_a_missing_file_with_a_hint() {
    let place = Place::new();
    place.check(&["comiple", "x.wasm"]).fails(1, &["cannot read comiple", "hint: ", "`compile`"]);
}

#[test]
fn an_unknown_import_is_refused_on_demand() {
    let place = Place::new();
    place.file("x.wat", r#"(module (import "env" "mystery" (func)) (func (export "_start")))"#);
    refused(&place, &["--unknown-imports=error"], "x.wat", &["unknown import `env.mystery`"]);
}

/// A module that hands procedures to the host without being Hoot's: nobody knows how to call them.
#[test]
fn procedures_of_another_convention_are_refused() {
    let place = Place::new();
    place.file(
        "x.wat",
        r#"(module (import "ffi" "call_extern" (func (param (ref extern) (ref eq)) (result (ref eq)))))"#,
    );
    refused(&place, &[], "x.wat", &["procedures to call", "`$", "Hoot 0.9", "hint:"]);
}

#[test]
fn an_unknown_import_traps_when_it_is_called() {
    let place = Place::new();
    place.file("unused.wat", r#"(module (import "env" "mystery" (func)) (func (export "_start")))"#);
    place.check(&["unused.wat"]).is(0, "", "");
    place.file("used.wat", r#"(module (import "env" "mystery" (func $f)) (func (export "_start") (call $f)))"#);
    place.check(&["used.wat"]).fails(134, &["unknown import", "env", "mystery"]);
}

#[test]
fn a_hundred_thousand_nested_blocks_compile() {
    let place = Place::new();
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    // Flat text, for the text parser has a limit of its own on parentheses.
    place.file("blocks.wat", format!("(module (func (export \"_start\") {}))", deep("block ", "end ")));
    place.check(&["-O0", "-q", "blocks.wat"]).is(0, "", "");
    let sum = format!("{}{}", "i32.const 1 ".repeat(100_001), "i32.add ".repeat(100_000));
    place.file("sum.wat", start(&format!("(func (export \"_start\") {sum} i32.const 100001 i32.sub call $exit)")));
    place.check(&["-O0", "-q", "sum.wat"]).is(0, "", "");
}

#[test]
fn hostile_names_are_harmless() {
    let place = Place::new();
    let hostile =
        ["int", "main", "malloc", "a\\\\", "\\\"", "*/", "x\\0ay", "\\0a#error", "??/", "é", "", "wr_trap", "stdout"];
    let functions: String = hostile.iter().enumerate().map(|(i, name)| {
        format!("(func $f{i} (@name \"{name}\") (export \"{name}\") (param $p{i} (@name \"{name}\") i32) (drop (local.get $p{i})))")
    }).collect();
    place.file("x.wat", format!("(module (func (export \"_start\")) {functions})"));
    place.check(&["x.wat"]).is(0, "", "");
}

// The C compiler

#[test]
fn without_a_c_compiler_there_is_an_error() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    fs::create_dir(place.path("bin")).unwrap();
    let place = Place { environment: vec![("PATH".into(), place.path("bin").to_str().unwrap().into())], ..place };
    refused(&place, &[], "x.wat", &["error: no C compiler found\nhint: ", "apt install gcc", "--cc"]);
    refused(&place, &["--cc", "nonexistent"], "x.wat", &["error: C compiler `nonexistent` not found\nhint: "]);
}

#[test]
fn a_c_compiler_is_taken_from_the_environment() {
    let place = Place::new().set("CC", "/nonexistent/from-cc");
    place.file("x.wat", EMPTY);
    refused(&place, &[], "x.wat", &["`/nonexistent/from-cc` not found"]);
    let place = place.set("WASTREL_CC", "/nonexistent/from-wastrel-cc");
    refused(&place, &[], "x.wat", &["`/nonexistent/from-wastrel-cc` not found"]);
    refused(&place, &["--cc=/nonexistent/from-option"], "x.wat", &["`/nonexistent/from-option` not found"]);
}

#[test]
fn what_is_called_once_is_optimised_less() {
    let place = Place::new();
    let module = format!("{}/corpora/scheme/hello.wasm", env!("CARGO_MANIFEST_DIR"));
    let makefile = |level: &str| {
        place.check(&["compile", "--emit=c", "-o", &level[1..], level, &module]).is(0, "", "");
        fs::read_to_string(place.path(&level[1..]).join("Makefile")).unwrap()
    };
    let automatic = makefile("-Oauto");
    assert!(automatic.contains("CFLAGS ?= -O2\n") && automatic.contains("\nm0_cold_1.o: AFTER_LEVEL += -O1\n"));
    assert!(!automatic.contains("m0_1.o: "));
    assert!(!makefile("-O2").contains("cold_1.o: "));
}

#[test]
fn a_memory_has_its_place_or_says_why_not() {
    let place = Place::new();
    place.file("x.wat", "(module (memory 1) (func (export \"_start\") (i32.store (i32.const 8) (i32.const 1))))");
    if cfg!(target_arch = "x86_64") {
        // The program's own text lies there.
        let taken = place.check(&["--cflags=-Wl,-Ttext-segment=0x60000000", "x.wat"]);
        taken.fails(1, &["something lies at 0x60000000", "--cflags=-DWR_MEMORY_ANYWHERE"]);
    }
    let elsewhere = "--cflags=-Wl,-Ttext-segment=0x60000000 -DWR_MEMORY_ANYWHERE";
    place.check(&[elsewhere, "x.wat"]).is(0, "", "");
}

#[test]
fn an_old_c_compiler_is_refused() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    let old = place
        .script("old-gcc", "#!/bin/sh\ncat > /dev/null\necho '#define __GNUC__ 4'\necho '#define __GNUC_MINOR__ 9'\n");
    refused(&place, &["--cc", &old], "x.wat", &["error: the C compiler is too old: ", "gcc 4.9\nhint: ", "gcc 12"]);
    let no_compiler = place.script("no-compiler", "#!/bin/sh\necho 'bad idea' >&2\nexit 1\n");
    refused(&place, &["--cc", &no_compiler], "x.wat", &["does not work as a C compiler: bad idea\nhint: "]);
}

/// A compiler that answers the probe and then does `then`.
fn fake_gcc(place: &Place, then: &str) -> String {
    let text = format!("#!/bin/sh\nfor a; do test \"$a\" = -E && exec gcc \"$@\"; done\n{then}\n");
    place.script("fake-gcc", &text)
}

#[test]
fn a_long_compilation_shows_its_progress_on_a_terminal_only() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    let slow = fake_gcc(&place, "case \"$*\" in *' m0_1.c '*) sleep 2 ;; esac\nexec gcc \"$@\"");
    let args = ["compile", "-O0", "--cc", &slow, "x.wat", "-o", "out"];
    let mut command = place.command(env!("CARGO_BIN_EXE_wastrel"));
    command.args(args).env("TERM", "xterm");
    let mut session = rexpect::session::spawn_command(command, Some(60_000)).unwrap();
    session.exp_string("compiling C files: ").unwrap();
    // The line is taken away again: by the erasure of the line, which nothing follows.
    let rest = session.exp_eof().unwrap();
    assert!(rest.ends_with("\x1b[2K"), "{rest:?}");

    let outcome = place.check(&args);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
}

#[test]
fn a_failing_c_compiler_is_quoted_by_one_line() {
    let temporary = tempfile::tempdir().unwrap();
    let place = Place::new().set("TMPDIR", temporary.path());
    place.file("x.wat", EMPTY);
    let gcc = fake_gcc(
        &place,
        "echo 'in function f:' >&2; echo 'm0_1.c:3:1: error: first' >&2; echo 'second error: x' >&2; exit 1",
    );
    let outcome = place.check(&["compile", "--cc", &gcc, "x.wat", "-o", "out"]);
    outcome.fails(
        1,
        &[
            "error: the C compiler failed on ",
            ".c: m0_1.c:3:1: error: first\nhint: this is a bug in Wastrel; the C is kept in ",
        ],
    );
    assert!(!outcome.stderr.contains("second"), "{outcome:?}");
    assert!(!place.path("out").exists());
    let kept = PathBuf::from(outcome.stderr.trim_end().rsplit(' ').next().unwrap());
    assert!(kept.join("Makefile").exists(), "{kept:?}");
    assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o700);

    let outcome = place.check(&["--cc", &gcc, "--cflags=-DX", "x.wat"]);
    outcome.fails(1, &["this is a bug in Wastrel, unless --cflags is to blame"]);
}

/// By SIGTERM, which only one process gets.
#[test]
fn a_c_compiler_and_its_children_end_with_wastrel() {
    let temporary = tempfile::tempdir().unwrap();
    let place = Place::new().set("TMPDIR", temporary.path());
    place.file("x.wat", EMPTY);
    let started = place.path("started");
    let gcc = fake_gcc(&place, &format!("sleep 300 & echo $! > {0}.new; mv {0}.new {0}; wait", started.display()));
    let mut command = place.command(env!("CARGO_BIN_EXE_wastrel"));
    let mut wastrel = command.args(["compile", "-j1", "--cc", &gcc, "x.wat", "-o", "out"]).spawn().unwrap();
    let pause = || std::thread::sleep(Duration::from_millis(20));
    while !started.exists() {
        assert_eq!(wastrel.try_wait().unwrap(), None);
        pause();
    }
    let sleeper = Path::new("/proc").join(fs::read_to_string(&started).unwrap().trim());
    assert!(sleeper.exists());
    assert!(Command::new("kill").arg(wastrel.id().to_string()).status().unwrap().success());
    assert_eq!(wastrel.wait().unwrap().signal(), Some(15));
    // Whoever has inherited it may take a while to bury it.
    let is_gone = || fs::read_to_string(sleeper.join("stat")).map_or(true, |stat| stat.contains(") Z "));
    (0..500).take_while(|_| !is_gone()).for_each(|_| pause());
    assert!(is_gone());
    assert!(names(temporary.path()).is_empty());
}

#[test]
fn a_killed_c_compiler_is_told_from_a_failing_one() {
    let temporary = tempfile::tempdir().unwrap();
    let place = Place::new().set("TMPDIR", temporary.path());
    place.file("x.wat", EMPTY);
    let gcc = fake_gcc(&place, "kill -9 $$");
    refused(&place, &["--cc", &gcc], "x.wat", &["it was killed by signal 9 (SIGKILL)\nhint: if memory ran out", "-j1"]);
    assert!(names(temporary.path()).is_empty());
}

#[test]
fn a_unit_on_which_a_c_compiler_crashes_is_compiled_at_o1() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    let crash = "echo 'm0_1.c:1:6: internal compiler error: SSA corruption' >&2; exit 1";
    let gcc = fake_gcc(&place, &format!("case \"$*\" in *-O1) ;; *' m0_1.c '*) {crash} ;; esac\nexec gcc \"$@\""));
    place.check(&["compile", "--no-cache", "--cc", &gcc, "x.wat", "-o", "out"]).is(0, "", "");
    let outcome = place.check(&["compile", "--no-cache", "-v", "--cc", &gcc, "x.wat", "-o", "out"]);
    assert!(outcome.stderr.contains("the C compiler has a bug, which m0_1.c shows: again, at -O1\n"), "{outcome:?}");
    let gcc = fake_gcc(&place, crash);
    let message =
        "m0_1.c:1:6: internal compiler error: SSA corruption\nhint: this is a bug of the C compiler: try another one";
    place.check(&["compile", "--no-cache", "--cc", &gcc, "x.wat", "-o", "out"]).fails(1, &[message]);
}

/// Variables that assembly names stay beside it; hello has exceptions and static objects.
#[test]
fn what_is_optimised_at_link_time_runs() {
    let hello = concat!(env!("CARGO_MANIFEST_DIR"), "/corpora/ocaml/hello.wasm");
    let expected = fs::read_to_string(Path::new(hello).with_extension("expected")).unwrap();
    Place::new().check(&["--no-cache", "-O1", "--cflags=-flto", hello]).is(0, &expected, "");
}

#[test]
fn gcc_12_is_raised_to_o1_and_says_so() {
    let place = Place::new().set("XDG_CACHE_HOME", "/nonexistent-and-unused");
    place.file("x.wat", EMPTY);
    if is_missing("gcc-12") {
        return;
    }
    let note = "note: gcc 12 cannot guarantee tail calls at -O0; compiling at -O1\n";
    place.check(&["--cc=gcc-12", "-O0", "--no-cache", "x.wat"]).is(0, "", note);
    place.check(&["--cc=gcc-12", "-O0", "--no-cache", "-q", "x.wat"]).is(0, "", "");
}

// Writing

#[test]
fn compile_makes_one_file_that_runs_alone() {
    let place = Place::new();
    let file = place.file("x.wat", start(r#"(func (export "_start") (call $exit (i32.const 7)))"#));
    place.check(&["compile", "x.wat"]).is(0, "", "");
    assert_eq!(place.names(), BTreeSet::from(["x".into(), "x.wat".into()]));
    fs::remove_file(file).unwrap();
    outcome(place.command(place.path("x").to_str().unwrap()), "").is(7, "", "");
    let libraries = outcome(
        {
            let mut ldd = place.command("ldd");
            ldd.arg("x");
            ldd
        },
        "",
    )
    .stdout;
    for line in libraries.lines() {
        assert!(["linux-vdso", "libc.so", "libm.so", "ld-linux"].iter().any(|name| line.contains(name)), "{libraries}");
    }
}

#[test]
fn a_place_that_cannot_be_written_is_refused() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    place.file("file", "");
    fs::create_dir(place.path("folder")).unwrap();
    let check = |out: &str, words: &str| {
        let before = place.names();
        place.check(&["compile", "x.wat", "-o", out]).fails(1, &[&format!("error: cannot write {out}: {words}\n")]);
        assert_eq!(place.names(), before);
    };
    check("missing/out", "No such file or directory");
    check("file/out", "Not a directory");
    check("folder", "it is a folder");
    check("x.wat", "it is the input");
    check("./x.wat", "it is the input");
    assert_eq!(fs::read_to_string(place.path("x.wat")).unwrap(), EMPTY);
}

#[test]
fn a_full_disk_leaves_no_partial_output() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    place
        .check(&["compile", "x.wat", "-o", "/dev/full"])
        .fails(1, &["error: cannot write /dev/full: No space left on device\nhint: "]);
    assert!(Path::new("/dev/full").exists());
    // Now the executable is in the cache, and only OUT is written.
    let before = place.names();
    place
        .check_on_full_disk(&["compile", "x.wat", "-o", "out"])
        .fails(1, &["error: cannot write out: File too large\n"]);
    assert_eq!(place.names(), before);
    // What was there stays.
    place.file("out", "precious");
    place.check_on_full_disk(&["compile", "x.wat", "-o", "out"]).fails(1, &["cannot write out"]);
    assert_eq!(fs::read_to_string(place.path("out")).unwrap(), "precious");
}

#[test]
fn a_full_disk_for_temporary_files_is_named() {
    let temporary = tempfile::tempdir().unwrap();
    let place = Place::new().set("TMPDIR", temporary.path());
    place.file("x.wat", EMPTY);
    let before = place.names();
    for command in [&["compile", "--no-cache", "-o", "out", "x.wat"][..], &["run", "--no-cache", "x.wat"]] {
        place.check_on_full_disk(command).fails(1, &["error: cannot write ", "File too large\n"]);
    }
    place
        .check_on_full_disk(&["compile", "--emit=c", "-o", "out", "x.wat"])
        .fails(1, &["error: cannot write out/", "File too large\n"]);
    assert_eq!(place.names(), before);
    assert!(names(temporary.path()).is_empty());
}

#[test]
fn output_replaces_the_target_of_a_link() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    place.file("target", "old");
    symlink("target", place.path("link")).unwrap();
    place.check(&["compile", "x.wat", "-o", "link"]).is(0, "", "");
    assert!(fs::symlink_metadata(place.path("link")).unwrap().is_symlink());
    assert!(fs::read(place.path("target")).unwrap().starts_with(b"\x7fELF"));
}

#[test]
fn emitted_c_builds_by_make() {
    if is_missing("make") {
        return;
    }
    let place = Place::new();
    place.file("x.wat", start(r#"(func (export "_start") (call $exit (i32.const 9)))"#));
    for (folder, width) in [("c", "64"), ("c32", "32")] {
        place.check(&["compile", "--emit=c", "--ref-width", width, "x.wat", "-o", folder]).is(0, "", "");
        let mut make = place.command("make");
        make.args(["-s", "-j2", "-C", folder, "CC=gcc", "CFLAGS=-O1 -Wall -Wextra -Werror"]);
        outcome(make, "").is(0, "", "");
        outcome(place.command(place.path(folder).join("program").to_str().unwrap()), "").is(9, "", "");
    }
    place.check(&["compile", "--emit=c", "x.wat", "-o", "c"]).fails(1, &["error: the folder c is not empty\nhint: "]);
    place
        .check(&["compile", "--emit=c", "--dir", ".", "x.wat", "-o", "d"])
        .fails(2, &["error: --dir, --sandbox, --env and what else"]);
}

#[test]
fn kept_c_may_be_kept_again_but_covers_nothing_else() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    place.check(&["--keep-c=c", "x.wat"]).is(0, "", "");
    place.check(&["--keep-c=c", "x.wat"]).is(0, "", "");
    place.check(&["--keep-c=.", "x.wat"]).fails(1, &["is not empty"]);
}

/// What hello's and the largest module's C and binaries are, in two folders each.
#[test]
fn two_builds_are_equal_byte_for_byte() {
    let check = |module: &str, compilers: &[&str]| {
        assert!(build_of(module, compilers, "a") == build_of(module, compilers, "another"), "{module}: they differ");
    };
    check("hello.wasm", &["gcc"]);
    // Without optimisation: what could tell two folders apart is in every level, and this one is cheap.
    match ["clang-19", "clang"].into_iter().find(|name| which::which(name).is_ok()) {
        Some(clang) => check("formats.wasm", &["gcc", clang]),
        None => check("formats.wasm", &["gcc"]),
    }
}

/// The files of the C, and an executable by each compiler.
fn build_of(module: &str, compilers: &[&str], out: &str) -> Vec<(String, Vec<u8>)> {
    let temporary = tempfile::tempdir().unwrap();
    let place = Place::new().set("TMPDIR", temporary.path());
    place.check(&["compile", "--emit=c", &corpus(module), "-o", "c"]).is(0, "", "");
    let mut files = Vec::new();
    for compiler in compilers {
        let cc = format!("--cc={compiler}");
        let outcome = place.check(&["compile", "--no-cache", "-O0", "-q", &cc, &corpus(module), "-o", out]);
        outcome.is(0, "", "");
        files.push((compiler.to_string(), fs::read(place.path(out)).unwrap()));
    }
    for name in names(&place.path("c")).into_iter().filter(|name| place.path("c").join(name).is_file()) {
        files.push((name.clone(), fs::read(place.path("c").join(&name)).unwrap()));
    }
    files
}

#[test]
fn what_the_runtime_has_and_a_program_does_not_call_is_left_out() {
    let place = Place::new();
    // The table of symbols has the names of what is there.
    let has = |symbol: &str, body: &str| {
        place.file("x.wat", start(body));
        place.check(&["compile", "x.wat", "-o", "x"]).is(0, "", "");
        fs::read(place.path("x")).unwrap().windows(symbol.len()).any(|bytes| bytes == symbol.as_bytes())
    };
    let exits = r#"(func (export "_start") (call $exit (i32.const 3)))"#;
    assert!(!has("wasi_path_unlink_file", exits));
    assert!(has(
        "wasi_path_unlink_file",
        r#"(import "wasi_snapshot_preview1" "path_unlink_file" (func $unlink (param i32 i32 i32) (result i32)))
           (func (export "_start") (call $exit (call $unlink (i32.const 3) (i32.const 0) (i32.const 0))))"#
    ));
    // The collector, where there are no objects.
    assert!(!has("gc_init", exits));
    for objects in ["(type (struct))", "(global externref (ref.null extern))", "(tag)"] {
        assert!(has("gc_init", &format!("{objects}\n{exits}")), "{objects}");
    }
}

/// Of a program of several units, short functions of one are inlined into the others.
#[test]
fn short_functions_are_shared_by_all_units() {
    let place = Place::new();
    let step = |i: u32| {
        let next = if i == 0 { String::new() } else { format!("(call $f{})", i - 1) };
        format!("(func $f{i} {} {next})", "(call $bump)".repeat(15))
    };
    let steps: String = (0..1200).map(step).collect();
    let program = format!(
        r#"(global $count (mut i32) (i32.const 0))
           (func $grow (global.set $count (i32.sub (global.get $count) (i32.const 1000))))
           (func $bump
             (global.set $count (i32.add (global.get $count) (i32.const 1)))
             (if (i32.gt_u (global.get $count) (i32.const 1000)) (then (call $grow))))
           {steps}
           (func (export "_start") (local $i i32)
             (loop $again
               (call $f1199)
               (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 3))))
             (call $exit (i32.and (global.get $count) (i32.const 255))))"#
    );
    place.file("x.wat", start(&program));
    place.check(&["compile", "--emit=c", "x.wat", "-o", "c"]).is(0, "", "");
    let text = |name: &str| fs::read_to_string(place.path("c").join(name)).unwrap();
    assert!(text("m0_2.c").starts_with("#include \"m0_inline.h\""));
    assert!(text("m0_inline.h").contains("WR_SHARED_INLINE void m0_bump(void)"));
    // 54000 steps from 1 to 1000, over and over.
    for (compiler, level) in [("gcc", "-O0"), ("gcc", "-O2"), ("clang-19", "-O0"), ("clang-19", "-O1")] {
        if is_missing(compiler) {
            continue;
        }
        let cc = format!("--cc={compiler}");
        place.check(&["-q", &cc, level, "--cflags=-Wall -Wextra -Werror", "x.wat"]).is(1000 & 255, "", "");
    }
}

// The cache

#[test]
fn a_second_run_does_not_run_the_c_compiler() {
    let place = Place::new();
    place.file("x.wat", start(r#"(func (export "_start") (call $exit (i32.const 3)))"#));
    let counting =
        place.script("counting", &format!("#!/bin/sh\necho >> {}\nexec gcc \"$@\"\n", place.path("count").display()));
    // With a flag of the user's, no part of the runtime is there already.
    let options = ["--cache-dir=cache", "--cflags=-DOWN", "--cc", &counting];
    let run = |file: &str| place.check(&[&options[..], &[file]].concat()).is(3, "", "");
    let runs = || fs::read(place.path("count")).unwrap().len();
    run("x.wat");
    let first = runs();
    run("x.wat");
    assert_eq!(runs(), first, "the second run compiled");
    assert_eq!(fs::metadata(place.path("cache")).unwrap().permissions().mode() & 0o7777, 0o700);

    place.file("y.wat", start(r#"(func (export "_start") (call $exit (i32.const 2)) (call $exit (i32.const 3)))"#));
    place.check(&[&options[..], &["y.wat"]].concat()).is(2, "", "");
    let second = runs();
    assert!(second < 2 * first, "the runtime was compiled again");
    place.check(&[&options[..], &["-O1", "x.wat"]].concat()).is(3, "", "");
    assert!(runs() > second + (second - first), "another level is another runtime");
}

#[test]
fn a_changed_module_has_only_its_changed_units_compiled() {
    let place = Place::new();
    let noting = place.script(
        "noting",
        &format!(
            "#!/bin/sh\nfor word; do case $word in -*) ;; *.c) echo \"$word\" >> {}; esac; done\nexec gcc \"$@\"\n",
            place.path("notes").display()
        ),
    );
    let compiled = |status: i32, function: &str| {
        let _ = fs::remove_file(place.path("notes"));
        place.file("x.wat", start(function));
        place.check(&["--cache-dir=cache", "--cflags=-DOWN", "--cc", &noting, "-j1", "x.wat"]).is(status, "", "");
        fs::read_to_string(place.path("notes")).unwrap_or_default()
    };
    let first = compiled(3, r#"(func (export "_start") (call $exit (i32.const 3)))"#);
    assert!(first.contains("m0_1.c\n") && first.contains("entry.c\n") && first.contains("wasi"), "{first}");
    assert_eq!(compiled(4, r#"(func (export "_start") (call $exit (i32.const 4)))"#), "m0_1.c\n");
    assert_eq!(compiled(3, r#"(func (export "_start") (call $exit (i32.const 3)) (nop))"#), "");
    // A type is declared in the header that all units include, but not the runtime.
    let other = r#"(type $t (struct)) (func (export "_start") (drop (struct.new $t)) (call $exit (i32.const 5)))"#;
    let other = compiled(5, other);
    assert!(other.contains("m0_1.c\n") && other.contains("entry.c\n") && !other.contains("wasi"), "{other}");
}

/// Of every compilation: what it makes may be in a compiler cache, under its arguments.
#[test]
fn the_compiler_is_told_the_same_each_time() {
    let place = Place::new();
    place.file("x.wat", start(r#"(func (export "_start") (call $exit (i32.const 3)))"#));
    let noting = place
        .script("noting", &format!("#!/bin/sh\necho \"$@\" >> {}\nexec gcc \"$@\"\n", place.path("notes").display()));
    let notes = || {
        let _ = fs::remove_file(place.path("notes"));
        place.check(&["compile", "-j1", "-O1", "--no-cache", "--cc", &noting, "x.wat", "-o", "x"]).is(0, "", "");
        fs::read_to_string(place.path("notes")).unwrap()
    };
    let first = notes();
    assert!(first.lines().count() > 10, "{first}");
    assert_eq!(notes(), first);
}

/// As `build.rs` compiled the runtime, so it is compiled where it is not there already.
#[test]
fn the_runtime_that_comes_with_wastrel_is_the_one_that_would_be_compiled() {
    let place = Place::new();
    place.file("x.wat", start("(type (struct)) (func (export \"_start\") (call $exit (i32.const 3)))"));
    let compile = |options: &[&str]| {
        let arguments = [&["compile", "-v", "--no-cache", "x.wat", "-o", "x"], options].concat();
        let outcome = place.check(&arguments);
        (fs::read(place.path("x")).unwrap(), outcome.stderr)
    };
    let (usual, said) = compile(&["--cc=gcc"]);
    if !said.contains("the runtime came with Wastrel") {
        println!("SKIPPED: Wastrel was built without gcc, or by another one");
        return;
    }
    let (compiled, said) = compile(&["--cc=gcc", "--cflags=-DOWN"]);
    assert!(!said.contains("the runtime came with Wastrel"));
    assert!(usual == compiled, "another program");
}

#[test]
fn a_cache_that_others_can_write_is_refused() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    fs::create_dir(place.path("cache")).unwrap();
    fs::set_permissions(place.path("cache"), PermissionsExt::from_mode(0o777)).unwrap();
    refused(
        &place,
        &["--cache-dir=cache"],
        "x.wat",
        &["error: cannot use the cache folder cache: others may write to it (mode 0777)\nhint: "],
    );
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(place.path("cache"), Some(12345), None).unwrap();
        fs::set_permissions(place.path("cache"), PermissionsExt::from_mode(0o700)).unwrap();
        refused(&place, &["--cache-dir=cache"], "x.wat", &["it belongs to user 12345, not to user 0\nhint: "]);
    }
}

#[test]
fn a_cache_that_cannot_be_made_matters_only_if_it_was_asked_for() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    let file = place.file("file", "");
    refused(&place, &["--cache-dir=file"], "x.wat", &["error: cannot use the cache folder file: ", "hint: "]);
    let place = place.set("XDG_CACHE_HOME", &file);
    let outcome = place.check(&["x.wat"]);
    assert_eq!(outcome.status, 0, "{outcome:?}");
    assert!(outcome.stderr.starts_with("warning: cannot use the cache folder "), "{outcome:?}");
    place.check(&["-q", "x.wat"]).is(0, "", "");
}

#[test]
fn without_a_cache_nothing_is_left() {
    let temporary = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let place = Place::new().set("TMPDIR", temporary.path()).set("XDG_CACHE_HOME", cache.path());
    place.file("x.wat", start(r#"(func (export "_start") (call $exit (i32.const 3)))"#));
    place.check(&["--no-cache", "x.wat"]).is(3, "", "");
    assert!(names(temporary.path()).is_empty());
    assert!(names(cache.path()).is_empty());
}

// The guest

#[test]
fn the_guests_status_is_silent() {
    let place = Place::new();
    place.file("x.wat", start(r#"(func (export "_start") (call $exit (i32.const 3)))"#));
    place.check(&["x.wat"]).is(3, "", "");
    place.check(&["run", "x.wat"]).is(3, "", "");
}

#[test]
fn options_after_the_file_belong_to_the_guest() {
    let place = Place::new();
    fs::create_dir(place.path("folder")).unwrap();
    let count = r#"(func (export "_start")
        (drop (call $args (i32.const 0) (i32.const 4))) (call $exit (i32.load (i32.const 0))))"#;
    place.file("x.wat", start(count));
    place.check(&["x.wat", "--help", "-O9", "--", "-"]).is(5, "", "");
    place.check(&["run", "-O1", "--", "x.wat", "--bogus"]).is(2, "", "");
    // The name that the guest sees is the file's, without the folder: `y.wat` and a zero byte.
    let size = count.replace("i32.load (i32.const 0)", "i32.load (i32.const 4)");
    place.file("folder/y.wat", start(&size));
    place.check(&["folder/y.wat"]).is(6, "", "");
}

/// A program whose status is how many variables it has, and one whose status is the size of its arguments.
const VARIABLES: &str = r#"(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $environ (i32.const 0) (i32.const 4))) (call $exit (i32.load (i32.const 0)))))"#;

#[test]
fn only_granted_variables_are_seen() {
    let place = Place::new().set("OUTSIDE", "1");
    place.file("x.wat", VARIABLES);
    place.check(&["x.wat"]).is(0, "", "");
    place.check(&["--env", "A=1", "--env=B=", "x.wat"]).is(2, "", "");
    place.check(&["--env", "A=1", "--env=A=2", "x.wat"]).is(1, "", "");
    place.check(&["--env", "OUTSIDE", "--env", "NOT_THERE", "x.wat"]).is(1, "", "");
    assert!(place.check(&["--inherit-env", "x.wat"]).status > 1);
    place.check(&["--env", "=1", "x.wat"]).fails(2, &["--env", "a variable has a name"]);
}

/// A compiled program, with these lines in WASTREL_GRANTS.
fn run_granted(place: &Place, program: &str, lines: &str) -> Outcome {
    let mut command = place.command(place.path(program).to_str().unwrap());
    command.env("WASTREL_GRANTS", lines);
    outcome(command, "")
}

#[test]
fn grants_are_in_the_executable_and_its_user_only_takes_away() {
    let place = Place::new();
    place.file("x.wat", VARIABLES);
    let run = |program: &str, lines: &str| run_granted(&place, program, lines);
    place.check(&["compile", "x.wat", "-o", "none"]).is(0, "", "");
    run("none", "env\tA=1\nenv\tB=2\n").is(0, "", "");
    place.check(&["compile", "--env=A=3", "--env=C=3", "x.wat", "-o", "two"]).is(0, "", "");
    outcome(place.command(place.path("two").to_str().unwrap()), "").is(2, "", "");
    run("two", "env\tA=1\nenv\tB=2\n").is(1, "", "");
    run("two", "").is(0, "", "");
    let open = ["compile", "--allow-runtime-grants", "--env=A=3", "--env=C=3", "x.wat", "-o", "open"];
    place.check(&open).is(0, "", "");
    run("open", "").is(2, "", "");
    run("open", "env\tA=1\nenv\tB=2\n").is(3, "", "");
    let long = format!("--env=C={}", "x".repeat(5000));
    place.check(&["compile", &long, "x.wat", "-o", "long"]).fails(1, &["the grants are too long", "hint: "]);
    assert!(!place.path("long").exists());
}

#[test]
fn a_program_is_called_what_its_user_says() {
    let place = Place::new();
    let size = r#"(func (export "_start")
        (drop (call $args (i32.const 0) (i32.const 4))) (call $exit (i32.load (i32.const 4))))"#;
    place.file("x.wat", start(size));
    // "called" and "a", each with a zero byte.
    place.check(&["--argv0", "called", "x.wat", "a"]).is(9, "", "");
}

/// The same in the directory that is this descriptor.
fn opens_in(directory: u32, name: &str, oflags: u32) -> String {
    opens(name, oflags).replace("$open (i32.const 3)", &format!("$open (i32.const {directory})"))
}

#[test]
fn relative_paths_begin_where_the_user_says() {
    let place = place_with_a_link();
    fs::create_dir(place.path("folder/inner")).unwrap();
    place.file("folder/inner/deep", "text");
    symlink("..", place.path("folder/out")).unwrap();
    place.file("deep.wat", opens_in(4, "deep", 0));
    place.file("made.wat", opens_in(4, "made", CREAT));
    for tier in TIERS.into_iter().filter(|tier| *tier != "none" && has_tier(&place, tier)) {
        let begin =
            |cwd: &str, module: &str| place.check(&["--sandbox", tier, "--dir", "folder::/data", "--cwd", cwd, module]);
        begin("/data/inner", "deep.wat").is(0, "", "");
        begin("data/inner/", "deep.wat").is(0, "", "");
        begin("/data", "deep.wat").is(ENOENT, "", "");
        for outside in ["/elsewhere", "/data/out", "/data/../..", "/data/file", "/data/missing"] {
            begin(outside, "deep.wat").fails(1, &["error: there is no directory", "within the granted ones"]);
        }
        place.check(&["--sandbox", tier, "--dir=folder::/data:ro", "--cwd=/data/inner", "made.wat"]).is(EROFS, "", "");
    }
}

#[test]
fn a_user_may_leave_a_directory_out_or_make_it_read_only() {
    let place = place_with_a_link();
    place.check(&["compile", "--dir=folder::/data", "new.wat", "-o", "new"]).is(0, "", "");
    let run = |lines: &str| run_granted(&place, "new", lines).status;
    assert_eq!(run("dir\tfolder\t/data\tro\n"), EROFS);
    assert_eq!(run("dir\tfolder\t/data\nsandbox\tnofollow\nseccomp\n"), 0);
    let ebadf = 8;
    assert_eq!(run("dir\t.\t/data\n"), ebadf);
    assert_eq!(run("dir\tfolder\t/\n"), ebadf);
}

#[test]
fn experiments_come_out_the_same_each_time() {
    let place = Place::new();
    let answer = |call: &str| {
        format!(
            r#"(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") {call}))"#
        )
    };
    // 0xe220a8397b1dcdaf and 0x6e789e6aa1b965f4 are the first two words that follow from 0.
    let random = "(drop (call $random (i32.const 0) (i32.const 9)))
        (call $exit (i32.xor (i32.load8_u (i32.const 7)) (i32.load8_u (i32.const 8))))";
    place.file("random.wat", answer(random));
    place.check(&["--random=seed:0", "random.wat"]).is(0xe2 ^ 0xf4, "", "");
    place.check(&["--random=7", "random.wat"]).fails(2, &["--random", "`seed:N` is needed"]);
    // Milliseconds since 1970, in the second look: one, and two microseconds.
    let time = "(drop (call $time (i32.const 0) (i64.const 0) (i32.const 0)))
        (drop (call $time (i32.const 0) (i64.const 0) (i32.const 0)))
        (call $exit (i32.wrap_i64 (i64.div_u (i64.load (i32.const 0)) (i64.const 1000))))";
    place.file("time.wat", answer(time));
    place.check(&["--clock=fixed", "time.wat"]).is(2, "", "");
    place.check(&["--clock=fixed:1", "time.wat"]).is(1_000_002 % 256, "", "");
    place.check(&["--clock=fast", "time.wat"]).fails(2, &["--clock", "fixed:SECONDS"]);
}

/// All that a program does goes on as before.
#[test]
fn system_calls_can_be_filtered() {
    let place = place_with_a_link();
    for tier in TIERS.into_iter().filter(|tier| has_tier(&place, tier)) {
        let run = |module: &str| place.check(&["--seccomp", "--sandbox", tier, "--dir", "folder::/data", module]);
        run("file.wat").is(0, "", "");
        run("new.wat").is(0, "", "");
    }
    place.file("trap.wat", start(r#"(func (export "_start") unreachable)"#));
    let plain = place.check(&["trap.wat"]);
    let filtered = place.check(&["--seccomp", "trap.wat"]);
    assert_eq!((plain.status, plain.stderr), (filtered.status, filtered.stderr));
    // Threads of the collector's start.
    let collects = r#"(type $box (struct (field i32)))
        (global $kept (mut (ref null $box)) (ref.null $box))
        (func (export "_start") (local $n i32)
          (loop $again
            (global.set $kept (struct.new $box (local.get $n)))
            (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 1000))))
          (call $exit (i32.sub (struct.get $box 0 (global.get $kept)) (i32.const 900))))"#;
    place.file("collects.wat", start(collects));
    let place = place.set("GC_OPTIONS", "stress=100,parallelism=2");
    place.check(&["--seccomp", "--gc=parallel-mmc", "collects.wat"]).is(99, "", "");
}

#[test]
fn a_directory_that_cannot_be_granted_is_an_error() {
    let place = Place::new();
    place.file("x.wat", VARIABLES);
    let gone = "error: cannot open the granted directory missing: No such file or directory\n";
    place.check(&["--dir", "missing", "x.wat"]).is(1, "", gone);
    place.check(&["--dir", "x.wat::/data", "x.wat"]).fails(1, &["directory x.wat: Not a directory"]);
    place.check(&["--dir", "::/data", "x.wat"]).fails(2, &["--dir", "a directory has a name"]);
}

/// A program whose status is the errno of opening `name` in the directory that it is granted first: to read, or by way of
/// `oflags` to write as well.
fn opens(name: &str, oflags: u32) -> String {
    let rights = if oflags == 0 { 2 } else { 66 };
    format!(
        r#"(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "{name}")
  (func (export "_start") (call $exit (call $open (i32.const 3) (i32.const 1) (i32.const 0) (i32.const {length})
    (i32.const {oflags}) (i64.const {rights}) (i64.const 0) (i32.const 0) (i32.const 64)))))"#,
        length = name.len()
    )
}

const CREAT: u32 = 1;
const ENOENT: i32 = 44;
const EROFS: i32 = 69;
const ENOTCAPABLE: i32 = 76;
const TIERS: [&str; 5] = ["namespace", "landlock", "openat2", "nofollow", "none"];

/// A place with a granted folder in which `link` leads to `/data/file`, its own file under the guest's name.
fn place_with_a_link() -> Place {
    let place = Place::new();
    fs::create_dir(place.path("folder")).unwrap();
    place.file("folder/file", "text");
    symlink("/data/file", place.path("folder/link")).unwrap();
    place.file("file.wat", opens("file", 0));
    place.file("new.wat", opens("new", CREAT));
    place.file("up.wat", opens("../file.wat", 0));
    place.file("link.wat", opens("link", 0));
    place
}

/// False, after saying so, where this machine has not got the tier.
fn has_tier(place: &Place, tier: &str) -> bool {
    let outcome = place.check(&["--sandbox", tier, "--dir", "folder::/data", "file.wat"]);
    if outcome.status == 0 {
        return true;
    }
    outcome.fails(1, &[&format!("error: cannot set up the sandbox `{tier}`: "), "\nhint: "]);
    eprintln!("skipped: no sandbox `{tier}` here");
    false
}

#[test]
fn a_sandbox_keeps_a_program_within_its_directories() {
    let place = place_with_a_link();
    for tier in TIERS.into_iter().filter(|tier| has_tier(&place, tier)) {
        let run = |module: &str, status| {
            place.check(&["--sandbox", tier, "--dir", "folder::/data", module]).is(status, "", "")
        };
        let (up, link) = match tier {
            "namespace" => (ENOTCAPABLE, 0),
            "none" => (0, ENOENT),
            _ => (ENOTCAPABLE, ENOTCAPABLE),
        };
        run("up.wat", up);
        run("link.wat", link);
        run("new.wat", 0);
        fs::remove_file(place.path("folder/new")).unwrap();
    }
}

#[test]
fn a_directory_may_be_granted_for_reading_only() {
    let place = place_with_a_link();
    for tier in TIERS.into_iter().filter(|tier| has_tier(&place, tier)) {
        let run = |module: &str, status| {
            place.check(&["--sandbox", tier, "--dir=folder::/data:ro", module]).is(status, "", "")
        };
        run("file.wat", 0);
        run("new.wat", EROFS);
    }
    place.check(&["--dir", "folder:ro", "new.wat"]).is(EROFS, "", "");
    assert!(!place.path("folder/new").exists());
    place.check(&["--dir", ":ro", "new.wat"]).fails(2, &["--dir", "a directory has a name"]);
}

#[test]
fn the_sandbox_is_in_the_executable() {
    let place = place_with_a_link();
    place.check(&["compile", "--sandbox=nofollow", "--dir=folder::/data:ro", "link.wat", "-o", "link"]).is(0, "", "");
    outcome(place.command(place.path("link").to_str().unwrap()), "").is(ENOTCAPABLE, "", "");
    place.check(&["compile", "--emit=c", "--sandbox=none", "link.wat"]).fails(2, &["--sandbox", "--emit=c makes none"]);
    place.check(&["--sandbox", "chroot", "link.wat"]).fails(2, &["'chroot'", "namespace", "nofollow"]);
}

#[test]
fn verbose_programs_say_which_sandbox_they_have() {
    let place = place_with_a_link();
    let told = |options: &[&str]| place.check(&[&["-v"], options, &["file.wat"]].concat()).stderr;
    let granted = ["--dir", "folder::/data"];
    assert!(told(&[&granted[..], &["--sandbox", "nofollow"]].concat()).ends_with("\nsandbox: nofollow\n"));
    assert!(told(&granted).lines().last().unwrap().starts_with("sandbox: "));
    assert!(!told(&["--sandbox", "nofollow"]).contains("sandbox:"));
}

/// In a user namespace of its own, whose root forbids further ones.
#[test]
fn a_sandbox_that_cannot_be_had_is_an_error_or_passed_over() {
    let place = place_with_a_link();
    place.check(&["compile", "--dir", "folder::/data", "file.wat", "-o", "warm"]).is(0, "", "");
    let within = |options: &[&str]| {
        let mut command = place.command("unshare");
        let script = "echo 0 > /proc/sys/user/max_user_namespaces && exec \"$0\" \"$@\"";
        command.args(["-Ur", "sh", "-c", script, env!("CARGO_BIN_EXE_wastrel")]).args(options);
        outcome(command, "")
    };
    if within(&["--version"]).status != 0 {
        eprintln!("skipped: no user namespaces here");
        return;
    }
    let why = "namespace`: unshare: No space left on device\nhint: ";
    within(&["--sandbox=namespace", "--dir", "folder::/data", "file.wat"]).fails(1, &["error: cannot set up", why]);
    let passed_over = within(&["-v", "--dir", "folder::/data", "file.wat"]);
    assert_eq!(passed_over.status, 0, "{passed_over:?}");
    let last = passed_over.stderr.lines().last().unwrap();
    assert!(last.contains(" (namespace: unshare: No space left on device"), "{last}");
    within(&["--sandbox=namespace", "file.wat"]).is(8, "", "");
}

#[test]
fn a_file_may_be_called_like_a_command() {
    let place = Place::new();
    place.file("run", start(r#"(func (export "_start") (call $exit (i32.const 4)))"#));
    place.check(&["./run"]).is(4, "", "");
    place.check(&["--", "run"]).is(4, "", "");
    place.check(&["run", "run"]).is(4, "", "");
}

#[test]
fn standard_input_and_output_are_the_guests() {
    let place = Place::new();
    let input = fs::read_to_string(corpus("lines.stdin")).unwrap();
    let expected = fs::read_to_string(corpus("lines.expected")).unwrap();
    place.check_input(&[&corpus("lines.wasm")], &input).is(0, &expected, "");
}

#[test]
fn a_trap_has_a_message_and_status_134() {
    let place = Place::new();
    let check = |body: &str, words: &[&str]| {
        place.file(
            "x.wat",
            format!("(module (memory (export \"memory\") 1) (type $a (array (mut i64))) (tag $t) {body})"),
        );
        place.check(&["x.wat"]).fails(134, words);
    };
    check("(func $culprit (export \"_start\") unreachable)", &["error: wasm trap: unreachable\n", "culprit"]);
    check(
        "(func (export \"_start\") (drop (i32.div_u (i32.const 1) (i32.const 0))))",
        &["error: wasm trap: integer divide by zero\n"],
    );
    check("(func (export \"_start\") (throw $t))", &["error: wasm trap: uncaught exception"]);
    check("(func $f (export \"_start\") (call $f))", &["error: wasm trap: call stack exhausted\n"]);
}

#[test]
fn an_exhausted_heap_names_its_limit() {
    let place = Place::new().set("GC_OPTIONS", "heap-size-policy=fixed,heap-size=16777216");
    let module = |body: &str| {
        format!("(module (type $a (array (mut i64))) (type $l (struct (field (ref null $l)) (field (ref $a)))) {body})")
    };
    place.file(
        "list.wat",
        module(
            "(func (export \"_start\") (local $l (ref null $l))
               (loop $next
                 (local.set $l (struct.new $l (local.get $l) (array.new $a (i64.const 1) (i32.const 100))))
                 (br $next)))",
        ),
    );
    place.check(&["list.wat"]).fails(134, &["error: wasm trap: heap exhausted", "live", "limit"]);
    place.file("array.wat", module("(func (export \"_start\") (drop (array.new $a (i64.const 1) (i32.const -1))))"));
    place.check(&["array.wat"]).fails(134, &["error: wasm trap: heap exhausted", "limit"]);
}

#[test]
fn the_guest_dies_of_its_own_signals() {
    let place = Place::new();
    place.file("x.wat", "(module (func (export \"_start\") (loop $l (br $l))))");
    let mut command = place.command("timeout");
    command.args(["--preserve-status", "-s", "TERM", "10", env!("CARGO_BIN_EXE_wastrel"), "x.wat"]);
    assert_eq!(outcome(command, "").status, 128 + 15);
}

// Spec scripts

#[test]
fn a_script_is_summed_up() {
    let place = Place::new();
    let script = r#"(module (func (export "f") (result i32) (i32.const 1)) (func (export "u") (unreachable)))
(assert_return (invoke "f") (i32.const 1))
(assert_trap (invoke "u") "unreachable")
(assert_invalid (module (func (result i32))) "type mismatch")
(module (tag $t) (func (export "g") (suspend $t)))
(assert_return (invoke "g"))
"#;
    place.file("good.wast", script);
    let good = "good.wast: 3 passed, 0 failed, 2 skipped (1 modules: stack switching; 1 stack switching)\n";
    place.check(&["wast", "-O1", "good.wast"]).is(0, good, "");
    place.file(
        "bad.wast",
        format!(
            "{script}{}",
            r#"(module (func (export "f") (result f32) (f32.const nan:0x200000)) (func $r (export "r") (call $r)))
(assert_return (invoke "f") (f32.const nan:arithmetic))
(assert_trap (invoke "r") "unreachable")
(assert_exhaustion (invoke "r") "call stack exhausted")
(assert_malformed (module quote "(func)") "unexpected token")
(assert_unlinkable (module (import "spectest" "memory" (memory 1))) "unknown import")
(module (import "spectest" "memory" (memory 3)))
"#
        ),
    );
    let told = "bad.wast:8: assert_return: expected Results([ArithmeticF32]), got `ok 7fa00000`\n\
        bad.wast:9: assert_trap: expected Trap(\"unreachable\"), got `trap call stack exhausted`\n\
        bad.wast:11: assert_malformed: the module is valid\n\
        bad.wast:12: assert_unlinkable: expected Unlinkable, got `ok`\n\
        bad.wast:13: module: import spectest.memory: incompatible import type\n\
        bad.wast: 4 passed, 5 failed, 2 skipped (1 modules: stack switching; 1 stack switching)\n";
    let error = "error: 1 of 2 scripts failed\n";
    place.check(&["wast", "-O1", "bad.wast", "good.wast"]).is(1, &format!("{told}{good}"), error);
    place.file("no.wast", "(assert_retrun)");
    assert_eq!(place.check(&["wast", "no.wast"]).status, 1);
}

// Usage

#[test]
fn wrong_usage_is_status_2() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    let check = |args: &[&str], words: &[&str]| place.check(args).fails(2, words);
    check(&["--bogus", "x.wat"], &["--bogus", "Usage: wastrel [run]"]);
    check(&["-O4", "x.wat"], &["-O <LEVEL>", "`auto` or 0 to 3 is needed"]);
    check(&["-j0", "x.wat"], &["0 is not in 1..=1024"]);
    check(&["-v"], &["FILE", "Usage: wastrel [run]"]);
    check(&["compile"], &["FILE", "Usage: wastrel compile"]);
    check(&["compile", "x.wat", "y.wat"], &["y.wat"]);
    check(&["inspect", "nonsense", "x.wat"], &["nonsense", "stackmaps"]);
    check(&["--sanitize=nonsense", "x.wat"], &["nonsense", "address"]);
    check(&["--ref-width=16", "x.wat"], &["16", "32, 64"]);
    check(&["--ref-width=32", "--gc=bdw", "x.wat"], &["--gc bdw", "it works with all others"]);
    check(&["--ref-width=32", "--gc-src=folder", "x.wat"], &["--gc-src"]);
    check(&["--unknown-imports=nonsense", "x.wat"], &["nonsense", "trap"]);
    assert_eq!(place.check(&[]).status, 2);
}

#[test]
fn help_and_version_go_to_standard_output() {
    let place = Place::new();
    let version = concat!("wastrel ", env!("CARGO_PKG_VERSION"), "\n");
    place.check(&["--version"]).is(0, version, "");
    for args in [&["--help"][..], &["run", "--help"], &["compile", "-h"], &["help", "inspect"]] {
        let outcome = place.check(args);
        assert_eq!((outcome.status, &*outcome.stderr), (0, ""), "{args:?}");
        assert!(outcome.stdout.contains("Usage: wastrel"), "{args:?}");
    }
    let collectors = place.check(&["--gc=help"]);
    assert_eq!(collectors.status, 0);
    assert!(collectors.stdout.starts_with("nursery-mmc "), "{collectors:?}");
    place.file("x.wat", EMPTY);
    place
        .check(&["--gc=nonsense", "x.wat"])
        .fails(1, &["there is no collector `nonsense`\nhint: choose one of: nursery-mmc, semi, mmc, parallel-mmc, generational-mmc, parallel-generational-mmc, \
             stack-conservative-mmc, stack-conservative-parallel-mmc, stack-conservative-generational-mmc, \
             stack-conservative-parallel-generational-mmc, heap-conservative-mmc, heap-conservative-parallel-mmc, \
             heap-conservative-generational-mmc, heap-conservative-parallel-generational-mmc, parallel-nursery-mmc, pcc, \
             generational-pcc, bdw, nogc\n"]);
}

/// A linker that finds no `libgmp.a`, as where only the shared library is installed.
#[test]
fn gmp_is_asked_for_before_anything_is_compiled() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    let script =
        "#!/bin/sh\ncase \"$*\" in *-l:libgmp.a*) exit 1 ;; *' -c '*) echo >> count ;; esac\nexec gcc \"$@\"\n";
    let without = place.script("without", script);
    place.check(&["--cc", &without, "--bignum=gmp", "x.wat"]).fails(
        1,
        &["error: `--bignum gmp` needs libgmp, which is not installed\nhint: install it (`apt install libgmp-dev`)"],
    );
    assert!(!place.path("count").exists(), "a unit was compiled");
    place.check(&["--cc", &without, "--bignum=own", "x.wat"]).is(0, "", "");
    place.check(&["--bignum=mini", "x.wat"]).fails(2, &["mini", "own, gmp"]);
}

#[test]
fn optimisations_can_be_left_out() {
    let place = Place::new();
    place.file("x.wat", EMPTY);
    place.check(&["-q", "-fno-inline", "-finline", "-fno-inline", "-O0", "x.wat"]).is(0, "", "");
    place.check(&["-fno-such", "x.wat"]).fails(
        1,
        &["there is no optimisation `-fno-such`\nhint: choose of: checks, escape, inline, stacks, start; no-NAME leaves it out\n"],
    );
}

#[test]
fn references_of_32_bits_make_other_programs() {
    let place = Place::new();
    place.file("x.wat", "(module (type $pair (struct (field eqref eqref))) (func (export \"_start\")))");
    let layouts = |width: &str| place.check(&["inspect", "layouts", "--ref-width", width, "x.wat"]).stdout;
    assert!(layouts("64").starts_with("$pair: 24 bytes, "), "{}", layouts("64"));
    assert!(layouts("32").starts_with("$pair: 16 bytes, "), "{}", layouts("32"));

    place.check(&["compile", "--ref-width=32", "--emit=c", "-o", "c", "x.wat"]).is(0, "", "");
    let makefile = fs::read_to_string(place.path("c/Makefile")).unwrap();
    for flag in ["-DGC_SLOT_BITS=32", "-fno-pie", "-no-pie", "OF_UNITS = -fno-tree-pta"] {
        assert!(makefile.contains(flag), "{makefile}");
    }

    // The cache knows one from the other; of a heap that is too large the message says why.
    let place = place.set("GC_OPTIONS", "heap-size=5g,heap-size-policy=fixed");
    for _ in 0..2 {
        place
            .check(&["x.wat"])
            .fails(1, &["gc option `heap-size`", "cannot create the garbage-collected heap\nhint: ", "--ref-width 64"]);
        place.check(&["--ref-width=64", "x.wat"]).is(0, "", "");
    }
}

#[test]
fn collectors_may_be_taken_from_another_folder() {
    let place = Place::new();
    place.file("x.wat", "(module (type (struct)) (func (export \"_start\")))");
    let changed = place.path("changed").to_str().unwrap().to_string();
    let with_changed = ["--gc=semi", "--gc-src", &changed, "-O1", "x.wat"];
    place
        .check(&with_changed)
        .fails(1, &["cannot take a collector from ", "changed/api: No such file", "\nhint: --gc-src "]);

    for part in ["api", "src"] {
        let to = place.path("changed").join(part);
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("whippet").join(part)).unwrap() {
            let from = entry.unwrap().path();
            fs::copy(&from, to.join(from.file_name().unwrap())).unwrap();
        }
    }
    // A changed file is another program, in the cache, too.
    let statistics = place.path("changed/api/gc-basic-stats.h");
    let text = fs::read_to_string(&statistics).unwrap();
    let temporary = place.folder.path().to_path_buf();
    let place = place.set("WASTREL_PRINT_STATS", "1").set("TMPDIR", &temporary);
    for word in ["Managed", "Suffered"] {
        fs::write(&statistics, text.replace("Completed", word)).unwrap();
        let outcome = place.check(&with_changed);
        assert!(outcome.status == 0 && outcome.stderr.contains(&format!("{word} 0 major")), "{word}: {outcome:?}");
    }

    let semi = place.path("changed/src/semi.c");
    fs::write(&semi, "#error none\n").unwrap();
    place
        .check(&with_changed)
        .fails(1, &["semi.c", "#error none\nhint: this is a bug in Wastrel, unless --gc-src is to blame"]);
    fs::remove_file(&semi).unwrap();
    place.check(&with_changed).fails(
        1,
        &["the collector `semi` is not in ", "\nhint: choose one of those that are there by --gc: nursery-mmc, mmc, "],
    );
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let place = Place::new();
    for what in ["types", "features"] {
        let mut command = place.command("sh");
        let script = "set -- \"$0\" \"$@\"; { \"$@\"; echo $? > status; } | true; cat status";
        command.args(["-c", script, env!("CARGO_BIN_EXE_wastrel"), "inspect", what, &corpus("hello.wasm")]);
        outcome(command, "").is(0, "0\n", "");
    }
    let mut command = place.command("sh");
    command.args([
        "-c",
        "exec \"$0\" inspect types \"$1\" > /dev/full",
        env!("CARGO_BIN_EXE_wastrel"),
        &corpus("hello.wasm"),
    ]);
    outcome(command, "").fails(1, &["No space left on device"]);
}
