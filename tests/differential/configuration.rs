//! How the modules are compiled and run by us.

use std::fmt;

use proptest::prelude::{Strategy, any};
use proptest::sample::Index;
use wastrel::optimise::{Pass, Passes};

use crate::common::{self, Compiler, Setup};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Configuration {
    setup: Setup,
    gc_options: Option<&'static str>,
    /// Unless `WASTREL_PASSES` names others.
    passes: Passes,
}

const STRESS: Option<&str> = Some("stress=1,verify=1");
const COLLECTORS: [(&str, Option<&str>); 28] = [
    ("semi", None),
    ("semi", STRESS),
    ("mmc", None),
    ("mmc", STRESS),
    ("generational-mmc", None),
    ("generational-mmc", STRESS),
    ("stack-conservative-mmc", STRESS),
    ("stack-conservative-generational-mmc", STRESS),
    ("heap-conservative-mmc", STRESS),
    ("heap-conservative-generational-mmc", STRESS),
    ("parallel-mmc", None),
    ("parallel-mmc", STRESS),
    ("parallel-generational-mmc", STRESS),
    ("stack-conservative-parallel-mmc", STRESS),
    ("stack-conservative-parallel-generational-mmc", STRESS),
    ("heap-conservative-parallel-mmc", STRESS),
    ("heap-conservative-parallel-generational-mmc", STRESS),
    ("nursery-mmc", None),
    ("nursery-mmc", STRESS),
    ("parallel-nursery-mmc", None),
    ("parallel-nursery-mmc", STRESS),
    ("pcc", None),
    ("pcc", STRESS),
    ("generational-pcc", None),
    ("generational-pcc", STRESS),
    ("bdw", None),
    ("bdw", STRESS),
    ("nogc", None),
];

/// With conservative roots.
const SCANNING: [&str; 3] =
    ["stack-conservative-mmc", "stack-conservative-generational-mmc", "stack-conservative-parallel-generational-mmc"];

impl Configuration {
    pub fn all() -> Vec<Configuration> {
        let plain = (0..4).flat_map(|level| [common::gcc(level), common::clang(level)]);
        let setups = plain.chain([Compiler::Gcc, Compiler::Clang].map(common::sanitized));
        let setups = setups.filter(|setup| common::missing(*setup).is_none());
        let by = |setup: Setup| {
            let precise = COLLECTORS.map(|(collector, gc_options)| (Setup { collector, ..setup }, gc_options));
            let scanned = SCANNING.map(|collector| (common::looked_through_by(collector, setup), STRESS));
            let small = [("nursery-mmc", None), ("nursery-mmc", STRESS), ("mmc", STRESS), ("semi", STRESS)]
                .map(|(collector, gc_options)| (common::small(Setup { collector, ..setup }), gc_options));
            let all = precise.into_iter().chain(scanned).chain(small);
            all.map(|(setup, gc_options)| Configuration { setup, gc_options, passes: Passes::default() })
        };
        setups.flat_map(by).collect()
    }

    pub fn simplest() -> Configuration {
        Configuration { setup: common::gcc(1), gc_options: None, passes: Passes::default() }
    }

    pub fn with_passes(self, passes: Passes) -> Configuration {
        Configuration { passes, ..self }
    }

    pub fn arguments(self) -> Vec<String> {
        let mut arguments = common::arguments(self.setup);
        if common::named_passes().is_none() {
            arguments.extend(common::without_others(self.passes));
        }
        if self.setup.compiler == Compiler::Gcc {
            // It guesses so of some functions where one `try` follows another, and is right that a byte is never below zero; its other
            // warnings are errors.
            let flags = arguments.iter_mut().find(|argument| argument.starts_with("--cflags="));
            flags.expect("warnings are errors").push_str(" -Wno-error=maybe-uninitialized -Wno-error=type-limits");
        }
        arguments
    }

    pub fn variables(self) -> Option<(&'static str, &'static str)> {
        self.gc_options.map(|options| ("GC_OPTIONS", options))
    }
}

/// As one types it, but for what follows the options.
impl fmt::Display for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, value)) = self.variables() {
            write!(f, "{name}={value} ")?;
        }
        write!(f, "wastrel wast {}", shell_words::join(self.arguments()))
    }
}

/// All, half of the time; or one alone, or none.
pub fn any_passes() -> impl Strategy<Value = Passes> {
    (0..2 * Pass::ALL.len() + 1).prop_map(|kind| match Pass::ALL.get(kind) {
        Some(&pass) => {
            let mut passes = Passes::NONE;
            passes.set(pass, true);
            passes
        }
        None if kind == Pass::ALL.len() => Passes::NONE,
        None => Passes::default(),
    })
}

/// Sanitizers, which take long, one time in eight.
pub fn any_configuration() -> impl Strategy<Value = Configuration> {
    let of = |sanitized: bool| {
        let all = Configuration::all().into_iter().filter(|configuration| configuration.setup.sanitized == sanitized);
        all.collect::<Vec<_>>()
    };
    let (plain, sanitized) = (of(false), of(true));
    (any::<Index>(), 0..8).prop_map(move |(index, kind)| {
        if kind == 0 && !sanitized.is_empty() { *index.get(&sanitized) } else { *index.get(&plain) }
    })
}
