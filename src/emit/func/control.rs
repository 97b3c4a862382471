//! Blocks, loops, ifs and switches: C's own, down to [`MAX_NESTING`] braces; labels and gotos beyond.

use super::FuncEmitter;
use crate::c::ast::{BinaryOp, Expr as C, Name, Stmt as S, SwitchCase, UnaryOp};
use crate::emit::build_c::*;
use crate::ir::{Expr, LabelId, Stmt, SwitchTarget};

/// clang accepts 256 levels of braces.
const MAX_NESTING: usize = 48;

/// A construct that is open in the C being written.
pub(super) enum Open {
    Block,
    /// `if` or `try`: its then-arm once the else-arm is open.
    Nested {
        condition: C,
        then: Option<Vec<S>>,
    },
    /// `for (;;)`
    Loop,
    /// Written with labels: the name to go to where the condition fails, unless its `else` was written.
    FlatIf {
        otherwise: Option<Name>,
        end: Name,
    },
    FlatLoop,
}

impl FuncEmitter<'_> {
    fn is_deep(&self) -> bool {
        self.lists.len() > MAX_NESTING
    }

    pub(super) fn open_loop(&mut self, at: usize) {
        if self.is_deep() {
            let Stmt::Loop(label) = self.func.code[at] else { unreachable!("a loop") };
            self.gotos.insert(label);
            self.push(S::Label(label_name(label)));
            self.open.push((at, Open::FlatLoop));
        } else {
            self.open.push((at, Open::Loop));
            self.loops.push(at);
            self.lists.push(Vec::new());
        }
    }

    pub(super) fn open_if(&mut self, at: usize, condition: C) {
        if self.is_deep() {
            let otherwise = Name::from(format!("else_{at}"));
            let end = Name::from(format!("end_{at}"));
            let then = vec![S::Goto(otherwise.clone())];
            self.push(S::If { condition: negated(condition), then, otherwise: Vec::new() });
            self.open.push((at, Open::FlatIf { otherwise: Some(otherwise), end }));
        } else {
            self.open.push((at, Open::Nested { condition, then: None }));
            self.lists.push(Vec::new());
        }
    }

    pub(super) fn else_arm(&mut self) {
        match self.open.last_mut() {
            Some((_, Open::Nested { then, .. })) => {
                let list = self.lists.pop().expect("an open arm");
                *then = Some(list);
                self.lists.push(Vec::new());
            }
            Some((_, Open::FlatIf { otherwise, end })) => {
                let (otherwise, end) = (otherwise.take().expect("one else"), end.clone());
                if !self.ends_in_jump() {
                    self.push(S::Goto(end));
                }
                self.push(S::Label(otherwise));
            }
            _ => unreachable!("else is inside an if"),
        }
    }

    fn ends_in_jump(&self) -> bool {
        self.lists.last().expect("an open list").last().is_some_and(ends_in_jump)
    }

    pub(super) fn end(&mut self, at: usize) {
        let opening = self.structure.opening[at];
        if matches!(self.func.code[opening], Stmt::Try { .. }) {
            if !self.ends_in_jump() {
                self.leave_tries(self.tries.len() - 1);
            }
            self.else_arm();
            self.clauses();
        }
        let (_, open) = self.open.pop().expect("every end closes something");
        match open {
            Open::Block | Open::FlatLoop => {}
            Open::Nested { condition, then } => {
                let last = self.lists.pop().expect("an open arm");
                let stmt = match then {
                    Some(then) => conditional(condition, then, last),
                    None => conditional(condition, last, Vec::new()),
                };
                self.push(stmt);
            }
            Open::Loop => self.close_loop(opening),
            Open::FlatIf { otherwise, end } => self.push(S::Label(otherwise.unwrap_or(end))),
        }
        let label = match &self.func.code[opening] {
            Stmt::Block(label) | Stmt::Try { label, .. } => Some(*label),
            Stmt::If(_, label) => *label,
            _ => None,
        };
        if let Some(label) = label
            && self.gotos.contains(&label)
        {
            self.label(label);
        }
    }

    fn label(&mut self, label: LabelId) {
        let list = self.lists.last_mut().expect("an open list");
        if list.last() == Some(&S::Goto(label_name(label))) {
            list.pop();
        }
        list.push(S::Label(label_name(label)));
    }

    fn close_loop(&mut self, opening: usize) {
        let Stmt::Loop(label) = self.func.code[opening] else { unreachable!("a loop") };
        self.loops.pop();
        let mut body = self.lists.pop().expect("an open loop");
        leave_first(&mut body);
        match body.last() {
            Some(S::Continue) => {
                body.pop();
            }
            Some(last) if ends_in_jump(last) => {}
            _ => body.push(S::Break),
        }
        if self.gotos.contains(&label) {
            body.insert(0, S::Label(label_name(label)));
        }
        self.push(S::Loop { comment: None, body });
    }

    /// Jumps to a label, leaving the tries between.
    pub(super) fn branch(&mut self, label: LabelId) {
        self.leave_tries_before(label);
        let target = self.structure.target(self.func, label);
        let jump = match self.loops.last() {
            Some(&loop_) if loop_ == target && matches!(self.func.code[target], Stmt::Loop(_)) => S::Continue,
            Some(&loop_) if self.follows(loop_, target) => S::Break,
            _ => {
                self.gotos.insert(label);
                S::Goto(label_name(label))
            }
        };
        self.push(jump);
    }

    /// Whether leaving the loop leads straight to the label at `target`.
    fn follows(&self, loop_: usize, target: usize) -> bool {
        let mut at = self.structure.end[loop_] + 1;
        while at < self.func.code.len() && matches!(self.func.code[at], Stmt::End) {
            if at == target {
                return true;
            }
            if !matches!(self.func.code[self.structure.opening[at]], Stmt::Block(_)) {
                return false;
            }
            at += 1;
        }
        false
    }

    pub(super) fn switch(&mut self, index: &Expr, targets: &[SwitchTarget], default: &SwitchTarget) {
        let value = self.exprs.switched(index);
        let mut cases: Vec<(&SwitchTarget, Vec<u32>)> = Vec::new();
        for (i, target) in targets.iter().enumerate() {
            if target.label == default.label {
                continue;
            }
            match cases.iter_mut().find(|(other, _)| other.label == target.label) {
                Some((_, values)) => values.push(i as u32),
                None => cases.push((target, vec![i as u32])),
            }
        }
        let cases =
            cases.into_iter().map(|(target, values)| SwitchCase { values, body: self.switch_body(target) }).collect();
        let default = self.switch_body(default);
        self.push(S::Switch { value, cases, default });
    }

    fn switch_body(&mut self, target: &SwitchTarget) -> Vec<S> {
        self.lists.push(Vec::new());
        for (var, value) in &target.moves {
            if self.reads[var.0 as usize] {
                let value = self.exprs.expr(value);
                self.assign(*var, value);
            }
        }
        self.leave_tries_before(target.label);
        // `break` would only leave the switch.
        self.gotos.insert(target.label);
        self.push(S::Goto(label_name(target.label)));
        self.lists.pop().expect("just pushed")
    }
}

