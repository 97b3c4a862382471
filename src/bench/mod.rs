//! `wastrel bench`: programs by Wastrel and by others, measured so that the answer can be trusted.
//!
//! | file | from | to |
//! |---|---|---|
//! | `plan.rs` | files and folders | programs |
//! | `engines/` | programs, tools | what can be run |
//! | `measure.rs` | what can be run | what a run took |
//! | `check.rs` | a first run | the right output, collections, instructions |
//! | `schedule.rs` | all of these | samples, in interleaved rounds; resumable |
//! | `stats.rs` | samples | medians, ratios, intervals |
//! | `report/` | numbers | table, Markdown, CSV, JSON, SVG |
//! | `baseline.rs` | a report and an earlier one | has it become slower? |

pub mod baseline;
pub mod check;
pub mod engines;
pub mod machine;
pub mod measure;
pub mod plan;
pub mod report;
pub mod schedule;
pub mod stats;

use std::path::PathBuf;

use crate::build::cache::{Cache, Key};
use crate::build::log::{Log, Verbosity};
use crate::error::{Error, Result};

use check::{Collections, Counter, Expected, Verdict};
use engines::build::{Builder, Contestant, NotBuilt, Ready};
use measure::{Meter, Run};
use plan::{Program, user};
use report::{Circumstances, Column, Facts, Report, Skipped};
use schedule::{Cell, Rounds, State};

/// What is meant by a benchmark.
pub struct Request<'a> {
    pub programs: Vec<Program>,
    /// The first is the reference.
    pub contestants: Vec<Contestant>,
    pub rounds: Rounds,
    pub counts_instructions: bool,
    pub state: Option<PathBuf>,
    pub cache: Option<&'a Cache>,
    pub log: Log,
}

pub fn run(request: &Request, meter: &Meter) -> Result<Report> {
    let counter = request.counts_instructions.then(|| Counter::find(meter)).transpose()?;
    let shows_progress = request.log.verbosity != Verbosity::Quiet;
    let mut builder = Builder::new(meter, request.cache);
    let entries = request.prepare(&mut builder, meter, counter.as_ref(), shows_progress)?;
    let cells: Vec<Cell> = entries.prepared.iter().map(|it| it.cell.clone()).collect();
    let mut state = request.state()?;
    if !state.is_empty() {
        request.log.note("note", format_args!("going on after {} runs", state.len()));
    }
    let mut samples = schedule::measure(meter, &cells, request.rounds, &mut state, shows_progress)?;
    let facts = entries.prepared.into_iter().map(|it| {
        let key = (it.cell.program, it.cell.contestant);
        let costs = samples.remove(&key).unwrap_or_default();
        let command = it.cell.ready.invocation.words.iter().map(|word| word.to_string_lossy());
        Facts {
            command: shell_words::join(command),
            program: key.0,
            contestant: key.1,
            status: it.cell.status,
            costs,
            wasm_bytes: it.wasm_bytes,
            binary_bytes: it.cell.ready.binary_bytes,
            compile: it.cell.ready.compile,
            collections: it.collections,
            instructions: it.instructions,
        }
    });
    let around = Circumstances { machine: machine::name(), date: machine::date(), runs: request.rounds.runs };
    Ok(report::report(around, request.columns(), facts.collect(), entries.skipped))
}

/// Everything that will be timed, and what will not.
#[derive(Default)]
struct Entries {
    prepared: Vec<Prepared>,
    skipped: Vec<Skipped>,
    /// What is wrong with ours, or with what others print.
    wrong: Vec<String>,
}

struct Prepared {
    cell: Cell,
    wasm_bytes: u64,
    collections: Option<Collections>,
    instructions: Option<u64>,
}

