//! JSON in the layout of hyperfine 1.x (`results`, wall times in seconds), so that its tools read it, with what else we know:
//! `wastrel` in each result and at the top. [`super::super::baseline`] reads it again.

use serde_json::{Value, json};

use super::{Measured, Report};
use crate::bench::stats;

pub fn text(report: &Report) -> String {
    let mut about = serde_json::to_value(report).expect("a report is JSON");
    if let Value::Object(about) = &mut about {
        // It is in the results.
        about.remove("measured");
    }
    let results: Vec<Value> = report.measured.iter().map(result).collect();
    let whole = json!({ "results": results, "wastrel": about });
    format!("{}\n", serde_json::to_string_pretty(&whole).expect("a report is JSON"))
}

fn result(it: &Measured) -> Value {
    let times: Vec<f64> = it.costs.iter().map(|cost| cost.wall).collect();
    let mean =
        |what: fn(&crate::bench::measure::Cost) -> f64| stats::mean(&it.costs.iter().map(what).collect::<Vec<_>>());
    json!({
        "command": format!("{}: {}", it.contestant, it.program),
        "mean": stats::mean(&times),
        "stddev": stats::standard_deviation(&times),
        "median": it.wall_median,
        "user": mean(|cost| cost.user),
        "system": mean(|cost| cost.system),
        "min": times.iter().copied().fold(f64::INFINITY, f64::min),
        "max": times.iter().copied().fold(0.0, f64::max),
        "times": times,
        "exit_codes": vec![it.status; it.costs.len()],
        "wastrel": it,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;

    #[test]
    fn hyperfines_keys_are_there_and_ours() {
        let whole: Value = serde_json::from_str(&text(&example())).unwrap();
        let result = &whole["results"][1];
        assert_eq!(result["command"], "gcc -O2: fib");
        assert_eq!(result["median"], 0.31);
        assert_eq!(result["user"], 0.3);
        assert_eq!(result["times"].as_array().unwrap().len(), 5);
        assert_eq!(result["exit_codes"], json!([0, 0, 0, 0, 0]));
        assert_eq!(result["wastrel"]["collections"]["major"], 3);
        assert_eq!(whole["wastrel"]["reference"], "native");
        assert_eq!(whole["wastrel"]["skipped"][0]["contestant"], "slow");
    }
}
