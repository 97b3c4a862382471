//! Every collector keeps what can be reached, as it was, and nothing that it has to forget.
//!
//! Programs drawn at random (`collectors/program.rs`) run on a heap, through bindings of the API, and on a model of it
//! (`collectors/model.rs`); `collectors/lockstep.rs` compares the two. A collector and the objects of `collectors/embedder.h` are one
//! shared object; a process runs one program on it, for a heap cannot be made twice.
//!
//! In the environment:
//! - `WASTREL_MODEL_SEED`, `WASTREL_MODEL_CASES`: which programs, and how many for each build of a collector.
//!
//! A program that fails is shrunk, printed, and stays with the shared object in `target/tmp/collectors`.

#[allow(non_camel_case_types, non_snake_case, dead_code, unsafe_code, clippy::all)] // As bindgen makes it.
#[rustfmt::skip]
#[path = "collectors/bindings.rs"]
mod bindings;
#[path = "collectors/benchmarks.rs"]
mod benchmarks;
#[path = "collectors/build.rs"]
mod build;
mod common;
#[path = "collectors/generate.rs"]
mod generate;
#[path = "collectors/heap.rs"]
mod heap;
#[path = "collectors/lockstep.rs"]
mod lockstep;
#[path = "collectors/model.rs"]
mod model;
#[path = "collectors/options.rs"]
mod options;
#[path = "collectors/program.rs"]
mod program;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use build::Build;
use common::Tested;
use heap::Heap;
use libtest_mimic::{Failed, Trial};
use lockstep::Lockstep;
use program::Program;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// The first argument of a process that runs a program instead of the tests.
const RUN_PROGRAM: &str = "run-program";
/// Each program takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(60);
const DAILY_CASES: u64 = 40;

/// What the process that ran a program ends with.
const WENT_WELL: i32 = 0;
const OPTIONS_REFUSED: i32 = 2;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, command, library, exactness, options] = &arguments[..]
        && command == RUN_PROGRAM
    {
        return run_program(Path::new(library), exactness == "exact", options);
    }
    let mut trials = vec![Trial::ignorable_test("bindings-are-current", generate::bindings_are_current)];
    let builds = Build::all();
    trials.extend(benchmarks::trials(&builds));
    for build in builds {
        trials.push(common::trial(&build.name(), build.setup, move |_| programs(&build)));
    }
    common::run_all(trials)
}

/// In a process of its own. The program comes from standard input.
fn run_program(library: &Path, is_exact: bool, options: &str) -> ExitCode {
    let program: Program = serde_json::from_reader(std::io::stdin()).expect("a program");
    let Some(heap) = Heap::start(library, options).expect("a shared object") else {
        return ExitCode::from(OPTIONS_REFUSED as u8);
    };
    match Lockstep::new(heap, is_exact).run(&program) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn number_of(variable: &str, default: u64) -> Result<u64, Failed> {
    match std::env::var(variable) {
        Ok(text) => text.parse().map_err(|_| format!("{variable}={text}: not a number").into()),
        Err(_) => Ok(default),
    }
}

fn programs(build: &Build) -> Tested {
    let folder = common::fresh_folder(&format!("collectors/{} {}", build.name(), build.setup));
    let library = build.compile(&folder)?;
    let default = if common::is_full_matrix() { 10 * DAILY_CASES } else { DAILY_CASES };
    let cases = number_of("WASTREL_MODEL_CASES", default)?;
    let seed = number_of("WASTREL_MODEL_SEED", 1)?;
    for &parallelism in build.parallelisms() {
        let case = Case { build, parallelism, library: &library, file: folder.join("program.json") };
        case.check(cases as u32, seed)?;
    }
    Ok(())
}

struct Case<'a> {
    build: &'a Build,
    parallelism: u32,
    library: &'a Path,
    /// Where the program goes.
    file: PathBuf,
}

impl Case<'_> {
    fn check(&self, cases: u32, seed: u64) -> Tested {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let config = Config {
            cases,
            failure_persistence: None,
            max_shrink_iters: 3000,
            max_shrink_time: 120_000,
            ..Config::default()
        };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let strategy = (program::any_program(), options::any_options());
        let outcome =
            runner.run(&strategy, |(program, options)| self.run(&program, &options).map_err(TestCaseError::fail));
        outcome.map_err(|error| match error {
            TestError::Fail(why, (program, options)) => self.told(&why.to_string(), &program, &options).into(),
            TestError::Abort(why) => why.to_string().into(),
        })
    }

    fn all_options(&self, options: &str) -> String {
        format!("parallelism={}{options}", self.parallelism)
    }

    fn command(&self, options: &str) -> Command {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        let exactness = if self.build.is_exact() { "exact" } else { "conservative" };
        command.arg(RUN_PROGRAM).arg(self.library).arg(exactness).arg(self.all_options(options));
        command
    }

    fn run(&self, program: &Program, options: &str) -> Result<(), String> {
        self.write(program)?;
        let outcome = common::outcome(self.command(options), Some(&self.file), PATIENCE);
        let outcome = outcome.map_err(|failed| failed.message().unwrap_or("did not run").to_string())?;
        match outcome.status {
            WENT_WELL => Ok(()),
            OPTIONS_REFUSED if options::may_be_refused(options) => Ok(()),
            status => Err(format!("status {status}: {}", outcome.stderr_text())),
        }
    }

    fn write(&self, program: &Program) -> Result<(), String> {
        let file = File::create(&self.file).map_err(|error| error.to_string())?;
        serde_json::to_writer(file, program).map_err(|error| error.to_string())
    }

    fn told(&self, why: &str, program: &Program, options: &str) -> String {
        let kept = self.file.with_file_name(format!("failed-{}.json", self.parallelism));
        let kept =
            match self.write(program).and_then(|()| fs::copy(&self.file, &kept).map_err(|error| error.to_string())) {
                Ok(_) => kept.display().to_string(),
                Err(error) => error,
            };
        let steps: String = program.iter().enumerate().map(|(n, step)| format!("  {n:3} {step:?}\n")).collect();
        format!("{why}\nthe program:\n{steps}again by:\n  {:?} < {kept}", self.command(options))
    }
}
