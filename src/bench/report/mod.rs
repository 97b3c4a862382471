//! What a benchmark found, and the forms in which it is shown.
//!
//! In: samples and what was learnt while checking. Out: [`Report`], a value, and from it text: a table for the terminal,
//! Markdown, CSV, JSON, SVG, a file a form. Nothing here is measured.

pub mod csv;
pub mod json;
pub mod markdown;
pub mod svg;
pub mod table;

use serde::Serialize;

use super::check::Collections;
use super::measure::Cost;
use super::stats::{self, Estimate, Interval, Paired};

/// A contestant.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    pub name: String,
    pub version: String,
    pub is_wastrel: bool,
}

/// A program and a contestant that ran it.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    pub program: String,
    pub contestant: String,
    pub command: String,
    pub status: i32,
    /// In the order of rounds.
    pub costs: Vec<Cost>,
    pub cpu_median: f64,
    pub wall_median: f64,
    /// To the reference, where that ran the program too.
    pub cpu_ratio: Option<Estimate>,
    pub wall_ratio: Option<Estimate>,
    pub peak_bytes: u64,
    pub wasm_bytes: u64,
    pub binary_bytes: Option<u64>,
    pub compile: Option<Cost>,
    pub collections: Option<Collections>,
    pub instructions: Option<u64>,
}

/// A program that a contestant did not run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Skipped {
    pub program: String,
    pub contestant: String,
    pub reason: String,
}

/// A contestant over all programs.
#[derive(Clone, Debug, Serialize)]
pub struct Total {
    pub contestant: String,
    /// How many programs both it and the reference ran.
    pub programs: usize,
    pub cpu: Estimate,
    pub wall: Estimate,
    pub worst: Worst,
}

#[derive(Clone, Debug, Serialize)]
pub struct Worst {
    pub program: String,
    pub cpu_ratio: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub wastrel: String,
    pub machine: String,
    /// In UTC.
    pub date: String,
    pub runs: usize,
    /// The contestant that ratios are to.
    pub reference: String,
    pub columns: Vec<Column>,
    pub programs: Vec<String>,
    pub measured: Vec<Measured>,
    pub totals: Vec<Total>,
    pub skipped: Vec<Skipped>,
}

/// What is known of a program and a contestant but for ratios.
pub struct Facts {
    pub program: String,
    pub contestant: String,
    pub command: String,
    pub status: i32,
    pub costs: Vec<Cost>,
    pub wasm_bytes: u64,
    pub binary_bytes: Option<u64>,
    pub compile: Option<Cost>,
    pub collections: Option<Collections>,
    pub instructions: Option<u64>,
}

/// Where and how it was measured.
pub struct Circumstances {
    pub machine: String,
    pub date: String,
    pub runs: usize,
}

pub fn report(around: Circumstances, columns: Vec<Column>, facts: Vec<Facts>, skipped: Vec<Skipped>) -> Report {
    let reference = columns.first().map(|column| column.name.clone()).unwrap_or_default();
    let reference_costs = |program: &str| {
        facts.iter().find(|it| it.program == program && it.contestant == reference).map(|it| it.costs.clone())
    };
    let mut programs: Vec<String> = Vec::new();
    for fact in &facts {
        if !programs.contains(&fact.program) {
            programs.push(fact.program.clone());
        }
    }
    let references: Vec<(String, Option<Vec<Cost>>)> =
        programs.iter().map(|program| (program.clone(), reference_costs(program))).collect();
    let of = |program: &str| references.iter().find(|(name, _)| name == program).and_then(|(_, costs)| costs.as_ref());
    let measured: Vec<Measured> = facts.into_iter().map(|fact| measured(&of, &reference, fact)).collect();
    let totals = columns
        .iter()
        .filter(|column| column.name != reference)
        .filter_map(|column| total(&of, &measured, &column.name))
        .collect();
    let Circumstances { machine, date, runs } = around;
    let wastrel = env!("CARGO_PKG_VERSION").to_string();
    Report { wastrel, machine, date, runs, reference, columns, programs, measured, totals, skipped }
}

fn measured<'a>(of: &impl Fn(&str) -> Option<&'a Vec<Cost>>, reference: &str, fact: Facts) -> Measured {
    let base = of(&fact.program).filter(|_| fact.contestant != reference);
    let ratio = |what: fn(&Cost) -> f64| base.map(|base| stats::ratio(&paired(&fact.costs, base, what)));
    let peaks: Vec<f64> = fact.costs.iter().map(|cost| cost.peak_bytes as f64).collect();
    Measured {
        cpu_median: stats::median(&each(&fact.costs, Cost::cpu)),
        wall_median: stats::median(&each(&fact.costs, wall)),
        cpu_ratio: ratio(Cost::cpu),
        wall_ratio: ratio(wall),
        peak_bytes: stats::median(&peaks) as u64,
        program: fact.program,
        contestant: fact.contestant,
        command: fact.command,
        status: fact.status,
        costs: fact.costs,
        wasm_bytes: fact.wasm_bytes,
        binary_bytes: fact.binary_bytes,
        compile: fact.compile,
        collections: fact.collections,
        instructions: fact.instructions,
    }
}

