//! Every program of `corpora/ocaml` prints what ocamlopt's binary prints: at its default size, and at the small size
//! with a collection at every allocation and the heap verified after each.
//!
//! `WASTREL_MATRIX=full` adds gcc -O2 and clang-19 at -O0 to -O2.

use libtest_mimic::{Arguments, Failed, Trial};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = arguments.test_threads.or(Some(2));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/ocaml");
    let mut modules: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the corpus is checked in")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "wasm"))
        .collect();
    modules.sort();
    let full = std::env::var("WASTREL_MATRIX").is_ok_and(|matrix| matrix == "full");
    let mut setups = vec![("gcc", "-O1")];
    if full {
        setups.extend([("gcc", "-O2"), ("clang-19", "-O0"), ("clang-19", "-O1"), ("clang-19", "-O2")]);
    }
    let mut trials = Vec::new();
    for (compiler, level) in setups {
        for module in &modules {
            let module = module.clone();
            let name = module.file_stem().expect("has a name").to_string_lossy().into_owned();
            trials.push(Trial::test(format!("{name} {compiler}{level}"), move || check(&module, compiler, level)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn check(module: &Path, compiler: &str, level: &str) -> Result<(), Failed> {
    let name = module.file_stem().expect("has a name").to_string_lossy().into_owned();
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("corpus-{name}-{compiler}{level}"));
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache");
    let built = Command::new(env!("CARGO_BIN_EXE_wastrel"))
        .args(["compile", level, "-j1", "--cc", compiler, "--cache-dir"])
        .arg(cache)
        .arg(module)
        .arg("-o")
        .arg(&out)
        .output()?;
    if !built.status.success() {
        return Err(String::from_utf8_lossy(&built.stderr).into_owned().into());
    }
    run(module, &out, "expected", "", "")?;
    let small = fs::read_to_string(module.with_extension("small"))?;
    run(module, &out, "small.expected", small.trim(), "stress=1,verify=1")
}

fn run(module: &Path, program: &Path, expected: &str, arguments: &str, gc_options: &str) -> Result<(), Failed> {
    let input = module.with_extension("stdin");
    let stdin = if input.exists() { Stdio::from(fs::File::open(input)?) } else { Stdio::null() };
    let output =
        Command::new(program).args(arguments.split_whitespace()).env("GC_OPTIONS", gc_options).stdin(stdin).output()?;
    let status = match fs::read_to_string(module.with_extension("status")) {
        Ok(status) => status.trim().parse().expect("a status is a number"),
        Err(_) => 0,
    };
    if output.status.code() != Some(status) {
        let stderr = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{expected}: ends with {:?}, not {status}: {stderr}", output.status).into());
    }
    if output.stdout != fs::read(module.with_extension(expected))? {
        return Err(format!("{expected}: another output").into());
    }
    Ok(())
}
