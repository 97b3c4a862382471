//! Runs everything again and again, in an order that favours nobody, and keeps what it has measured.
//!
//! In: [`Cell`]s, a program each with a contestant. Out: their samples. A round runs every cell once: programs in random order,
//! the contestants of a program one after the other in random order, so that they meet the machine in one mood. With
//! `--resume FILE` each sample is appended to a file as soon as there is one, and a run that finds its file goes on from there.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};

use super::engines::build::{Ready, telling_line};
use super::measure::{Cost, Meter};
use super::plan::{user, user_io};
use crate::error::{Error, Result};

/// A program and a contestant.
#[derive(Clone, Debug)]
pub struct Cell {
    pub program: String,
    pub contestant: String,
    pub ready: Ready,
    /// What it printed when it was checked, and its status.
    pub output: Vec<u8>,
    pub status: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub program: String,
    pub contestant: String,
    pub round: usize,
    pub cost: Cost,
}

/// By program and contestant: the costs in the order of rounds.
pub type Samples = BTreeMap<(String, String), Vec<Cost>>;

#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    pub runs: usize,
    /// Before each cell's first timed run, and not counted.
    pub warmup: usize,
}

pub fn measure(
    meter: &Meter,
    cells: &[Cell],
    rounds: Rounds,
    state: &mut State,
    shows_progress: bool,
) -> Result<Samples> {
    let left = |round| cells.iter().filter(|cell| !state.has(cell, round)).count();
    let total: usize = (0..rounds.runs).map(left).sum();
    let bar = progress_bar(total, shows_progress);
    if total > 0 {
        for _ in 0..rounds.warmup {
            for cell in cells {
                bar.set_message(format!("warming up {}, {}", cell.program, cell.contestant));
                run(meter, cell)?;
            }
        }
    }
    let mut rng = SmallRng::seed_from_u64(state.seed);
    for round in 0..rounds.runs {
        // The order of a round does not depend on how many were done before.
        let order = shuffled(cells, &mut SmallRng::seed_from_u64(rng.random()));
        for cell in order {
            if state.has(cell, round) {
                continue;
            }
            bar.set_message(format!("{}, {}", cell.program, cell.contestant));
            let cost = run(meter, cell)?;
            state.add(Sample { program: cell.program.clone(), contestant: cell.contestant.clone(), round, cost })?;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(state.samples(cells, rounds.runs))
}

fn run(meter: &Meter, cell: &Cell) -> Result<Cost> {
    let run = meter.run(&cell.ready.invocation)?;
    if (run.status, &run.stdout) == (cell.status, &cell.output) {
        return Ok(run.cost);
    }
    let what = if run.status == cell.status {
        "it prints something else than before".to_string()
    } else {
        telling_line(&run.stderr, run.status)
    };
    let message = format!("{} fails in {} after it had succeeded: {what}", cell.contestant, cell.program);
    Err(Error::User { message, hint: None })
}

/// Programs in random order, and within each its contestants.
fn shuffled<'a>(cells: &'a [Cell], rng: &mut SmallRng) -> Vec<&'a Cell> {
    let mut programs: BTreeMap<&str, Vec<&Cell>> = BTreeMap::new();
    for cell in cells {
        programs.entry(&cell.program).or_default().push(cell);
    }
    let mut groups: Vec<Vec<&Cell>> = programs.into_values().collect();
    groups.shuffle(rng);
    groups.iter_mut().for_each(|group| group.shuffle(rng));
    groups.concat()
}

pub fn progress_bar(steps: usize, is_wanted: bool) -> ProgressBar {
    let seen = is_wanted && std::io::stderr().is_terminal();
    let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("[{elapsed_precise}] {bar:30} {pos}/{len}, {eta} left: {msg}");
    ProgressBar::with_draw_target(Some(steps as u64), target).with_style(style.expect("a template of ours"))
}

// ---- what is kept ----

/// The first line of a file of samples.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Header {
    wastrel_bench: u32,
    seed: u64,
    /// Hash of the programs and contestants.
    plan: String,
}

const FORMAT: u32 = 1;

/// Samples, and the file that they are appended to.
pub struct State {
    seed: u64,
    samples: BTreeMap<(String, String, usize), Cost>,
    file: Option<(PathBuf, File)>,
}

impl State {
    /// Without a file.
    pub fn fresh() -> State {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        State { seed: now.as_nanos() as u64, samples: BTreeMap::new(), file: None }
    }