fn total<'a>(of: &impl Fn(&str) -> Option<&'a Vec<Cost>>, measured: &[Measured], contestant: &str) -> Option<Total> {
    let ours: Vec<&Measured> =
        measured.iter().filter(|it| it.contestant == contestant && it.cpu_ratio.is_some()).collect();
    let pairs = |what: fn(&Cost) -> f64| -> Vec<Paired> {
        ours.iter().filter_map(|it| Some(paired(&it.costs, of(&it.program)?, what))).collect()
    };
    let ratios = ours.iter().filter_map(|it| Some((it.cpu_ratio?.value, &it.program)));
    let (cpu_ratio, program) = ratios.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(Total {
        contestant: contestant.to_string(),
        programs: ours.len(),
        cpu: stats::geometric_mean_of_ratios(&pairs(Cost::cpu)),
        wall: stats::geometric_mean_of_ratios(&pairs(wall)),
        worst: Worst { program: program.clone(), cpu_ratio },
    })
}

fn wall(cost: &Cost) -> f64 {
    cost.wall
}

fn each(costs: &[Cost], what: fn(&Cost) -> f64) -> Vec<f64> {
    costs.iter().map(what).collect()
}

fn paired(ours: &[Cost], theirs: &[Cost], what: fn(&Cost) -> f64) -> Paired {
    Paired::new(&each(ours, what), &each(theirs, what))
}

// ---- tables, whatever they are printed as ----

/// A heading and cells; the first column is text, the others are numbers.
pub struct Grid {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Report {
    pub fn find(&self, program: &str, contestant: &str) -> Option<&Measured> {
        self.measured.iter().find(|it| it.program == program && it.contestant == contestant)
    }

    /// What stands above a table.
    pub fn caption(&self) -> String {
        let mut text =
            format!("CPU time (user and system) of {}, s: median of {} interleaved runs.", self.reference, self.runs);
        if self.columns.len() > 1 {
            text.push_str(" The others: the ratio of medians to it");
            let has_intervals = self.runs >= stats::FEWEST_ROUNDS;
            text.push_str(if has_intervals { ", and its 95 % confidence interval by bootstrap." } else { "." });
        }
        text
    }

    pub fn summary(&self) -> Grid {
        let others = || self.columns.iter().skip(1);
        let mut headings = vec!["program".to_string(), format!("{}, s", self.reference)];
        headings.extend(others().map(|column| column.name.clone()));
        let row = |program: &String| {
            let base = self.find(program, &self.reference).map_or("–".into(), |it| seconds(it.cpu_median));
            let ratio = |column: &Column| match self.find(program, &column.name) {
                Some(Measured { cpu_ratio: Some(estimate), .. }) => shown_estimate(estimate),
                // The reference did not run it: at least the time is known.
                Some(measured) => format!("{} s", seconds(measured.cpu_median)),
                None => "–".into(),
            };
            [program.clone(), base].into_iter().chain(others().map(ratio)).collect()
        };
        let mut rows: Vec<Vec<String>> = self.programs.iter().map(row).collect();
        if self.programs.len() > 1 && self.columns.len() > 1 {
            let total = |show: &dyn Fn(&Total) -> String| {
                others().map(|column| self.total(&column.name).map_or("–".into(), show)).collect::<Vec<_>>()
            };
            let footer = |name: &str, cells: Vec<String>| {
                [name.to_string(), String::new()].into_iter().chain(cells).collect::<Vec<_>>()
            };
            rows.push(footer("geometric mean", total(&|it| shown_estimate(&it.cpu))));
            rows.push(footer("worst", total(&|it| format!("{:.2} ({})", it.worst.cpu_ratio, it.worst.program))));
            // Means over different programs are not to be compared.
            if self.totals.iter().any(|it| it.programs != self.programs.len()) {
                rows.push(footer("programs", total(&|it| it.programs.to_string())));
            }
        }
        Grid { headings, rows }
    }

    fn total(&self, contestant: &str) -> Option<&Total> {
        self.totals.iter().find(|total| total.contestant == contestant)
    }

