//! Statistics of run times: medians, ratios, intervals.
//!
//! In: samples, in the order of their rounds. Out: numbers. Nothing here measures or prints, and equal samples give equal
//! answers: the bootstrap draws from a generator with a fixed seed.
//!
//! Times of one machine drift together, and their errors go one way only: something else took the processor. Hence medians
//! rather than means, and rounds are drawn whole: the runs of one round were made one after the other.

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde::Serialize;

/// With fewer rounds, no interval: of 3, the slower engine's are all below the other's once in 20 times by chance alone.
pub const FEWEST_ROUNDS: usize = 5;
const RESAMPLES: usize = 4000;
const SEED: u64 = 0x5741_5354_5245_4c00;
/// What lies outside a 95 % interval, on either side.
const TAIL: f64 = 0.025;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// An estimate and, if there are enough rounds, its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    pub value: f64,
    pub interval: Option<Interval>,
}

/// Samples of two contestants; the same index is the same round.
#[derive(Clone, Debug)]
pub struct Paired {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Paired {
    pub fn new(ours: &[f64], theirs: &[f64]) -> Paired {
        let rounds = ours.len().min(theirs.len());
        Paired { ours: ours[..rounds].to_vec(), theirs: theirs[..rounds].to_vec() }
    }

    fn ratio(&self) -> f64 {
        median(&self.ours) / median(&self.theirs)
    }