fn label_name(label: LabelId) -> Name {
    Name::from(format!("L{}", label.0))
}

/// `if (c) { s; continue; }` at the end of a loop, behind which it is left → `if (!c) break; s; continue;`
fn leave_first(body: &mut Vec<S>) {
    let continues = |stmt: &S| match stmt {
        S::If { then, otherwise, .. } => otherwise.is_empty() && then.last() == Some(&S::Continue),
        _ => false,
    };
    if body.last().is_some_and(continues)
        && let Some(S::If { condition, mut then, .. }) = body.pop()
    {
        body.push(S::If { condition: negated(condition), then: vec![S::Break], otherwise: Vec::new() });
        body.append(&mut then);
    }
}

fn negated(condition: C) -> C {
    match condition {
        C::Unary(UnaryOp::Not, inner) => *inner,
        // Exact also for floats, unlike the orders: NaN is unequal to everything.
        C::Binary(BinaryOp::Eq, pair) => C::Binary(BinaryOp::Ne, pair),
        C::Binary(BinaryOp::Ne, pair) => C::Binary(BinaryOp::Eq, pair),
        other => unary(UnaryOp::Not, other),
    }
}

pub(in crate::emit) fn ends_in_jump(stmt: &S) -> bool {
    match stmt {
        S::If { then, otherwise, .. } => {
            then.last().is_some_and(ends_in_jump) && otherwise.last().is_some_and(ends_in_jump)
        }
        S::Switch { .. } => true,
        S::Expr(C::Call(callee, _)) => {
            matches!(&**callee, C::Name(name) if matches!(&**name, "wr_trap" | "wr_throw" | "wr_throw_ref" | "wr_throw_again"))
        }
        other => is_jump(other),
    }
}

/// An `if`, turned around where only its else-arm does something.
pub(in crate::emit) fn conditional(condition: C, then: Vec<S>, otherwise: Vec<S>) -> S {
    if then.is_empty() && !otherwise.is_empty() {
        return S::If { condition: negated(condition), then: otherwise, otherwise: Vec::new() };
    }
    S::If { condition, then, otherwise }
}
