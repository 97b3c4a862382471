//! Where a function's variables are declared: as late and as deep as their lives allow.
//!
//! In: a body that only assigns. Out: the same with declarations: a variable in the innermost braces that hold all its
//! mentions, or in the outermost if its name is known to who wrote the program, both merged with their first assignment where that
//! comes first. What may be read before it is assigned is declared on top, as zero.

use super::func::VarNames;
use super::program::Program;
use crate::c::ast::{Expr as C, Name, Stmt as S};
use crate::ir::{Func, Var, VarId, VarKind};
use std::collections::{HashMap, HashSet};

pub struct Declared {
    pub body: Vec<S>,
    pub mentioned: HashSet<VarId>,
}

pub fn declare(
    func: &Func,
    program: &Program<'_>,
    names: &[Name],
    entry: &[VarId],
    volatile_: &HashSet<VarId>,
    body: Vec<S>,
) -> Declared {
    let by_name = names.iter().enumerate().map(|(i, name)| (name.clone(), VarId(i as u32))).collect();
    let mut places = Places { by_name, lists: vec![List { parent: 0, position: 0, depth: 0 }], first: HashMap::new() };
    places.list(0, &body);

    let mut zeroed = Vec::new();
    let mut at: HashMap<(usize, usize), Vec<VarId>> = HashMap::new();
    let mentioned: HashSet<VarId> = places.first.keys().copied().collect();
    for (&var, &(mut list, mut position)) in &places.first {
        let Var { kind, name, .. } = &func.vars[var.0 as usize];
        if *kind == VarKind::Param {
            continue;
        }
        if entry.contains(&var) {
            zeroed.push(var);
            continue;
        }
        if *kind == VarKind::Local && name.is_some() {
            (list, position) = places.raised(list, position, 0);
        }
        at.entry((list, position)).or_default().push(var);
    }
    at.values_mut().for_each(|vars| vars.sort_unstable());
    zeroed.sort_unstable();

    let mut writer = Writer { func, program, names, volatile_, at, next_list: 1 };
    let mut declared: Vec<S> = zeroed.into_iter().map(|var| writer.zero(var)).collect();
    declared.append(&mut writer.list(0, body));
    Declared { body: declared, mentioned }
}

/// Copies of parameters that must be volatile, under the parameters' names.
pub(super) fn volatile_params(
    func: &Func,
    names: &VarNames,
    program: &Program<'_>,
    volatile_: &HashSet<VarId>,
) -> Vec<S> {
    (0..func.param_count)
        .filter(|&i| volatile_.contains(&VarId(i as u32)))
        .map(|i| S::Declare {
            ty: program.c_type(&func.vars[i].ty),
            name: names.vars[i].clone(),
            init: Some(C::Name(names.copied[i].clone())),
            volatile_: true,
        })
        .collect()
}

struct List {
    parent: usize,
    /// Of the statement in the parent that holds this list.
    position: usize,
    depth: usize,
}

/// The first mention of each variable, as a position in the innermost list that holds all its mentions.
struct Places {
    by_name: HashMap<Name, VarId>,
    lists: Vec<List>,
    first: HashMap<VarId, (usize, usize)>,
}

impl Places {
    fn list(&mut self, id: usize, body: &[S]) {
        for (position, stmt) in body.iter().enumerate() {
            for_each_expr(stmt, &mut |expr| self.expr(expr, id, position));
            for child in children(stmt) {
                let depth = self.lists[id].depth + 1;
                self.lists.push(List { parent: id, position, depth });
                self.list(self.lists.len() - 1, child);
            }
        }
    }

    fn expr(&mut self, expr: &C, list: usize, position: usize) {
        if let C::Name(name) = expr
            && let Some(&var) = self.by_name.get(name)
        {
            self.mention(var, list, position);
        }
        for_each_operand(expr, &mut |operand| self.expr(operand, list, position));
    }

    fn mention(&mut self, var: VarId, list: usize, position: usize) {
        let Some(&(first, at)) = self.first.get(&var) else {
            self.first.insert(var, (list, position));
            return;
        };
        let common = self.common(first, list);
        let raised = self.raised(first, at, common);
        self.first.insert(var, raised);
    }

    fn common(&self, mut a: usize, mut b: usize) -> usize {
        while a != b {
            if self.lists[a].depth >= self.lists[b].depth {
                a = self.lists[a].parent;
            } else {
                b = self.lists[b].parent;
            }
        }
        a
    }

    fn raised(&self, mut list: usize, mut position: usize, to: usize) -> (usize, usize) {
        while list != to {
            position = self.lists[list].position;
            list = self.lists[list].parent;
        }
        (list, position)
    }
}