    /// `plan` must be that of the file, if it is there.
    pub fn open(path: &Path, plan: &str) -> Result<State> {
        let io = |error: std::io::Error| user_io("use", &path.display().to_string(), &error);
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(io(error)),
        };
        // A line without an end was being written when we were stopped.
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let mut state = State::fresh();
        if whole > 0 {
            state.read(path, &text[..whole], plan)?;
        } else if !text.is_empty() {
            return Err(not_ours(path));
        }
        let mut file = File::options().create(true).truncate(false).write(true).open(path).map_err(io)?;
        file.set_len(whole as u64).map_err(io)?;
        std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).map_err(io)?;
        state.file = Some((path.to_path_buf(), file));
        if whole == 0 {
            state.write(&Header { wastrel_bench: FORMAT, seed: state.seed, plan: plan.to_string() })?;
        }
        Ok(state)
    }

    fn read(&mut self, path: &Path, text: &[u8], plan: &str) -> Result<()> {
        let mut lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let header: Option<Header> = lines.next().and_then(|line| serde_json::from_slice(line).ok());
        let header = header.filter(|header| header.wastrel_bench == FORMAT).ok_or_else(|| not_ours(path))?;
        if header.plan != plan {
            let message = format!("{} was written by a benchmark of other programs or engines", path.display());
            return Err(user(message, "remove it to start again, or name another file"));
        }
        self.seed = header.seed;
        for line in lines {
            let sample: Sample = serde_json::from_slice(line).map_err(|_| not_ours(path))?;
            self.samples.insert((sample.program, sample.contestant, sample.round), sample.cost);
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.samples.len()
    }

    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    fn has(&self, cell: &Cell, round: usize) -> bool {
        self.samples.contains_key(&(cell.program.clone(), cell.contestant.clone(), round))
    }

    fn add(&mut self, sample: Sample) -> Result<()> {
        self.write(&sample)?;
        self.samples.insert((sample.program, sample.contestant, sample.round), sample.cost);
        Ok(())
    }

    fn write(&mut self, line: &impl Serialize) -> Result<()> {
        let Some((path, file)) = &mut self.file else { return Ok(()) };
        let mut text = serde_json::to_string(line).expect("names and numbers are JSON");
        text.push('\n');
        file.write_all(text.as_bytes()).map_err(|error| user_io("write", &path.display().to_string(), &error))
    }

    fn samples(&self, cells: &[Cell], runs: usize) -> Samples {
        let costs = |cell: &Cell| {
            let key = |round| (cell.program.clone(), cell.contestant.clone(), round);
            (0..runs).filter_map(|round| self.samples.get(&key(round)).copied()).collect()
        };
        cells.iter().map(|cell| ((cell.program.clone(), cell.contestant.clone()), costs(cell))).collect()
    }
}

fn not_ours(path: &Path) -> Error {
    user(format!("{} holds no measurements of ours", path.display()), "name another file for --resume")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::Invocation;

    fn cell(program: &str, contestant: &str) -> Cell {
        let ready = Ready { invocation: Invocation::default(), binary_bytes: None, compile: None, is_native: false };
        Cell { program: program.into(), contestant: contestant.into(), ready, output: Vec::new(), status: 0 }
    }

    fn sample(round: usize, wall: f64) -> Sample {
        let cost = Cost { wall, ..Cost::default() };
        Sample { program: "p".into(), contestant: "c".into(), round, cost }
    }

    #[test]
    fn a_round_holds_every_cell_and_keeps_programs_together() {
        let cells: Vec<Cell> = ["a", "b", "c", "d"].iter().flat_map(|p| ["x", "y", "z"].map(|c| cell(p, c))).collect();
        let mut orders = std::collections::BTreeSet::new();
        for seed in 0..20 {
            let order = shuffled(&cells, &mut SmallRng::seed_from_u64(seed));
            let names: Vec<String> = order.iter().map(|cell| format!("{}{}", cell.program, cell.contestant)).collect();
            assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), 12);
            assert!(order.chunks(3).all(|group| group.iter().all(|cell| cell.program == group[0].program)));
            orders.insert(names);
        }
        assert!(orders.len() > 15);
    }

    #[test]
    fn an_interrupted_file_is_taken_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let mut state = State::open(&path, "plan").unwrap();
        let seed = state.seed;
        state.add(sample(0, 1.5)).unwrap();
        state.add(sample(1, 2.5)).unwrap();
        drop(state);
        // Killed while it wrote.
        let mut text = fs::read(&path).unwrap();
        text.truncate(text.len() - 9);
        fs::write(&path, &text).unwrap();
        let mut state = State::open(&path, "plan").unwrap();
        assert_eq!((state.seed, state.len()), (seed, 1));
        state.add(sample(1, 3.5)).unwrap();
        drop(state);
        let state = State::open(&path, "plan").unwrap();
        let costs = &state.samples(&[cell("p", "c")], 2)[&("p".to_string(), "c".to_string())];
        assert_eq!(costs.iter().map(|cost| cost.wall).collect::<Vec<_>>(), [1.5, 3.5]);
    }

    #[test]
    fn a_file_of_another_plan_or_kind_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        drop(State::open(&path, "plan").unwrap());
        let message = |plan: &str| State::open(&path, plan).err().unwrap().to_string();
        assert!(message("other").contains("other programs or engines"));
        fs::write(&path, "my notes\n").unwrap();
        assert!(message("plan").contains("no measurements of ours"));
        fs::write(&path, "my notes").unwrap();
        assert!(message("plan").contains("no measurements of ours"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "my notes");
    }
}
