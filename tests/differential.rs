//! Valid modules do by Wastrel what they do by node: results, kinds of traps, and in the end memories, globals and tables.
//!
//! Modules come from wasm-smith, and, since those mostly trap, from a generator of our own for what lives on the heap
//! (`differential/shapes`). Functions that fold all they return to integers are added to them (`calls.rs`). Batches
//! of modules become spec scripts that assert node's answers, each compiled under one configuration.
//!
//! In the environment:
//! - `WASTREL_ENGINE_NODE`: the command of node, if it is not in PATH (`chroot /srv/sid node`);
//! - `WASTREL_FUZZ_SEED`, `WASTREL_FUZZ_CASES`: the first module's number, and how many modules, half of each source;
//! - `WASTREL_FUZZ_CONFIGURATIONS`: `all`: each batch under all configurations, instead of one drawn at random; `simplest`: under the one
//!   that takes least time;
//! - `WASTREL_PASSES`: see `common`; without it, a random choice.
//!
//! A module that differs is shrunk, and stays with its script and configuration in `target/tmp/differential`.

#[path = "differential/calls.rs"]
mod calls;
mod common;
#[path = "differential/configuration.rs"]
mod configuration;
#[path = "differential/fold.rs"]
mod fold;
#[path = "differential/node.rs"]
mod node;
#[path = "differential/script.rs"]
mod script;
#[path = "differential/shapes/mod.rs"]
mod shapes;

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use arbitrary::Unstructured;
use calls::{Callable, Origin};
use common::Tested;
use configuration::Configuration;
use libtest_mimic::{Completion, Trial};
use node::{Answer, Answers, Node};
use proptest::collection;
use proptest::prelude::{Strategy, any};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use script::Verdict;
use tempfile::TempDir;

/// Modules of one script.
const BATCH: u64 = 15;
/// A campaign ends when it has found so many modules.
const MOST_FINDINGS: usize = 8;
const ROUNDS_OF_SHRINKING: usize = 24;

fn main() -> std::process::ExitCode {
    let trial = |source: Source| {
        Trial::ignorable_test(source.name(), move || match Node::find() {
            Some(node) => Campaign::new(source, node)?.run().map(|()| Completion::Completed),
            None => common::skip("node"),
        })
    };
    common::run_all(vec![
        trial(Source::Smith),
        trial(Source::Shapes),
        Trial::test("wrong-answers-are-found", wrong_answers_are_found),
    ])
}

/// Without node: what it would say is made up.
fn wrong_answers_are_found() -> Tested {
    const MODULE: &str = r#"(module
        (func (export "one") (result i64) (i64.const 1))
        (func (export "divides") (result i64) (i64.div_s (i64.const 1) (i64.const 0)))
        (func $endless (export "endless") (result i64) (i64.add (call $endless) (i64.const 1))))"#;
    let callable = |export: &str| Callable {
        wasm: wat::parse_str(MODULE).expect("our own module"),
        exports: vec![export.to_string()],
    };
    let value = |text: &str| Answer::Value(text.to_string());
    let trap = |text: &str| Answer::Trap(text.to_string());
    let cases = [
        ("one", value("1"), "same"),
        ("one", value("2"), "differs"),
        ("one", trap("unreachable"), "differs"),
        ("divides", value("1"), "differs"),
        ("divides", trap("unreachable"), "differs"),
        ("divides", trap("divide by zero"), "same"),
        ("divides", trap("remainder by zero"), "same"),
        ("endless", value("1"), "incomparable"),
        ("one", Answer::Exhausted(String::new()), "incomparable"),
        ("one", Answer::Exception(String::new()), "differs"),
    ];
    let modules: Vec<Callable> = cases.iter().map(|(export, ..)| callable(export)).collect();
    let answers: Vec<Answers> =
        cases.iter().map(|(_, answer, _)| Answers { instance: value(""), calls: vec![answer.clone()] }).collect();
    let folder = tempfile::tempdir()?;
    let modules: Vec<&Callable> = modules.iter().collect();
    let verdicts = script::compare(&modules, &answers, Configuration::simplest(), folder.path())?;
    for ((export, answer, wanted), verdict) in cases.iter().zip(verdicts) {
        let got = match verdict {
            Verdict::Same => "same",
            Verdict::Incomparable => "incomparable",
            Verdict::Differs(_) => "differs",
            Verdict::Unknown => "unknown",
        };
        if got != *wanted {
            return Err(format!("{export} and {answer:?}: {got} instead of {wanted}").into());
        }
    }
    Ok(())
}