impl Request<'_> {
    fn columns(&self) -> Vec<Column> {
        let column =
            |it: &Contestant| Column { name: it.to_string(), version: it.version(), is_wastrel: it.is_wastrel() };
        self.contestants.iter().map(column).collect()
    }

    /// Samples are only taken up again by a benchmark of the same programs, arguments and contestants.
    fn state(&self) -> Result<State> {
        let Some(path) = &self.state else { return Ok(State::fresh()) };
        let mut key = Key::default().with(crate::build::runtime_files::BUILD_ID);
        for program in &self.programs {
            key = key.with(&program.name).with(&program.bytes).with(format!("{:?}", program.arguments));
        }
        for contestant in &self.contestants {
            key = key.with(contestant.identity());
        }
        State::open(path, &key.name(""))
    }

    /// Builds and checks everything. Nothing is timed if anything is wrong.
    fn prepare(
        &self,
        builder: &mut Builder,
        meter: &Meter,
        counter: Option<&Counter>,
        shows_progress: bool,
    ) -> Result<Entries> {
        let mut entries = Entries::default();
        let bar = schedule::progress_bar(self.programs.len() * self.contestants.len(), shows_progress);
        for program in &self.programs {
            let mut built = Vec::new();
            for contestant in &self.contestants {
                bar.set_message(format!("preparing {}, {contestant}", program.name));
                if program.differs.contains(&contestant.to_string()) {
                    entries.skip(
                        program,
                        contestant,
                        format!("it rightly prints something else ({}.differs)", program.name),
                    );
                    continue;
                }
                match builder.build(contestant, program) {
                    Ok(ready) => built.push((contestant, ready)),
                    Err(NotBuilt::Skipped(reason)) => entries.skip(program, contestant, reason),
                    Err(NotBuilt::Failed(error)) => return Err(error),
                }
                bar.inc(1);
            }
            entries.check(program, built, meter, counter)?;
        }
        bar.finish_and_clear();
        entries.refuse_wrong()?;
        entries.refuse_idle(&self.contestants)?;
        Ok(entries)
    }
}

impl Entries {
    fn skip(&mut self, program: &Program, contestant: &Contestant, reason: String) {
        self.skipped.push(Skipped { program: program.name.clone(), contestant: contestant.to_string(), reason });
    }

    fn check(
        &mut self,
        program: &Program,
        built: Vec<(&Contestant, Ready)>,
        meter: &Meter,
        counter: Option<&Counter>,
    ) -> Result<()> {
        let mut runs = Vec::new();
        for (contestant, ready) in built {
            let (run, collections) = check::run(meter, &ready, contestant.is_wastrel())?;
            runs.push((contestant, ready, run, collections));
        }
        let Some((first, _, run, _)) = runs.first() else { return Ok(()) };
        let (stdout, status, by) = match &program.expected {
            Some(expected) => (expected.clone(), program.status, "the expected output".to_string()),
            None => (run.stdout.clone(), run.status, first.to_string()),
        };
        let expected = Expected { stdout: &stdout, status, by: &by };
        for (contestant, ready, run, collections) in runs {
            match check::judge(&run, &expected) {
                Verdict::Right => {
                    let counter = counter.filter(|_| ready.is_native);
                    let counted = counter.map(|counter| counter.count(meter, &ready.invocation)).transpose()?;
                    let cell = cell(program, contestant, ready, run);
                    let wasm_bytes = program.bytes.len() as u64;
                    self.prepared.push(Prepared { cell, wasm_bytes, collections, instructions: counted.flatten() });
                }
                // An engine that cannot run a program is a result; that Wastrel cannot is a fault.
                Verdict::Failed(reason) if !contestant.is_wastrel() => {
                    self.skip(program, contestant, format!("it fails: {reason}"));
                }
                Verdict::Failed(reason) => self.wrong.push(format!("{} by {contestant} fails: {reason}", program.name)),
                Verdict::Wrong(difference) => {
                    self.wrong.push(format!("{} by {contestant} prints something else: {difference}", program.name));
                }
            }
        }
        Ok(())
    }

    fn refuse_wrong(&self) -> Result<()> {
        match self.wrong.as_slice() {
            [] => Ok(()),
            [one] => Err(Error::User { message: one.clone(), hint: None }),
            [first, others @ ..] => {
                let others: String = others.iter().map(|line| format!("\n{line}")).collect();
                Err(Error::User { message: format!("{first}{others}"), hint: None })
            }
        }
    }

    /// Whoever was asked for must have run something.
    fn refuse_idle(&self, contestants: &[Contestant]) -> Result<()> {
        let names = contestants.iter().map(Contestant::to_string);
        let idle = names.into_iter().find(|name| self.prepared.iter().all(|it| it.cell.contestant != *name));
        let Some(name) = idle else { return Ok(()) };
        let reason = self.skipped.iter().find(|it| it.contestant == name);
        let reason = reason.map_or("nothing to run".into(), |it| format!("{}: {}", it.program, it.reason));
        Err(user(format!("{name} runs none of the programs: {reason}"), "leave it out, or name other programs"))
    }
}

fn cell(program: &Program, contestant: &Contestant, ready: Ready, run: Run) -> Cell {
    Cell {
        program: program.name.clone(),
        contestant: contestant.to_string(),
        ready,
        output: run.stdout,
        status: run.status,
    }
}
