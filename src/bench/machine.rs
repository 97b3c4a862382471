//! Where and when it was measured.

use std::fs;

use jiff::Timestamp;

/// `Intel(R) Xeon(R) CPU @ 2.80GHz, 2 processors, Linux 6.1.0`
pub fn name() -> String {
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("unknown processor", |(_, name)| name.trim());
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{model}, {processors} processors, Linux {}", kernel.trim())
}

/// `2026-11-25 23:59 UTC`
pub fn date() -> String {
    Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string()
}