// ---- modules ----

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Source {
    Smith,
    Shapes,
}

impl Source {
    fn name(self) -> &'static str {
        match self {
            Source::Smith => "wasm-smith",
            Source::Shapes => "shapes",
        }
    }

    fn most_bytes(self) -> usize {
        match self {
            Source::Smith => 12_000,
            Source::Shapes => 4000,
        }
    }

    /// `None`: these bytes are no module.
    fn module(self, bytes: &[u8]) -> Option<Callable> {
        let (wasm, origin) = match self {
            Source::Smith => smith(bytes)?,
            Source::Shapes => shapes::module(bytes),
        };
        Some(calls::callable(&wasm, &origin).expect("generators make modules that can be read"))
    }
}

/// What a call may do: calls, turns of loops, and elements of bulk operations.
const FUEL: u32 = 2000;

fn smith(bytes: &[u8]) -> Option<(Vec<u8>, Origin)> {
    let config = wasm_smith::Config {
        max_types: 12,
        max_imports: 0,
        max_tags: 4,
        max_tables: 3,
        max_memories: 3,
        max_globals: 6,
        max_exports: 4,
        max_elements: 6,
        max_element_segments: 3,
        max_data_segments: 3,
        min_funcs: 4,
        max_funcs: 10,
        max_instructions: 400,
        max_table_elements: 64,
        max_memory32_bytes: 3 << 16,
        max_memory64_bytes: 3 << 16,
        memory_max_size_required: true,
        table_max_size_required: true,
        canonicalize_nans: true,
        // What traps early computes nothing.
        disallow_traps: bytes.first()? % 4 != 0,
        allow_start_export: false,
        threads_enabled: false,
        relaxed_simd_enabled: false,
        wide_arithmetic_enabled: false,
        compact_imports_enabled: false,
        limit_arrays_in_const_exprs: true,
        ..wasm_smith::Config::default()
    };
    let mut module = wasm_smith::Module::new(config, &mut Unstructured::new(&bytes[1..])).ok()?;
    let fuel = module.ensure_termination(FUEL).ok()?;
    Some((module.to_bytes(), Origin { fuel: vec![(fuel, FUEL as i32)], folds: None, first_called: 0 }))
}

/// By the number of a module: its bytes, and the configuration of the batch that it begins.
struct Drawn {
    bytes: Vec<u8>,
    configuration: Configuration,
}

fn draw(source: Source, number: u64) -> Drawn {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    seed[8] = source as u8;
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = (
        collection::vec(any::<u8>(), source.most_bytes() / 16..source.most_bytes()),
        configuration::any_configuration(),
        configuration::any_passes(),
    );
    let (bytes, configuration, passes) = strategy.new_tree(&mut runner).expect("nothing is filtered").current();
    Drawn { bytes, configuration: configuration.with_passes(passes) }
}

// ---- campaigns ----

struct Campaign {
    source: Source,
    node: Node,
    /// For what passes between the programs.
    folder: TempDir,
    first: u64,
    count: u64,
    /// Instead of one for each batch.
    configurations: Option<Vec<Configuration>>,
    compared: usize,
    incomparable: usize,
}

struct Case {
    number: u64,
    /// The number of the batch's first.
    batch: u64,
    bytes: Vec<u8>,
    callable: Callable,
}

