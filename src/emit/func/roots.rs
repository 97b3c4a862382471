//! What is on the side stack at a safepoint, and how it comes there and back.
//!
//! In: what is alive across a statement, and which references are residents or have homes. Out: stores before it and loads after.

use super::FuncEmitter;
use crate::c::ast::{Expr as C, Stmt as S};
use crate::emit::build_c::*;
use crate::ir::VarId;

/// What stands on the side stack at a safepoint: residents and homes, then what is spilled for it alone.
pub(super) struct Roots {
    /// Slots of residents that are not alive.
    holes: Vec<usize>,
    /// The first slot of `spilled`.
    base: usize,
    /// The first slot of the callee.
    pub(super) above: usize,
    spilled: Vec<VarId>,
    /// `spilled`, and those that have homes.
    reloaded: Vec<VarId>,
}

impl FuncEmitter<'_> {
    /// Parameters that are residents.
    pub(super) fn move_in(&mut self) {
        for i in 0..self.func.param_count {
            if let Some(slot) = self.residents.slot(VarId(i as u32)) {
                let param = C::Name(self.names.vars[i].clone());
                self.push(S::Spill(slot_of_frame(slot), param));
            }
        }
    }

    pub(super) fn roots_at(&self, at: usize) -> Roots {
        let alive = self.liveness.across(at);
        let (height, holes) = self.residents.frame(alive, self.func.code[at].assigned());
        let moving = || alive.iter().copied().filter(|&var| self.residents.slot(var).is_none());
        let spilled: Vec<VarId> = moving().filter(|var| !self.homes.contains_key(var)).collect();
        let base = self.homes.len() + height;
        Roots { holes, above: base + spilled.len(), base, spilled, reloaded: moving().collect() }
    }

    /// At a call that goes on only if it has not collected: what is on the side stack stays there, and nothing else is.
    pub(super) fn roots_at_dead_end(&self, at: usize) -> Roots {
        let is_resident = |var: &VarId| self.residents.slot(*var).is_some();
        let alive: Vec<VarId> = self.liveness.across(at).iter().copied().filter(is_resident).collect();
        let (height, holes) = self.residents.frame(&alive, &[]);
        let above = self.homes.len() + height;
        Roots { holes, base: above, above, spilled: Vec::new(), reloaded: Vec::new() }
    }

    /// At a call that does not collect; its handlers may use the side stack nevertheless.
    pub(super) fn no_roots(&self) -> Roots {
        let above = self.homes.len() + self.residents.height();
        Roots { holes: Vec::new(), base: above, above, spilled: Vec::new(), reloaded: Vec::new() }
    }

    pub(super) fn spill(&self, roots: &Roots) -> Vec<S> {
        let null = || cast(named("ref"), C::Int(0));
        let clear = roots.holes.iter().map(|&slot| S::Spill(slot_of_frame(slot), null()));
        let store = |(i, &var): (usize, &VarId)| S::Spill(slot_of_frame(roots.base + i), self.exprs.var(var));
        clear.chain(roots.spilled.iter().enumerate().map(store)).collect()
    }

    /// Residents that end as arguments of the statement, and whose slots are wanted before it reads them: into their variables.
    pub(super) fn move_out(&mut self, at: usize, roots: &Roots) {
        let mut out = Vec::new();
        self.func.code[at].for_each_expr(&mut |expr| expr.for_each_var(&mut |var| out.push(var)));
        let alive = self.liveness.across(at);
        out.retain(|&var| self.residents.slot(var).is_some_and(|slot| slot < roots.above) && !alive.contains(&var));
        out.sort_unstable();
        out.dedup();
        for &var in &out {
            let name = C::Name(self.names.vars[var.0 as usize].clone());
            self.push(S::Assign(name, self.exprs.var(var)));
        }
        self.exprs.out = out;
    }

    pub(super) fn reload(&self, roots: &Roots) -> Vec<S> {
        let slot_of = |var: &VarId| match self.homes.get(var) {
            Some(&slot) => slot,
            None => {
                let at = roots.spilled.iter().position(|spilled| spilled == var);
                roots.base + at.expect("alive: spilled, at home or a resident")
            }
        };
        roots.reloaded.iter().map(|var| S::Spill(self.exprs.var(*var), slot_of_frame(slot_of(var)))).collect()
    }

    pub(super) fn count_roots(&mut self, at: usize, is_call: bool) {
        let slots = self.liveness.across(at).len() as u64;
        self.roots.safepoints += 1;
        self.roots.slots += slots;
        self.roots.slots_without_liveness += self.traced_vars;
        if is_call {
            self.roots.calls += 1;
            self.roots.calls_without_spill += (slots == 0) as u64;
        }
    }
}
