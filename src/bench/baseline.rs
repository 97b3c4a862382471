//! Is it slower than it was?
//!
//! In: a [`Report`] and an earlier one, as `--json` wrote it. Out: for each Wastrel configuration the geometric mean of now / then.
//! Where both were compared with the same reference, what is compared is the ratios to it: two sessions on one machine differ by
//! up to 20 %, and that cancels. Otherwise it is the times.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::plan::{user, user_io};
use super::report::{Measured, Report};
use super::stats::geometric_mean;
use crate::error::{Error, Result};

/// What is read of a file of `--json`.
#[derive(Debug, Deserialize)]
pub struct Baseline {
    results: Vec<Entry>,
    wastrel: About,
}

#[derive(Debug, Deserialize)]
struct Entry {
    wastrel: Past,
}

#[derive(Debug, Deserialize)]
struct Past {
    program: String,
    contestant: String,
    cpu_median: f64,
}

#[derive(Debug, Deserialize)]
struct About {
    reference: String,
}

#[derive(Debug, PartialEq)]
pub struct Comparison {
    pub contestant: String,
    pub programs: usize,
    pub mean: f64,
    pub worst: (String, f64),
    /// Of ratios to the reference, rather than of times.
    pub is_relative: bool,
}

impl Comparison {
    pub fn text(&self) -> String {
        let what = if self.is_relative { "ratio to the reference" } else { "CPU time" };
        let (program, worst) = &self.worst;
        format!(
            "{} against the baseline: {what} {:.3} times as high (geometric mean of {}), at worst {worst:.3} ({program})",
            self.contestant, self.mean, self.programs
        )
    }
}

impl Baseline {
    pub fn read(path: &Path) -> Result<Baseline> {
        let text = fs::read(path).map_err(|error| user_io("read", &path.display().to_string(), &error))?;
        serde_json::from_slice(&text).map_err(|error| {
            user(
                format!("{} is no baseline: {error}", path.display()),
                "a baseline is a file that `wastrel bench --json` wrote",
            )
        })
    }

    fn time(&self, program: &str, contestant: &str) -> Option<f64> {
        let mut entries = self.results.iter().map(|entry| &entry.wastrel);
        entries.find(|past| past.program == program && past.contestant == contestant).map(|past| past.cpu_median)
    }

    /// The configurations of Wastrel that both hold; none is an error.
    pub fn compare(&self, report: &Report) -> Result<Vec<Comparison>> {
        let ours = report.columns.iter().filter(|column| column.is_wastrel);
        let compared: Vec<Comparison> = ours.filter_map(|column| self.of_one(report, &column.name)).collect();
        if compared.is_empty() {
            return Err(Error::User {
                message: "the baseline holds none of these programs under these configurations".into(),
                hint: Some("a configuration is known by what --config says".into()),
            });
        }
        Ok(compared)
    }

    fn of_one(&self, report: &Report, contestant: &str) -> Option<Comparison> {
        let is_engine = |column: &super::report::Column| column.name == report.reference && !column.is_wastrel;
        let is_relative = self.wastrel.reference == report.reference && report.columns.iter().any(is_engine);
        let base_now = |it: &Measured| report.find(&it.program, &report.reference).map(|base| base.cpu_median);
        let changes: Vec<(String, f64)> = report
            .measured
            .iter()
            .filter(|it| it.contestant == contestant)
            .filter_map(|it| {
                let change = it.cpu_median / self.time(&it.program, contestant)?;
                let drift = if is_relative { base_now(it)? / self.time(&it.program, &report.reference)? } else { 1.0 };
                Some((it.program.clone(), change / drift))
            })
            .collect();
        let values: Vec<f64> = changes.iter().map(|(_, change)| *change).collect();
        let worst = changes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let mean = geometric_mean(&values);
        Some(Comparison { contestant: contestant.to_string(), programs: values.len(), mean, worst, is_relative })
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::{json, tests::example};
    use super::*;

    fn baseline() -> Baseline {
        serde_json::from_str(&json::text(&example())).unwrap()
    }

    fn slower(mut report: Report, contestant: &str, factor: f64) -> Report {
        for it in report.measured.iter_mut().filter(|it| it.contestant == contestant || contestant.is_empty()) {
            it.cpu_median *= factor;
        }
        report
    }

    fn check(report: Report, expect: f64) {
        let compared = baseline().compare(&report).unwrap();
        assert_eq!((compared.len(), compared[0].programs), (1, 2));
        assert!((compared[0].mean - expect).abs() < 1e-9, "{compared:?}");
    }

    #[test]
    fn a_slower_configuration_is_seen_and_a_slower_machine_is_not() {
        check(example(), 1.0);
        check(slower(example(), "gcc -O2", 1.2), 1.2);
        check(slower(example(), "", 1.2), 1.0);
    }

    #[test]
    fn without_the_same_reference_times_are_compared() {
        let mut report = slower(example(), "", 1.2);
        report.reference = "slow".into();
        check(report, 1.2);
    }

    #[test]
    fn another_configuration_is_no_baseline() {
        let mut report = example();
        report.columns[1].name = "clang".into();
        assert!(baseline().compare(&report).is_err());
    }
}