    /// The ratio of as many rounds, drawn with replacement.
    fn resampled(&self, rng: &mut SmallRng, scratch: &mut (Vec<f64>, Vec<f64>)) -> f64 {
        let (ours, theirs) = scratch;
        ours.clear();
        theirs.clear();
        for _ in 0..self.ours.len() {
            let round = rng.random_range(0..self.ours.len());
            ours.push(self.ours[round]);
            theirs.push(self.theirs[round]);
        }
        median_in_place(ours) / median_in_place(theirs)
    }
}

/// Not a number if there are no samples.
pub fn median(samples: &[f64]) -> f64 {
    median_in_place(&mut samples.to_vec())
}

fn median_in_place(samples: &mut [f64]) -> f64 {
    if samples.is_empty() {
        return f64::NAN;
    }
    samples.sort_unstable_by(f64::total_cmp);
    let middle = samples.len() / 2;
    if samples.len() % 2 == 1 { samples[middle] } else { (samples[middle - 1] + samples[middle]) / 2.0 }
}

pub fn mean(samples: &[f64]) -> f64 {
    samples.iter().sum::<f64>() / samples.len() as f64
}

/// Of the population that the samples were drawn from; none for a single one.
pub fn standard_deviation(samples: &[f64]) -> Option<f64> {
    let mean = mean(samples);
    let squares: f64 = samples.iter().map(|sample| (sample - mean).powi(2)).sum();
    (samples.len() > 1).then(|| (squares / (samples.len() - 1) as f64).sqrt())
}

pub fn geometric_mean(values: &[f64]) -> f64 {
    (values.iter().map(|value| value.ln()).sum::<f64>() / values.len() as f64).exp()
}

/// The median of ours over the median of theirs.
pub fn ratio(pair: &Paired) -> Estimate {
    geometric_mean_of_ratios(std::slice::from_ref(pair))
}

/// One pair a program. The interval says what other runs of these programs would give, not what other programs would.
pub fn geometric_mean_of_ratios(pairs: &[Paired]) -> Estimate {
    let value = geometric_mean(&pairs.iter().map(Paired::ratio).collect::<Vec<_>>());
    let enough = !pairs.is_empty() && pairs.iter().all(|pair| pair.ours.len() >= FEWEST_ROUNDS);
    Estimate { value, interval: enough.then(|| bootstrap(pairs)) }
}

/// The percentile bootstrap.
fn bootstrap(pairs: &[Paired]) -> Interval {
    let mut rng = SmallRng::seed_from_u64(SEED);
    let mut scratch = (Vec::new(), Vec::new());
    let mut draw = || {
        let logarithms: f64 = pairs.iter().map(|pair| pair.resampled(&mut rng, &mut scratch).ln()).sum();
        (logarithms / pairs.len() as f64).exp()
    };
    let mut drawn: Vec<f64> = (0..RESAMPLES).map(|_| draw()).collect();
    drawn.sort_unstable_by(f64::total_cmp);
    Interval { low: quantile(&drawn, TAIL), high: quantile(&drawn, 1.0 - TAIL) }
}

/// Linear between neighbours; `sorted` is not empty.
fn quantile(sorted: &[f64], fraction: f64) -> f64 {
    let place = fraction * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Box and Muller's.
    fn normal(rng: &mut SmallRng) -> f64 {
        let (u, v): (f64, f64) = (1.0 - rng.random::<f64>(), rng.random());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    /// A run on a busy machine: a few per cent of noise upwards, and one run in ten disturbed by up to a half.
    fn noisy(rng: &mut SmallRng, time: f64, mood: f64) -> f64 {
        let disturbance = if rng.random::<f64>() < 0.1 { 0.5 * rng.random::<f64>() } else { 0.0 };
        time * mood * (0.03 * normal(rng).abs() + disturbance).exp()
    }

    /// Rounds of two engines; each round has a mood that both share.
    fn simulated(rng: &mut SmallRng, rounds: usize, ours: f64, theirs: f64) -> Paired {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let mood = (0.05 * normal(rng)).exp();
            a.push(noisy(rng, ours, mood));
            b.push(noisy(rng, theirs, mood));
        }
        Paired::new(&a, &b)
    }

    fn close(got: f64, expect: f64, tolerance: f64) {
        assert!((got / expect - 1.0).abs() <= tolerance, "{got} is not {expect}");
    }

    #[test]
    fn medians_of_few_samples() {
        let check = |samples: &[f64], expect: f64| assert_eq!(median(samples), expect);
        check(&[3.0], 3.0);
        check(&[4.0, 1.0], 2.5);
        check(&[9.0, 1.0, 5.0], 5.0);
        check(&[1.0, 1000.0, 2.0, 3.0], 2.5);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn means_and_deviations() {
        let samples = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(mean(&samples), 5.0);
        close(standard_deviation(&samples).unwrap(), (32.0f64 / 7.0).sqrt(), 1e-12);
        assert_eq!(standard_deviation(&[1.0]), None);
        close(geometric_mean(&[0.5, 2.0, 8.0]), 2.0, 1e-12);
    }

    #[test]
    fn medians_of_known_distributions() {
        let mut rng = SmallRng::seed_from_u64(1);
        let mut median_of =
            |draw: &dyn Fn(&mut SmallRng) -> f64| median(&(0..20_001).map(|_| draw(&mut rng)).collect::<Vec<_>>());
        close(median_of(&|rng| 4.0 + 2.0 * rng.random::<f64>()), 5.0, 0.01);
        close(median_of(&|rng| 7.0 + normal(rng)), 7.0, 0.01);
        close(median_of(&|rng| -(1.0 - rng.random::<f64>()).ln()), std::f64::consts::LN_2, 0.03);
    }

    #[test]
    fn the_interval_of_a_ratio_is_as_wide_as_theory_has_it() {
        let mut rng = SmallRng::seed_from_u64(2);
        let mut engine = |time: f64| (0..2000).map(|_| time * (1.0 + 0.05 * normal(&mut rng))).collect::<Vec<_>>();
        let estimate = ratio(&Paired::new(&engine(3.0), &engine(2.0)));
        close(estimate.value, 1.5, 0.01);
        // A median of n normal samples deviates by 1.2533 s / sqrt(n), and these are two.
        let half = 1.96 * 1.2533 * 0.05 * (2.0f64 / 2000.0).sqrt() * 1.5;
        let Interval { low, high } = estimate.interval.unwrap();
        close(high - low, 2.0 * half, 0.2);
        assert!(low < estimate.value && estimate.value < high);
    }

    #[test]
    fn equal_samples_leave_no_doubt() {
        let estimate = ratio(&Paired::new(&[3.0; 6], &[2.0; 6]));
        assert_eq!(estimate, Estimate { value: 1.5, interval: Some(Interval { low: 1.5, high: 1.5 }) });
    }

    #[test]
    fn few_rounds_give_no_interval() {
        assert_eq!(ratio(&Paired::new(&[3.0; 4], &[2.0; 9])), Estimate { value: 1.5, interval: None });
        assert_eq!(geometric_mean_of_ratios(&[]).interval, None);
    }

    #[test]
    fn the_geometric_mean_has_a_narrower_interval_than_its_ratios() {
        let mut rng = SmallRng::seed_from_u64(3);
        let pairs: Vec<Paired> = (0..16).map(|_| simulated(&mut rng, 10, 2.0, 1.0)).collect();
        let width = |estimate: Estimate| estimate.interval.map(|it| it.high - it.low).unwrap();
        let together = geometric_mean_of_ratios(&pairs);
        close(together.value, 2.0, 0.05);
        let alone = mean(&pairs.iter().map(|pair| width(ratio(pair))).collect::<Vec<_>>());
        assert!(width(together) < 0.5 * alone);
    }

    /// How often of 1000 comparisons the interval lies wholly below 1, and how often it holds the truth.
    fn verdicts(rounds: usize, slowdown: f64) -> (u32, u32) {
        let mut rng = SmallRng::seed_from_u64(4 + rounds as u64);
        let (mut faster, mut held) = (0, 0);
        for _ in 0..1000 {
            let Interval { low, high } = ratio(&simulated(&mut rng, rounds, slowdown, 1.0)).interval.unwrap();
            faster += u32::from(high < 1.0);
            held += u32::from(low <= slowdown && slowdown <= high);
        }
        (faster, held)
    }

    #[test]
    fn a_slower_engine_is_not_reported_faster() {
        for rounds in [5, 10, 20] {
            for slowdown in [1.0, 1.02] {
                let (faster, held) = verdicts(rounds, slowdown);
                assert!(faster <= 50, "{rounds} rounds, {slowdown} times as slow: faster in {faster} of 1000");
                assert!(held >= 900, "{rounds} rounds, {slowdown} times as slow: held in {held} of 1000");
            }
        }
        assert_eq!(verdicts(10, 1.5).0, 0);
    }
}
