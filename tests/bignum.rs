//! `gc-runtime/hoot/limbs.h` agrees with num-bigint, on numbers that favour edges: our own implementation, and GMP's.
//!
//! `gc-runtime/tests/limbs/driver.c` reads operations, one a line; one process answers thousands of them.
//! `PROPTEST_CASES=1000 cargo test --test bignum` asks for more batches.

mod common;

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::{cmp, fs};

use common::{Compiler, PATIENCE, Setup, Tested, clang, gcc, outcome, sanitized};
use libtest_mimic::{Completion, Failed, Trial};
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestError, TestRunner};
use wastrel::build::runtime_files::{Bignums, LIBGMP};

const DAILY: [Setup; 3] = [gcc(2), clang(2), sanitized(Compiler::Gcc)];
/// Operations that one process is asked for.
const BATCH: usize = 500;
const BATCHES: u32 = 12;

fn main() -> std::process::ExitCode {
    let setups: &[Setup] = if common::is_full_matrix() { &common::EVERY_SETUP } else { &DAILY };
    let trials =
        Bignums::ALL.into_iter().flat_map(|bignums| setups.iter().map(move |&setup| limbs_trial(setup, bignums)));
    common::run_all(trials.collect())
}

fn limbs_trial(setup: Setup, bignums: Bignums) -> Trial {
    let name = format!("limbs {bignums:?} {setup}");
    Trial::ignorable_test(name, move || match common::missing(setup).or(common::missing_library(bignums)) {
        Some(missing) => common::skip(missing),
        None => limbs(setup, bignums).map(|()| Completion::Completed),
    })
}

fn limbs(setup: Setup, bignums: Bignums) -> Tested {
    let folder = common::fresh_folder(&format!("limbs-{bignums:?}-{setup}"));
    let implementation: &[&str] = match bignums {
        Bignums::Own => &["gc-runtime/hoot/limbs-own.c"],
        Bignums::Gmp => &["gc-runtime/hoot/limbs-gmp.c", LIBGMP.flag],
    };
    let sources = [&["gc-runtime/tests/limbs/driver.c", "gc-runtime/hoot/limbs.c"], implementation].concat();
    let driver = common::build_driver(setup, &folder, &sources)?;
    let edges: Vec<Operation> = edge_operations();
    for batch in edges.chunks(BATCH) {
        check(&driver, batch)?;
    }
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(BATCHES);
    let config = Config { cases, max_shrink_iters: 2000, failure_persistence: None, ..Config::default() };
    let batches = prop::collection::vec(operation(), 1..BATCH);
    let tested = TestRunner::new(config)
        .run(&batches, |batch| check(&driver, &batch).map_err(|failed| TestCaseError::fail(text_of(&failed))));
    match tested {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, _)) => Err(reason.message().into()),
        Err(TestError::Abort(reason)) => Err(reason.message().into()),
    }
}

fn text_of(failed: &Failed) -> String {
    failed.message().unwrap_or("failed").to_string()
}

/// Runs the operations and compares each line of the answer.
fn check(driver: &Path, operations: &[Operation]) -> Tested {
    let input = driver.with_extension("in");
    let text = operations.iter().fold(String::new(), |text, operation| text + &operation.line() + "\n");
    fs::write(&input, text)?;
    let outcome = outcome(Command::new(driver), Some(&input), PATIENCE)?;
    let answers = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let mut answers = answers.lines();
    for operation in operations {
        let (expected, answer) = (operation.expected(), answers.next().unwrap_or("nothing"));
        if answer != expected {
            let line = operation.line();
            return Err(format!("{line}\n  expected {expected}\n  answer   {answer}\n{}", outcome.stderr_text()).into());
        }
    }
    match outcome.status {
        0 => Ok(()),
        status => Err(format!("status {status}: {}", outcome.stderr_text()).into()),
    }
}

// ---- operations and what they mean ----

