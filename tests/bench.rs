//! `wastrel bench` as its users meet it. What it measures is never asserted, only that and how it measures: the engines here are
//! the shell and its like.

mod common;

use std::fs;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use common::{Outcome, PATIENCE, ROOT};
use serde_json::Value;
use tempfile::TempDir;

/// Prints `hello`. It has a heap, as it has a type of objects.
const MODULE: &str = r#"(module
  (type (struct))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\06\00\00\00")
  (data (i32.const 16) "hello\n")
  (func (export "_start")
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"#;

struct Place {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Place {
    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap(), variables: Vec::new() };
        fs::write(place.path("hello.wasm"), wat::parse_str(MODULE).unwrap()).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn bench(&self, arguments: &[&str]) -> Outcome {
        let mut command = common::wastrel();
        command.current_dir(self.folder.path()).arg("bench").args(arguments).envs(self.variables.iter().cloned());
        common::outcome(command, None, PATIENCE).unwrap()
    }

    fn succeeds(&self, arguments: &[&str]) -> String {
        let outcome = self.bench(arguments);
        assert_eq!(outcome.status, 0, "{}", outcome.stderr_text());
        String::from_utf8(outcome.stdout).unwrap()
    }

    /// The error and its hint.
    fn fails(&self, arguments: &[&str]) -> String {
        let outcome = self.bench(arguments);
        assert_eq!((outcome.status, outcome.stdout.as_slice()), (1, &b""[..]), "{}", outcome.stderr_text());
        outcome.stderr_text()
    }
}

/// Right, and quick.
const ECHO: &str = "echo=cmd:echo hello";

#[test]
fn a_table_compares_engines() {
    let place = Place::new();
    let text = place.succeeds(&["hello.wasm", "--vs", ECHO, "--runs", "5", "--config", "gcc -O1"]);
    for words in ["program  engine", "echo, s", "gcc -O1", "hello", "95 % confidence", "echo: echo hello", "Wastrel "] {
        assert!(text.contains(words), "no `{words}` in\n{text}");
    }
    let quiet = place.succeeds(&["hello.wasm", "--vs", ECHO, "--runs", "1", "--config", "gcc -O1", "-q"]);
    assert!(!quiet.contains("peak MB") && !quiet.contains("95 %"), "{quiet}");
}

#[test]
fn every_form_is_written() {
    let place = Place::new();
    place.succeeds(&[
        "hello.wasm",
        "--vs",
        ECHO,
        "--runs",
        "2",
        "--config",
        "gcc -O1",
        "--warmup",
        "1",
        "--json",
        "a.json",
        "--csv",
        "a.csv",
        "--markdown",
        "a.md",
        "--svg",
        "a.svg",
    ]);
    let json: Value = serde_json::from_str(&place.read("a.json")).unwrap();
    let result = &json["results"][1];
    assert_eq!(result["command"], "gcc -O1: hello");
    assert_eq!(result["times"].as_array().unwrap().len(), 2);
    assert_eq!(result["wastrel"]["collections"]["major"], 0);
    assert!(result["wastrel"]["binary_bytes"].as_u64().unwrap() > 10_000);
    assert!(result["wastrel"]["compile"]["user"].as_f64().unwrap() > 0.0);
    assert_eq!(place.read("a.csv").lines().count(), 3);
    assert!(place.read("a.md").contains("| program | echo, s | gcc -O1 |"));
    assert!(place.read("a.svg").starts_with("<svg "));
    let on_stdout = place.succeeds(&["hello.wasm", "--vs", ECHO, "--runs", "1", "--config", "gcc -O1", "--json", "-"]);
    assert!(serde_json::from_str::<Value>(&on_stdout).is_ok());
}

#[test]
fn a_wrong_output_fails_and_shows_the_first_difference() {
    let place = Place::new();
    let wrong = ["hello.wasm", "--runs", "1", "--config", "gcc -O1", "--json", "a.json", "--vs"];
    let message = place.fails(&[&wrong[..], &["cmd:echo goodbye"]].concat());
    let expect =
        "error: hello by gcc -O1 prints something else: line 1 is `hello\\n`, but echo goodbye has `goodbye\\n`\n";
    assert_eq!(message, expect);
    fs::write(place.path("hello.expected"), "hello\n").unwrap();
    let message = place.fails(&[&wrong[..], &["cmd:echo goodbye"]].concat());
    let expect = "error: hello by echo goodbye prints something else: line 1 is `goodbye\\n`, but the expected output has `hello\\n`\n";
    assert_eq!(message, expect);
    assert!(!place.path("a.json").exists());
}

#[test]
fn an_engine_that_cannot_run_a_program_is_skipped_visibly() {
    let place = Place::new();
    fs::copy(place.path("hello.wasm"), place.path("other.wasm")).unwrap();
    fs::write(place.path("hello.expected"), "hello\n").unwrap();
    fs::write(place.path("other.expected"), "hello\n").unwrap();
    fs::write(place.path("other.arguments"), "fail\n").unwrap();
    let engine = "fussy=cmd:sh -c '[ -z \"$1\" ] && echo hello || { echo cannot >&2; exit 3; }' sh {args}";
    let text = place.succeeds(&[".", "--vs", engine, "--runs", "1", "--config", "gcc -O1"]);
    assert!(text.contains("skipped: 1\n  other by fussy: it fails: cannot (status 3)"), "{text}");
    let message = place.fails(&["other.wasm", "--vs", engine, "--runs", "1", "--config", "gcc -O1"]);
    assert!(
        message.contains("error: fussy runs none of the programs: other: it fails: cannot (status 3)"),
        "{message}"
    );
}

/// By the process that `bench` starts for each run: a whole `bench` with a limit of a second would not get its compiler to the end.
#[test]
fn what_does_not_end_is_stopped() {
    let place = Place::new();
    let mut command = common::wastrel();
    command.arg("__measure").arg(place.path("result")).args(["1", "sleep", "1000"]);
    let outcome = common::outcome(command, None, PATIENCE).unwrap();
    assert_eq!((outcome.status, outcome.stderr_text().as_str()), (0, "error: stopped after 1 s\n"));
    let result: Value = serde_json::from_str(&place.read("result")).unwrap();
    assert_eq!(result["Ended"]["status"], 124, "{result}");
}

#[test]
fn a_missing_engine_is_named() {
    let mut place = Place::new();
    let message = place.fails(&[
        "hello.wasm",
        "--vs",
        "ocamlopt,guile",
        "--engine",
        "ocamlopt=/nowhere/ocamlopt",
        "--engine",
        "guile=chroot /nowhere",
    ]);
    let expect = "error: missing engines: ocamlopt: `/nowhere/ocamlopt` is not in PATH; guile: `guile` is not in /nowhere\n\
                  hint: apt install guile-3.0; apt install ocaml; or say where by --engine ocamlopt=COMMAND, WASTREL_ENGINE_OCAMLOPT or wastrel.toml\n";
    assert_eq!(message, expect);
    place.variables.push(("WASTREL_ENGINE_NATIVE_C", "/nowhere/cc".into()));
    assert!(place.fails(&["hello.wasm", "--vs", "native-c"]).contains("native-c: `/nowhere/cc` is not in PATH"));
    fs::write(place.path("wastrel.toml"), "[engine.guile]\npath = \"/nowhere/guile\"\n").unwrap();
    assert!(place.fails(&["hello.wasm", "--vs", "guile"]).contains("guile: `/nowhere/guile` is not in PATH"));
    let message = place.fails(&["hello.wasm", "--vs", "v8"]);
    assert!(message.starts_with("error: there is no engine `v8`\nhint: the engines are ocamlopt, "), "{message}");
}

#[test]
fn what_is_asked_for_must_make_sense() {
    let place = Place::new();
    let check = |arguments: &[&str], expect: &str| {
        let message = place.fails(arguments);
        assert!(message.contains(expect), "{message}");
    };
    check(&["hello.wasm", "--config", "gcc -O7"], "in --config `gcc -O7`: invalid value '7'");
    check(&["hello.wasm", "--config", "gcc -o x"], "-o, --emit and --no-cache have no place here");
    check(&["hello.wasm", "--config", "gcc --gc none"], "there is no collector `none`");
    check(&["hello.wasm", "--config", "no-such-cc"], "C compiler `no-such-cc` not found");
    check(&["hello.wasm", "--config", "gcc -O1", "--config", "gcc -O1"], "`gcc -O1` is asked for twice");
    check(&["hello.wasm", "--vs", "native-c"], "native-c runs none of the programs: hello: no source hello.c");
    check(&["missing.wasm"], "cannot read missing.wasm: No such file or directory");
    check(&["hello.wasm", "--baseline", "missing.json"], "cannot read missing.json");
    fs::write(place.path("wastrel.toml"), "[engine.node]\nfolder = \"x\"\n").unwrap();
    check(&["hello.wasm"], "unknown field `folder`");
    assert_eq!(place.bench(&[]).status, 2);
    assert_eq!(place.bench(&["hello.wasm", "--fail-above", "1"]).status, 2);
}

#[test]
fn a_native_program_is_built_from_the_source_beside_the_module() {
    let place = Place::new();
    fs::write(place.path("greeting.h"), "#define GREETING \"hello\"\n").unwrap();
    fs::write(
        place.path("hello.c"),
        "#include <stdio.h>\n#include \"greeting.h\"\nint main(void) { puts(GREETING); }\n",
    )
    .unwrap();
    let text = place.succeeds(&["hello.wasm", "--vs", "native-c", "--runs", "1", "--config", "gcc -O1"]);
    assert!(text.contains("native-c, s"), "{text}");
}

#[test]
fn an_interrupted_benchmark_goes_on() {
    let place = Place::new();
    // Counts how often it has run.
    let engine = "counter=cmd:sh -c 'echo >> count; echo hello'";
    let with_runs = |runs: &str| {
        place.succeeds(&[
            "hello.wasm",
            "--vs",
            engine,
            "--config",
            "gcc -O1",
            "--resume",
            "state",
            "--runs",
            runs,
            "--json",
            "a.json",
        ])
    };
    let counted = || place.read("count").lines().count();
    with_runs("3");
    // One run checks the output.
    assert_eq!(counted(), 4);
    let before = place.read("state");
    with_runs("3");
    assert_eq!((counted(), place.read("state")), (5, before.clone()));
    // The last line was being written when it was interrupted.
    fs::write(place.path("state"), &before[..before.len() - 7]).unwrap();
    with_runs("5");
    let added = counted() - 6;
    assert!(added == 2 || added == 3, "{added} runs were added");
    let times = |json: &str| -> Vec<usize> {
        let json: Value = serde_json::from_str(json).unwrap();
        json["results"].as_array().unwrap().iter().map(|it| it["times"].as_array().unwrap().len()).collect()
    };
    assert_eq!(times(&place.read("a.json")), [5, 5]);
    let message = place.fails(&["hello.wasm", "--config", "gcc -O1", "--resume", "state"]);
    assert!(message.contains("state was written by a benchmark of other programs or engines"), "{message}");
}

/// By SIGTERM: SIGINT is ignored where tests run in the background. A terminal sends it to the whole group, too.
#[test]
fn an_interrupted_benchmark_leaves_no_folders_behind() {
    let place = Place::new();
    let temporary = place.path("temporary");
    fs::create_dir(&temporary).unwrap();
    let mut command = common::wastrel();
    command.current_dir(place.folder.path()).env("TMPDIR", &temporary).process_group(0).stderr(Stdio::null());
    command.args([
        "bench",
        "hello.wasm",
        "--config",
        "gcc -O1",
        "--vs",
        "slow=cmd:sh -c 'echo > started; exec sleep 60'",
    ]);
    let mut bench = command.spawn().unwrap();
    let group = format!("-{}", bench.id());
    while !place.path("started").exists() {
        assert_eq!(bench.try_wait().unwrap(), None);
        thread::sleep(Duration::from_millis(20));
    }
    assert_ne!(fs::read_dir(&temporary).unwrap().count(), 0);
    assert!(Command::new("kill").args(["-TERM", "--", &group]).status().unwrap().success());
    assert_eq!(bench.wait().unwrap().signal(), Some(15));
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
}

#[test]
fn a_baseline_fails_what_has_become_slower() {
    let place = Place::new();
    let run = ["hello.wasm", "--vs", ECHO, "--config", "gcc -O1", "--runs", "1"];
    place.succeeds(&[&run[..], &["--json", "old.json"]].concat());
    let bench = |limit: &str| place.bench(&[&run[..], &["--baseline", "old.json", "--fail-above", limit]].concat());
    let outcome = bench("1e9");
    assert_eq!(outcome.status, 0);
    assert!(outcome.stderr_text().contains("gcc -O1 against the baseline: ratio to the reference "));
    let outcome = bench("1e-9");
    assert_eq!(outcome.status, 1);
    assert!(outcome.stderr_text().contains("error: gcc -O1 is slower than the baseline: "));
}

#[test]
fn a_program_with_grants_gets_them() {
    let place = Place::new();
    for ending in ["wasm", "arguments", "stdin", "options", "expected", "status"] {
        let name = format!("arguments.{ending}");
        fs::copy(Path::new(ROOT).join("corpora/c").join(&name), place.path(&name)).unwrap();
    }
    let text = place.succeeds(&["arguments.wasm", "--config", "gcc -O1", "--runs", "1"]);
    assert!(text.contains("arguments"), "{text}");
}