    pub fn details(&self) -> Grid {
        let counted = self.measured.iter().any(|it| it.instructions.is_some());
        let headings =
            ["program", "engine", "CPU s", "wall s", "wall ratio", "peak MB", "binary kB", "Wasm kB", "compile s"];
        let collector = ["GCs", "GC ms", "p95 ms", "max ms"];
        let mut headings: Vec<String> = headings.into_iter().chain(collector).map(str::to_string).collect();
        if counted {
            headings.push("instructions".into());
        }
        let row = |it: &Measured| {
            let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".into());
            let gc = |show: &dyn Fn(&Collections) -> String| or_dash(it.collections.as_ref().map(show));
            let mut row = vec![
                it.program.clone(),
                it.contestant.clone(),
                seconds(it.cpu_median),
                seconds(it.wall_median),
                or_dash(it.wall_ratio.map(|estimate| format!("{:.2}", estimate.value))),
                format!("{:.1}", it.peak_bytes as f64 / 1e6),
                or_dash(it.binary_bytes.map(kilobytes)),
                kilobytes(it.wasm_bytes),
                or_dash(it.compile.map(|cost| format!("{:.1}", cost.cpu()))),
                gc(&|gc| (gc.major + gc.minor).to_string()),
                gc(&|gc| milliseconds(gc.stopped)),
                gc(&|gc| milliseconds(gc.p95_pause)),
                gc(&|gc| milliseconds(gc.max_pause)),
            ];
            if counted {
                row.push(or_dash(it.instructions.map(|count| count.to_string())));
            }
            row
        };
        Grid { headings, rows: self.measured.iter().map(row).collect() }
    }

    /// What stands below the tables.
    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> =
            self.columns.iter().map(|column| format!("{}: {}", column.name, column.version)).collect();
        notes.push(format!("Wastrel {}, {}, {}", self.wastrel, self.machine, self.date));
        if !self.skipped.is_empty() {
            notes.push(format!("skipped: {}", self.skipped.len()));
            let line = |it: &Skipped| format!("  {} by {}: {}", it.program, it.contestant, it.reason);
            notes.extend(self.skipped.iter().map(line));
        }
        notes
    }
}

fn shown_estimate(estimate: &Estimate) -> String {
    match estimate.interval {
        Some(Interval { low, high }) => format!("{:.2} [{low:.2}, {high:.2}]", estimate.value),
        None => format!("{:.2}", estimate.value),
    }
}

fn seconds(time: f64) -> String {
    format!("{time:.3}")
}

fn milliseconds(time: f64) -> String {
    format!("{:.1}", time * 1e3)
}

fn kilobytes(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / 1e3)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn costs(cpu: &[f64]) -> Vec<Cost> {
        cpu.iter().map(|&user| Cost { wall: user + 0.01, user, system: 0.0, peak_bytes: 2_000_000 }).collect()
    }

    fn facts(program: &str, contestant: &str, cpu: &[f64]) -> Facts {
        Facts {
            program: program.into(),
            contestant: contestant.into(),
            command: format!("./{program}"),
            status: 0,
            costs: costs(cpu),
            wasm_bytes: 30_000,
            binary_bytes: None,
            compile: None,
            collections: None,
            instructions: None,
        }
    }

    fn column(name: &str, is_wastrel: bool) -> Column {
        Column { name: name.into(), version: format!("{name} 1.0"), is_wastrel }
    }

    /// Two programs; the second is not run by `slow`.
    pub fn example() -> Report {
        let around = Circumstances { machine: "a machine".into(), date: "2026-01-02 03:04 UTC".into(), runs: 5 };
        let columns = vec![column("native", false), column("gcc -O2", true), column("slow", false)];
        let mut ours = facts("fib", "gcc -O2", &[0.3, 0.3, 0.3, 0.3, 0.3]);
        ours.binary_bytes = Some(41_000);
        ours.compile = Some(Cost { wall: 2.0, user: 3.0, system: 0.25, peak_bytes: 0 });
        ours.instructions = Some(1234);
        ours.collections =
            Some(Collections { major: 3, stopped: 0.0125, p95_pause: 0.004, max_pause: 0.006, ..Default::default() });
        let facts = vec![
            facts("fib", "native", &[0.2, 0.2, 0.2, 0.2, 0.2]),
            ours,
            facts("fib", "slow", &[0.8, 0.8, 0.8, 0.8, 0.8]),
            facts("<&>", "native", &[0.1, 0.1, 0.1, 0.1, 0.1]),
            facts("<&>", "gcc -O2", &[0.14, 0.14, 0.14, 0.14, 0.14]),
        ];
        let skipped = Skipped { program: "<&>".into(), contestant: "slow".into(), reason: "no source".into() };
        report(around, columns, facts, vec![skipped])
    }

    #[test]
    fn totals_are_over_what_both_ran() {
        let report = example();
        let [ours, slow] = &report.totals[..] else { panic!("two totals") };
        let close = |got: f64, expect: f64| assert!((got - expect).abs() < 1e-9, "{got} is not {expect}");
        assert_eq!((ours.programs, slow.programs), (2, 1));
        close(ours.cpu.value, (1.5f64 * 1.4).sqrt());
        close(slow.cpu.value, 4.0);
        assert_eq!(slow.worst.program, "fib");
    }
}
