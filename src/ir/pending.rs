//! The virtual operand stack: expressions that are not evaluated yet, each with what it reads and how it may trap.
//!
//! In: operands in the order of Wasm. Out: the same, nested into their users, or set to a temporary where something would
//! change what they read, or be seen before their trap. One bit stands for all global state, one entry for each local
//! that is ever assigned again; a write flushes exactly its readers.

use super::traps::Traps;
use super::{Expr, VarId};
use crate::module::types::ValType;

/// What evaluating an expression depends on, and how it may end.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    /// Reads memory, tables, mutable globals, fields or elements.
    pub reads_world: bool,
    /// Locals it reads that are assigned more than once; sorted.
    pub reads: Vec<VarId>,
    pub traps: Traps,
    /// Height of the expression tree.
    pub depth: u32,
}

impl Effects {
    /// Evaluating it later shows no difference, whatever happens in between.
    pub fn is_stable(&self) -> bool {
        !self.reads_world && !self.traps.any() && self.reads.is_empty()
    }

    pub fn read(var: VarId) -> Effects {
        Effects { reads: vec![var], ..Effects::default() }
    }

    pub fn world() -> Effects {
        Effects { reads_world: true, ..Effects::default() }
    }

    pub fn absorb(&mut self, other: &Effects) {
        self.reads_world |= other.reads_world;
        self.traps = self.traps.union(other.traps);
        self.depth = self.depth.max(other.depth + 1);
        for var in &other.reads {
            if let Err(at) = self.reads.binary_search(var) {
                self.reads.insert(at, *var);
            }
        }
    }
}

#[derive(Clone, Debug)]
pub struct Operand {
    pub expr: Expr,
    pub ty: ValType,
    pub effects: Effects,
    /// A temporary that the last statement assigned and that nothing else mentions.
    pub fresh: bool,
}

impl Operand {
    pub fn stable(expr: Expr, ty: ValType) -> Operand {
        Operand { expr, ty, effects: Effects::default(), fresh: false }
    }
}

/// Which pending operands have to be evaluated now.
#[derive(Clone, Copy)]
pub enum Flush {
    /// Readers of the world, and everything that may trap: before a visible effect.
    World,
    /// Readers of one local: before it is assigned.
    Local(VarId),
    /// Those whose trap could not be told from later ones: before something that may trap so.
    Traps(Traps),
}

impl Flush {
    pub fn concerns(self, effects: &Effects) -> bool {
        match self {
            Flush::World => effects.reads_world || effects.traps.any(),
            Flush::Local(var) => effects.reads.binary_search(&var).is_ok(),
            Flush::Traps(traps) => !effects.traps.may_swap(traps),
        }
    }
}

/// The operand stack. Positions below `stable` hold only stable operands: scans start there.
#[derive(Default)]
pub struct Stack {
    operands: Vec<Operand>,
    stable: usize,
}

impl Stack {
    pub fn len(&self) -> usize {
        self.operands.len()
    }

    /// The topmost operands, in the order of Wasm.
    pub fn top(&self, count: usize) -> &[Operand] {
        &self.operands[self.operands.len() - count..]
    }

    pub fn push(&mut self, operand: Operand) {
        if self.stable == self.operands.len() && operand.effects.is_stable() {
            self.stable += 1;
        }
        self.operands.push(operand);
    }

    pub fn pop(&mut self) -> Operand {
        let operand = self.operands.pop().expect("validated: the operand stack holds what an instruction pops");
        self.stable = self.stable.min(self.operands.len());
        operand
    }

    pub fn pop_many(&mut self, count: usize) -> Vec<Operand> {
        let operands = self.operands.split_off(self.operands.len() - count);
        self.stable = self.stable.min(self.operands.len());
        operands
    }

    pub fn truncate(&mut self, height: usize) {
        self.operands.truncate(height);
        self.stable = self.stable.min(height);
    }

    pub fn get_mut(&mut self, position: usize) -> &mut Operand {
        &mut self.operands[position]
    }

    /// Positions that `wanted` concerns, lowest first, and below a trapping one every other that may trap: they trap in
    /// the order in which Wasm would.
    pub fn positions(&mut self, wanted: impl Fn(&Effects) -> bool) -> Vec<usize> {
        while self.stable < self.operands.len() && self.operands[self.stable].effects.is_stable() {
            self.stable += 1;
        }
        let range = self.stable..self.operands.len();
        let last_trap = range.clone().rev().find(|&i| {
            let effects = &self.operands[i].effects;
            effects.traps.any() && wanted(effects)
        });
        range
            .filter(|&i| {
                let effects = &self.operands[i].effects;
                wanted(effects) || (effects.traps.any() && last_trap.is_some_and(|last| i < last))
            })
            .collect()
    }
}
