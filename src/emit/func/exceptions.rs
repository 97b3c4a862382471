//! `throw`, and tries: what a handler reads is put in safe places before, and its clauses are written behind the body.

use super::FuncEmitter;
use crate::c::ast::{BinaryOp, Expr as C, Name, Stmt as S, UnaryOp};
use crate::emit::build_c::*;
use crate::emit::words;
use crate::ir::{Catch, Expr, LabelId, Stmt, VarId};
use crate::module::TagId;
use std::collections::HashSet;

/// With more tries a function takes gcc's time by `__builtin_setjmp`: they are done by a function that saves registers
/// (`gc-runtime/exception.h`).
pub(super) const MOST_BUILTIN_TRIES: usize = 50;

/// A `try` whose body is being written.
pub(super) struct OpenTry {
    at: usize,
    /// The C variable with the setjmp buffer.
    handler: Name,
    /// The variables that got their homes here.
    homes: Vec<VarId>,
    /// Copies of variables for the handler, each under a name of its own.
    saved: Vec<(VarId, Name)>,
}

impl FuncEmitter<'_> {
    pub(super) fn throw(&mut self, tag: TagId, args: &[Expr]) {
        let ty = self.instance.module.tags[tag.index()].ty;
        let types = self.program.types.func(ty).params.clone();
        let mut at = 0..;
        for (arg, ty) in args.iter().zip(&types) {
            let value = self.exprs.expr(arg);
            for (word, at) in self.words_of(ty, value).into_iter().zip(&mut at) {
                self.push(S::Assign(payload(at), word));
            }
        }
        self.push(expr_stmt(call("wr_throw", vec![self.instance.tag(tag)])));
    }

    pub(super) fn open_try(&mut self, at: usize) {
        let handler = self.temporary("handler");
        self.handlers.push(handler.clone());
        let mut own = Vec::new();
        for &var in self.liveness.handler(at) {
            if self.is_traced(var) && !self.homes.contains_key(&var) {
                let slot = self.homes.len();
                let alive = self.liveness.is_alive_in_body(at, var);
                let value = if alive { self.exprs.var(var) } else { cast(named("ref"), C::Int(0)) };
                self.push(S::Spill(slot_of_frame(slot), value));
                self.homes.insert(var, slot);
                own.push(var);
            }
        }
        let saved = self.save(at);
        let begin = if self.has_many_tries { "WR_TRY_SAVING" } else { "WR_TRY" };
        let condition = unary(UnaryOp::Not, call(begin, vec![C::Name(handler.clone()), name("sp")]));
        self.open_if(at, condition);
        self.tries.push(OpenTry { at, handler, homes: own, saved });
    }

    /// Puts what the handler reads, and nothing in the body changes, where no compiler can lose it. clang does not know that a
    /// setjmp may return twice: it computes `x + y` after it, in body and handler, and the body's result takes the place of `x`.
    fn save(&mut self, at: usize) -> Vec<(VarId, Name)> {
        let is_lost = |var: &VarId| !self.is_traced(*var) && !self.volatile_.contains(var);
        let vars: Vec<VarId> = self.liveness.handler(at).iter().copied().filter(is_lost).collect();
        let mut saved = Vec::new();
        for var in vars {
            let place = self.temporary(&format!("{}_saved", self.names.vars[var.0 as usize]));
            let ty = self.program.var_type(&self.func.vars[var.0 as usize]);
            let init = Some(self.exprs.var(var));
            self.push(S::Declare { ty, name: place.clone(), init, volatile_: true });
            saved.push((var, place));
        }
        saved
    }

    /// Takes it back, in the handler.
    fn restore(&mut self, open: &OpenTry) {
        for (var, place) in &open.saved {
            self.push(S::Assign(self.exprs.var(*var), C::Name(place.clone())));
        }
    }

    /// Leaves all open tries but the `keep` outermost.
    pub(super) fn leave_tries(&mut self, keep: usize) {
        if let Some(open) = self.tries.get(keep) {
            let handler = C::Name(open.handler.clone());
            let end = if self.has_many_tries { "WR_TRY_SAVING_END" } else { "WR_TRY_END" };
            self.push(expr_stmt(call(end, vec![handler])));
        }
    }

    /// Leaves those that a jump to `label` leaves.
    pub(super) fn leave_tries_before(&mut self, label: LabelId) {
        let at = self.structure.label[label.0 as usize];
        let keep = self.tries.iter().take_while(|open| open.at < at).count();
        self.leave_tries(keep);
    }

    /// The clauses of the innermost open try, whose body has been written.
    pub(super) fn clauses(&mut self) {
        let open = self.tries.pop().expect("a try is open");
        self.restore(&open);
        let OpenTry { at, homes: own, .. } = open;
        let Stmt::Try { catches, .. } = &self.func.code[at] else { unreachable!("opened by a try") };
        // What stands behind a clause for everything is never reached.
        let reached = catches.iter().position(|catch| catch.tag.is_none()).map_or(catches.len(), |last| last + 1);
        let catches: &[Catch] = &catches[..reached];
        let exnref = catches.iter().any(|catch| catch.exnref.is_some()).then(|| self.temporary("exnref"));
        if let Some(exnref) = &exnref {
            let made = call("wr_exception_object", vec![sp_above(self.homes.len())]);
            self.push(S::Declare { ty: named("ref"), name: exnref.clone(), init: Some(made), volatile_: false });
        }
        for &var in self.liveness.handler(at) {
            if let Some(&slot) = self.homes.get(&var) {
                self.push(S::Spill(self.exprs.var(var), slot_of_frame(slot)));
            }
        }
        own.iter().for_each(|var| {
            self.homes.remove(var);
        });
        for catch in catches {
            self.lists.push(Vec::new());
            let types = match catch.tag {
                Some(tag) => self.program.types.func(self.instance.module.tags[tag.index()].ty).params.clone(),
                None => Vec::new(),
            };
            for ((&var, ty), range) in catch.payload.iter().zip(&types).zip(words::ranges(&types)) {
                if self.reads[var.0 as usize] {
                    let value = words::from_words(ty, self.program, range, payload);
                    self.assign(var, value);
                }
            }
            if let (Some(var), Some(exnref)) = (catch.exnref, &exnref) {
                self.assign(var, C::Name(exnref.clone()));
            }
            self.branch(catch.label);
            let body = self.lists.pop().expect("just pushed");
            match catch.tag {
                Some(tag) => {
                    let thrown = member(name("wr_exception"), "tag");
                    let condition = binary(BinaryOp::Eq, thrown, self.instance.tag(tag));
                    self.push(S::If { condition, then: body, otherwise: Vec::new() });
                }
                None => body.into_iter().for_each(|stmt| self.push(stmt)),
            }
        }
        if catches.iter().all(|catch| catch.tag.is_some()) {
            self.push(expr_stmt(call("wr_throw_again", Vec::new())));
        }
    }

    /// Variables that change inside a `try` and are read by its handler, other than traced references.
    pub(super) fn volatile_vars(&self) -> HashSet<VarId> {
        let mut volatile_ = HashSet::new();
        for (at, vars) in &self.liveness.handlers {
            let mut assigned = HashSet::new();
            for stmt in &self.func.code[*at..self.structure.end[*at]] {
                assigned.extend(stmt.assigned());
                stmt.for_each_move(&mut |var| _ = assigned.insert(var));
                if let Stmt::Try { catches, .. } = stmt {
                    assigned.extend(catches.iter().flat_map(|catch| &catch.payload));
                }
            }
            volatile_.extend(vars.iter().filter(|var| assigned.contains(var) && !self.is_traced(**var)));
        }
        volatile_
    }
}

fn payload(i: usize) -> C {
    index(member(name("wr_exception"), "payload"), i as u32)
}