struct Writer<'a> {
    func: &'a Func,
    program: &'a Program<'a>,
    names: &'a [Name],
    volatile_: &'a HashSet<VarId>,
    at: HashMap<(usize, usize), Vec<VarId>>,
    next_list: usize,
}

impl Writer<'_> {
    fn list(&mut self, id: usize, body: Vec<S>) -> Vec<S> {
        let mut written = Vec::with_capacity(body.len());
        for (position, mut stmt) in body.into_iter().enumerate() {
            let vars = self.at.remove(&(id, position)).unwrap_or_default();
            for child in children_mut(&mut stmt) {
                let list = self.next_list;
                self.next_list += 1;
                let taken = std::mem::take(child);
                *child = self.list(list, taken);
            }
            let merged = self.merged(&vars, &stmt);
            for var in vars {
                if Some(var) != merged {
                    written.push(self.declaration(var, None));
                }
            }
            written.push(match (merged, stmt) {
                (Some(var), S::Assign(_, value)) => self.declaration(var, Some(value)),
                (_, stmt) => stmt,
            });
        }
        written
    }

    /// The variable whose first assignment the statement is.
    fn merged(&self, vars: &[VarId], stmt: &S) -> Option<VarId> {
        let S::Assign(C::Name(name), value) = stmt else { return None };
        let var = vars.iter().copied().find(|var| self.names[var.0 as usize] == *name)?;
        (!mentions(value, name)).then_some(var)
    }

    fn declaration(&self, var: VarId, init: Option<C>) -> S {
        S::Declare {
            ty: self.program.var_type(&self.func.vars[var.0 as usize]),
            name: self.names[var.0 as usize].clone(),
            init,
            volatile_: self.volatile_.contains(&var),
        }
    }

    fn zero(&self, var: VarId) -> S {
        let init = self.program.zero_value(&self.func.vars[var.0 as usize].ty);
        self.declaration(var, Some(init))
    }
}

fn mentions(expr: &C, wanted: &Name) -> bool {
    let mut found = matches!(expr, C::Name(name) if name == wanted);
    for_each_operand(expr, &mut |operand| found |= mentions(operand, wanted));
    found
}

/// The lists inside a statement, in the order in which both walks number them.
pub(super) fn children(stmt: &S) -> Vec<&Vec<S>> {
    match stmt {
        S::If { then, otherwise, .. } => vec![then, otherwise],
        S::Loop { body, .. } | S::Block(body) => vec![body],
        S::Switch { cases, default, .. } => cases.iter().map(|case| &case.body).chain([default]).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn children_mut(stmt: &mut S) -> Vec<&mut Vec<S>> {
    match stmt {
        S::If { then, otherwise, .. } => vec![then, otherwise],
        S::Loop { body, .. } | S::Block(body) => vec![body],
        S::Switch { cases, default, .. } => cases.iter_mut().map(|case| &mut case.body).chain([default]).collect(),
        _ => Vec::new(),
    }
}

fn for_each_expr<'a>(stmt: &'a S, visit: &mut dyn FnMut(&'a C)) {
    match stmt {
        S::Expr(e) | S::TailReturn(e) | S::Return(Some(e)) => visit(e),
        S::Assign(a, b) | S::Spill(a, b) => [a, b].into_iter().for_each(visit),
        S::Declare { init, .. } => init.iter().for_each(visit),
        S::If { condition, .. } => visit(condition),
        S::Switch { value, .. } => visit(value),
        S::Loop { .. }
        | S::Block(_)
        | S::Break
        | S::Continue
        | S::Goto(_)
        | S::Label(_)
        | S::Return(None)
        | S::Comment(_) => {}
    }
}

fn for_each_operand<'a>(expr: &'a C, visit: &mut dyn FnMut(&'a C)) {
    match expr {
        C::Name(_) | C::U32(_) | C::U64(_) | C::Int(_) | C::F32(_) | C::F64(_) | C::Str(_) => {}
        C::Call(callee, args) => {
            visit(callee);
            args.iter().for_each(visit);
        }
        C::Unary(_, e) | C::Cast(_, e) | C::Member(e, _) | C::Arrow(e, _) | C::Repeat(_, e) | C::Designated(_, e) => {
            visit(e)
        }
        C::Binary(_, pair) | C::Index(pair) => pair.iter().for_each(visit),
        C::Conditional(three) => three.iter().for_each(visit),
        C::Braces(items) => items.iter().for_each(visit),
    }
}