enum Compared {
    Alike { incomparable: usize },
    Differs { at: usize, why: String },
}

struct Finding {
    case: Case,
    configuration: Configuration,
    why: String,
}

fn number_of(variable: &str, default: u64) -> Result<u64, String> {
    match std::env::var(variable) {
        Ok(text) => text.parse().map_err(|_| format!("{variable}={text}: not a number")),
        Err(_) => Ok(default),
    }
}

impl Campaign {
    fn new(source: Source, node: Node) -> Result<Campaign, String> {
        let cases = number_of("WASTREL_FUZZ_CASES", 100)?;
        let configurations = match std::env::var("WASTREL_FUZZ_CONFIGURATIONS").as_deref() {
            Ok("all") => Some(Configuration::all()),
            Ok("simplest") => Some(vec![Configuration::simplest()]),
            Ok(other) => return Err(format!("WASTREL_FUZZ_CONFIGURATIONS={other}: neither all nor simplest")),
            Err(_) => None,
        };
        Ok(Campaign {
            source,
            node,
            folder: tempfile::tempdir().map_err(|error| error.to_string())?,
            first: number_of("WASTREL_FUZZ_SEED", 1)?,
            count: if source == Source::Smith { cases / 2 } else { cases.div_ceil(2) },
            configurations,
            compared: 0,
            incomparable: 0,
        })
    }

    fn run(mut self) -> Tested {
        let start = Instant::now();
        let mut told = Vec::new();
        let end = self.first + self.count;
        for first in (self.first..end).step_by(BATCH as usize) {
            for finding in self.batch(first, (first + BATCH).min(end))? {
                // Before it is shrunk, which takes long.
                eprintln!("{}, module {}: {}", self.source.name(), finding.case.number, finding.why);
                told.push(self.shrink_and_keep(&finding));
            }
            if told.len() >= MOST_FINDINGS {
                break;
            }
        }
        let name = self.source.name();
        eprintln!(
            "{name}: WASTREL_FUZZ_SEED={}: {} of {} modules compared, {} not to the end because something was exhausted, {:.0} s",
            self.first,
            self.compared,
            self.count,
            self.incomparable,
            start.elapsed().as_secs_f64(),
        );
        if told.is_empty() { Ok(()) } else { Err(told.join("\n\n").into()) }
    }

    fn batch(&mut self, first: u64, end: u64) -> Result<Vec<Finding>, String> {
        let mut configurations = self.configurations.clone().unwrap_or_default();
        let mut cases = Vec::new();
        for number in first..end {
            let Drawn { bytes, configuration } = draw(self.source, number);
            if configurations.is_empty() {
                configurations.push(configuration);
            }
            if let Some(callable) = self.source.module(&bytes) {
                cases.push(Case { number, batch: first, bytes, callable });
            }
        }
        self.compared += cases.len();
        let mut findings = Vec::new();
        for (number, configuration) in configurations.into_iter().enumerate() {
            // What was found is left out, for the sake of what stands behind it.
            while !cases.is_empty() {
                let modules: Vec<&Callable> = cases.iter().map(|case| &case.callable).collect();
                match self.first_difference(&modules, configuration)? {
                    Compared::Differs { at, why } => {
                        findings.push(Finding { case: cases.remove(at), configuration, why });
                    }
                    Compared::Alike { incomparable } => {
                        self.incomparable += if number == 0 { incomparable } else { 0 };
                        break;
                    }
                }
            }
        }
        Ok(findings)
    }

