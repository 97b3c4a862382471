//! One line for each program and contestant, times in seconds and sizes in bytes; empty where there is nothing.

use super::{Estimate, Measured, Report};

const HEADINGS: [&str; 25] = [
    "program",
    "contestant",
    "runs",
    "cpu_median",
    "wall_median",
    "cpu_ratio",
    "cpu_ratio_low",
    "cpu_ratio_high",
    "wall_ratio",
    "wall_ratio_low",
    "wall_ratio_high",
    "peak_bytes",
    "binary_bytes",
    "wasm_bytes",
    "compile_cpu",
    "compile_wall",
    "major_collections",
    "minor_collections",
    "stopped",
    "median_pause",
    "p95_pause",
    "max_pause",
    "peak_live_bytes",
    "allocated_bytes",
    "instructions",
];

pub fn text(report: &Report) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: &[String]| writer.write_record(record).expect("memory does not fail");
    write(&HEADINGS.map(String::from));
    for measured in &report.measured {
        write(&record(measured));
    }
    let bytes = writer.into_inner().expect("memory does not fail");
    String::from_utf8(bytes).expect("written from strings")
}

fn record(it: &Measured) -> Vec<String> {
    let compile = it.compile.map(|cost| [cost.cpu(), cost.wall]);
    let gc = it.collections.map(|gc| {
        [
            gc.major.to_string(),
            gc.minor.to_string(),
            gc.stopped.to_string(),
            gc.median_pause.to_string(),
            gc.p95_pause.to_string(),
            gc.max_pause.to_string(),
            gc.peak_live_bytes.to_string(),
            gc.allocated_bytes.to_string(),
        ]
    });
    let mut record = vec![it.program.clone(), it.contestant.clone(), it.costs.len().to_string()];
    record.extend([it.cpu_median, it.wall_median].map(|time| time.to_string()));
    record.extend(estimate(it.cpu_ratio));
    record.extend(estimate(it.wall_ratio));
    record.extend([it.peak_bytes.to_string(), optional(it.binary_bytes), it.wasm_bytes.to_string()]);
    record.extend(compile.map_or_else(|| [String::new(), String::new()], |times| times.map(|time| time.to_string())));
    record.extend(gc.unwrap_or_default());
    record.push(optional(it.instructions));
    record
}

fn estimate(estimate: Option<Estimate>) -> [String; 3] {
    let interval = estimate.and_then(|it| it.interval);
    [optional(estimate.map(|it| it.value)), optional(interval.map(|it| it.low)), optional(interval.map(|it| it.high))]
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;

    #[test]
    fn every_record_is_as_long_as_the_headings() {
        let text = text(&example());
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("equal lengths")).collect();
        assert_eq!(records.len(), 5);
        let ours: Vec<&str> = records[1].iter().collect();
        assert_eq!(ours[..6], ["fib", "gcc -O2", "5", "0.3", "0.31", "1.4999999999999998"]);
        assert_eq!(ours[24], "1234");
    }
}