#[derive(Clone, Debug)]
enum Operation {
    Binary(&'static str, BigInt, BigInt),
    Shift(&'static str, BigInt, u32),
    Unary(&'static str, BigInt),
    CompareF64(BigInt, f64),
    FromU64(u64),
    Decimal(String),
}

const BINARY: [&str; 10] = ["add", "sub", "mul", "quo", "rem", "mod", "gcd", "and", "or", "xor"];
const UNARY: [&str; 3] = ["to_f64", "count", "fits"];

impl Operation {
    fn line(&self) -> String {
        match self {
            Operation::Binary(name, a, b) => format!("{name} {a:x} {b:x}"),
            Operation::Shift(name, a, bits) => format!("{name} {a:x} {bits}"),
            Operation::Unary(name, a) => format!("{name} {a:x}"),
            Operation::CompareF64(a, b) => format!("compare_f64 {a:x} {}", b.to_bits()),
            Operation::FromU64(value) => format!("u64 {value}"),
            Operation::Decimal(text) => format!("decimal {text}"),
        }
    }

    fn expected(&self) -> String {
        match self {
            Operation::Binary("compare", a, b) => (a.cmp(b) as i32).to_string(),
            Operation::Binary(name, a, b) => format!("{:x}", binary(name, a, b)),
            Operation::Shift("lsh", a, bits) => format!("{:x}", a << bits),
            // num-bigint's `>>` rounds down.
            Operation::Shift(_, a, bits) => format!("{:x}", a >> bits),
            Operation::Unary("to_f64", a) => to_f64(a).to_bits().to_string(),
            Operation::Unary("count", a) if a.sign() == Sign::Minus => (!a).magnitude().count_ones().to_string(),
            Operation::Unary("count", a) => a.magnitude().count_ones().to_string(),
            Operation::Unary(_, a) => {
                format!("{} {}", i32::from(i64::try_from(a).is_ok()), i32::from(u64::try_from(a).is_ok()))
            }
            Operation::CompareF64(a, b) => compare_f64(a, *b).to_string(),
            Operation::FromU64(value) => format!("{value:x}"),
            Operation::Decimal(text) => decimal(text).map_or("no number".into(), |value| format!("{value:x}")),
        }
    }
}

fn binary(name: &str, a: &BigInt, b: &BigInt) -> BigInt {
    match name {
        "add" => a + b,
        "sub" => a - b,
        "mul" => a * b,
        "quo" => a / b,
        "rem" => a % b,
        "mod" => a.mod_floor(b),
        "gcd" => a.gcd(b),
        "and" => a & b,
        "or" => a | b,
        _ => a ^ b,
    }
}

/// Half a unit in the last place decides, then evenness; num-bigint's own conversion is not relied on.
fn to_f64(a: &BigInt) -> f64 {
    let magnitude = a.magnitude();
    let bits = magnitude.bits();
    let shift = bits.saturating_sub(53);
    let mut mantissa = u64::try_from(magnitude >> shift).expect("53 bits");
    let rest: BigUint = magnitude - (BigUint::from(mantissa) << shift);
    if shift > 0 {
        let order = rest.cmp(&(BigUint::from(1u32) << (shift - 1)));
        let up = order == cmp::Ordering::Greater || (order == cmp::Ordering::Equal && mantissa & 1 == 1);
        mantissa += u64::from(up);
    }
    let value = if shift > 971 { f64::INFINITY } else { mantissa as f64 * 2f64.powi(shift as i32) };
    if a.sign() == Sign::Minus { -value } else { value }
}

/// Both times 2^1074, where every finite float is an integer.
fn compare_f64(a: &BigInt, b: f64) -> i32 {
    if b.is_nan() {
        return 2;
    }
    if b.is_infinite() {
        return if b > 0.0 { -1 } else { 1 };
    }
    let image = b.to_bits();
    let exponent = (image >> 52 & 2047) as u32;
    let fraction = image & ((1 << 52) - 1);
    let scaled = match exponent {
        0 => BigInt::from(fraction),
        _ => BigInt::from(fraction | 1 << 52) << (exponent - 1),
    };
    let scaled = if b < 0.0 { -scaled } else { scaled };
    (a << 1074u32).cmp(&scaled) as i32
}

fn decimal(text: &str) -> Option<BigInt> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|c| c.is_ascii_digit());
    is_number.then(|| text.parse().expect("decimal digits"))
}

// ---- which operations are tried ----

fn power(exponent: u32) -> BigInt {
    BigInt::from(1) << exponent
}

/// Every operation on every pair of these.
fn edge_numbers() -> Vec<BigInt> {
    let mut numbers = vec![BigInt::ZERO, 1.into(), 2.into(), 10.into()];
    for exponent in [31, 53, 54, 63, 64, 65, 127, 128, 191, 192, 1023, 1024] {
        numbers.extend([power(exponent) - 1, power(exponent), power(exponent) + 1]);
    }
    numbers.push(power(1024) - power(970));
    numbers.push(power(1024) - power(970) - 1);
    let negative: Vec<BigInt> = numbers.iter().map(|number| -number).collect();
    numbers.extend(negative);
    numbers
}

const EDGE_FLOATS: [f64; 16] = [
    0.0,
    0.5,
    0.9999999999999999,
    1.0,
    1.5,
    4503599627370495.5,
    9007199254740991.0,
    9007199254740992.0,
    9223372036854774784.0,
    9223372036854775808.0,
    18446744073709549568.0,
    18446744073709551616.0,
    5e-324,
    2.2250738585072014e-308,
    f64::MAX,
    f64::INFINITY,
];

fn edge_operations() -> Vec<Operation> {
    let numbers = edge_numbers();
    let mut operations = Vec::new();
    for a in &numbers {
        for b in &numbers {
            let divides = |name: &&str| ["quo", "rem", "mod"].contains(name);
            let names = BINARY.into_iter().filter(|name| *b != BigInt::ZERO || !divides(name));
            operations.extend(names.chain(["compare"]).map(|name| Operation::Binary(name, a.clone(), b.clone())));
        }
        for bits in [0, 1, 63, 64, 65, 127, 128, 200, 1000] {
            operations.extend(["lsh", "rsh"].map(|name| Operation::Shift(name, a.clone(), bits)));
        }
        operations.extend(UNARY.map(|name| Operation::Unary(name, a.clone())));
        for b in EDGE_FLOATS {
            operations.extend([b, -b].map(|b| Operation::CompareF64(a.clone(), b)));
        }
        operations.push(Operation::CompareF64(a.clone(), f64::NAN));
        operations.push(Operation::Decimal(a.to_string()));
    }
    for text in [
        "-",
        "+",
        "+5",
        "-0",
        "00000000000000000000000000000000000000007",
        "12a",
        "1-",
        "0x10",
        "99999999999999999999/",
    ] {
        operations.push(Operation::Decimal(text.into()));
    }
    operations.extend([0, 1, 1 << 63, (1 << 63) - 1, u64::MAX].map(Operation::FromU64));
    operations
}

fn limb() -> impl Strategy<Value = u64> {
    prop_oneof![any::<u64>(), select(vec![0, 1, 1 << 63, (1 << 63) - 1, u64::MAX, u64::MAX - 1])]
}

/// Mostly short; some of a few hundred limbs.
fn number() -> impl Strategy<Value = BigInt> {
    let length = prop_oneof![6 => 0..5usize, 3 => 5..60usize, 1 => 60..300usize];
    let limbs = length.prop_flat_map(|length| prop::collection::vec(limb(), length));
    (limbs, any::<bool>()).prop_map(|(limbs, negative)| {
        let bytes: Vec<u8> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
        BigInt::from_bytes_le(if negative { Sign::Minus } else { Sign::Plus }, &bytes)
    })
}

/// Pairs of which one is a multiple of the other, or nearly; and pairs with a large common divisor.
fn pair() -> impl Strategy<Value = (BigInt, BigInt)> {
    prop_oneof![
        3 => (number(), number()),
        1 => (number(), number(), -2..3i32).prop_map(|(a, b, off)| (&a * &b + off, b)),
        1 => (number(), number(), number()).prop_map(|(a, b, common)| (a * &common, b * common)),
        1 => (number(), -1..2i32).prop_map(|(a, off)| (a.clone(), a + off)),
    ]
}

fn float() -> impl Strategy<Value = f64> {
    prop_oneof![any::<u64>().prop_map(f64::from_bits), select(EDGE_FLOATS.to_vec())]
}

/// Next to the number, or anywhere.
fn number_and_float() -> impl Strategy<Value = (BigInt, f64)> {
    let near = (number(), -1..2i64).prop_map(|(a, off)| {
        let nearest = to_f64(&a);
        let image = nearest.to_bits().wrapping_add_signed(off);
        (a, if nearest.is_finite() && nearest != 0.0 { f64::from_bits(image) } else { nearest })
    });
    prop_oneof![near, (number(), float())]
}

fn operation() -> impl Strategy<Value = Operation> {
    let binary = (select(BINARY.to_vec()), pair()).prop_map(|(name, (a, b))| {
        let name = if b == BigInt::ZERO && ["quo", "rem", "mod"].contains(&name) { "add" } else { name };
        Operation::Binary(name, a, b)
    });
    let bits = prop_oneof![4 => 0..300u32, 1 => 300..20000u32];
    let decimal = (number(), select(vec!["", "+", "000"])).prop_map(|(a, prefix)| {
        let prefix = if a.sign() == Sign::Minus { "" } else { prefix };
        let mut text = prefix.to_string();
        write!(text, "{a}").expect("writing to a string");
        Operation::Decimal(text)
    });
    prop_oneof![
        10 => binary,
        1 => pair().prop_map(|(a, b)| Operation::Binary("compare", a, b)),
        2 => (select(vec!["lsh", "rsh"]), number(), bits).prop_map(|(name, a, bits)| Operation::Shift(name, a, bits)),
        2 => (select(UNARY.to_vec()), number()).prop_map(|(name, a)| Operation::Unary(name, a)),
        2 => number_and_float().prop_map(|(a, b)| Operation::CompareF64(a, b)),
        1 => decimal,
        1 => limb().prop_map(Operation::FromU64),
    ]
}