    /// Of the first module that differs, how.
    fn first_difference(&self, modules: &[&Callable], configuration: Configuration) -> Result<Compared, String> {
        let answers = self.node.ask(modules, self.folder.path())?;
        let verdicts = match script::compare(modules, &answers, configuration, self.folder.path()) {
            Ok(verdicts) => verdicts,
            Err(why) if modules.len() == 1 => vec![Verdict::Differs(why)],
            // The script is refused for one of them.
            Err(_) => {
                let (left, right) = modules.split_at(modules.len() / 2);
                return Ok(match self.first_difference(left, configuration)? {
                    Compared::Alike { incomparable } => match self.first_difference(right, configuration)? {
                        Compared::Alike { incomparable: more } => Compared::Alike { incomparable: incomparable + more },
                        Compared::Differs { at, why } => Compared::Differs { at: left.len() + at, why },
                    },
                    found => found,
                });
            }
        };
        let incomparable = verdicts.iter().filter(|verdict| **verdict == Verdict::Incomparable).count();
        let found = verdicts.into_iter().enumerate().find_map(|(at, verdict)| match verdict {
            Verdict::Differs(why) => Some(Compared::Differs { at, why }),
            _ => None,
        });
        Ok(found.unwrap_or(Compared::Alike { incomparable }))
    }

    // ---- shrinking ----

    /// Fewer bytes as long as a module differs, by whatever: many candidates cost one run of the C compiler.
    fn shrink_and_keep(&self, finding: &Finding) -> String {
        let (mut bytes, mut why) = (finding.case.bytes.clone(), finding.why.clone());
        let mut parts = 8;
        for _ in 0..ROUNDS_OF_SHRINKING {
            match self.smaller(&bytes, parts, finding.configuration) {
                Some((smaller, its_why)) => (bytes, why) = (smaller, its_why),
                None if bytes.len() <= parts => break,
                None => parts *= 2,
            }
        }
        let kept = self.keep(&bytes, finding, &why);
        let place = kept.map_or_else(|error| error, |folder| folder.display().to_string());
        let Finding { case, configuration, .. } = finding;
        let name = self.source.name();
        let told = format!(
            "{name}, module {}: {why}\n  with {configuration}\n  WASTREL_FUZZ_SEED={} WASTREL_FUZZ_CASES={}\n  {place}",
            case.number,
            case.batch,
            2 * BATCH,
        );
        // A campaign takes long.
        eprintln!("{told}");
        told
    }

    /// The smallest that differs of those that lack one part, or all from one part on.
    fn smaller(&self, bytes: &[u8], parts: usize, configuration: Configuration) -> Option<(Vec<u8>, String)> {
        let cut = |part: usize| bytes.len() * part / parts;
        let shortened = (1..parts).map(|part| bytes[..cut(part)].to_vec());
        let without = (0..parts).map(|part| [&bytes[..cut(part)], &bytes[cut(part + 1)..]].concat());
        let mut candidates: Vec<(Vec<u8>, Callable)> = shortened
            .chain(without)
            .filter(|candidate| candidate.len() < bytes.len())
            .filter_map(|candidate| Some((self.source.module(&candidate)?, candidate)))
            .map(|(callable, candidate)| (candidate, callable))
            .collect();
        candidates.sort_by_key(|(_, callable)| callable.wasm.len());
        for some in candidates.chunks(16) {
            let modules: Vec<&Callable> = some.iter().map(|(_, callable)| callable).collect();
            if let Compared::Differs { at, why } = self.first_difference(&modules, configuration).ok()? {
                return Some((some[at].0.clone(), why));
            }
        }
        None
    }

    fn keep(&self, bytes: &[u8], finding: &Finding, why: &str) -> Result<PathBuf, String> {
        let name = format!("differential/{}-{}", self.source.name(), finding.case.number);
        let folder = common::fresh_folder(&name);
        let module = self.source.module(bytes).expect("it was one");
        fs::write(folder.join("module.wasm"), &module.wasm).map_err(|error| error.to_string())?;
        let answers = self.node.ask(&[&module], &folder)?;
        // It leaves the script; that it differs is known.
        let _ = script::compare(&[&module], &answers, finding.configuration, &folder);
        let told = format!("{why}\n{} {}\n", finding.configuration, folder.join("script.wast").display());
        fs::write(folder.join("difference.txt"), told).map_err(|error| error.to_string())?;
        Ok(folder)
    }
}
