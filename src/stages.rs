//! Where the time of a translation goes, for `-v`.

use std::time::{Duration, Instant};

/// Stages that have ended, in order, and how long each took.
pub type Stages = Vec<(&'static str, Duration)>;

/// Divides the time since its start into stages that follow each other.
pub struct Stopwatch {
    stages: Stages,
    since: Instant,
}

impl Stopwatch {
    pub fn start() -> Stopwatch {
        Stopwatch { stages: Stages::new(), since: Instant::now() }
    }

    /// `stage` is what happened since the stage before it ended.
    pub fn ended(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.stages.push((stage, now - self.since));
        self.since = now;
    }

    pub fn stages(self) -> Stages {
        self.stages
    }
}
