//! Optimisations, each of which can be left out: `-fno-NAME`, to see what it buys and whether it is to blame.
//!
//! In: the IR, and facts about it. Out: better IR, or hints for `emit/`. Nothing here is needed for a right program, and nothing
//! removes a check whose failure a program could see.

pub mod checks;
mod early;
pub mod escape;
pub mod inline;
pub mod pieces;
pub mod stacks;
pub mod start;

use crate::ir::Func;
use crate::module::Module;
use crate::module::types::TypeTable;

/// An optimisation, by the name that `-f` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// See [`checks`].
    Checks,
    /// See [`escape`].
    Escape,
    /// See [`inline`] and [`pieces`].
    Inline,
    /// See [`stacks`].
    Stacks,
    /// See [`start`].
    Start,
}

impl Pass {
    pub const ALL: [Pass; 5] = [Pass::Checks, Pass::Escape, Pass::Inline, Pass::Stacks, Pass::Start];

    pub fn name(self) -> &'static str {
        match self {
            Pass::Checks => "checks",
            Pass::Escape => "escape",
            Pass::Inline => "inline",
            Pass::Stacks => "stacks",
            Pass::Start => "start",
        }
    }
}

/// The passes that change the IR of one function.
pub fn optimise(func: &mut Func, module: &Module<'_>, types: &TypeTable, passes: Passes) {
    if passes.has(Pass::Checks) {
        checks::remove_decided(func, module, types);
    }
    if passes.has(Pass::Escape) {
        escape::delay_allocations(func, module, types);
    }
    if passes.has(Pass::Stacks) {
        stacks::check_together(func, module, types);
    }
}

/// Those that are to be done; all of them by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Passes(u32);

impl Default for Passes {
    fn default() -> Passes {
        let mut all = Passes::NONE;
        Pass::ALL.iter().for_each(|&pass| all.set(pass, true));
        all
    }
}

impl Passes {
    pub const NONE: Passes = Passes(0);

    pub fn has(self, pass: Pass) -> bool {
        self.0 & 1 << pass as u32 != 0
    }

    pub fn set(&mut self, pass: Pass, wanted: bool) {
        let bit = 1 << pass as u32;
        self.0 = if wanted { self.0 | bit } else { self.0 & !bit };
    }

    /// After `name` (do it) or `no-name`; later ones prevail. None: there is no such pass.
    pub fn with(mut self, choice: &str) -> Option<Passes> {
        let (name, wanted) = match choice.strip_prefix("no-") {
            Some(name) => (name, false),
            None => (choice, true),
        };
        let pass = Pass::ALL.into_iter().find(|pass| pass.name() == name)?;
        self.set(pass, wanted);
        Some(self)
    }
}
