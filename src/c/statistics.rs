//! How well a function is written, and how its tree is taken down.
//!
//! In: a [`Func`]. Out: [`Statistics`]. Both walks here keep their own stack, because an `else if` chain may be 10^5 links long.

use super::ast::{Expr, Func, Statistics, Stmt};

impl Func {
    pub fn statistics(&self) -> Statistics {
        let mut statistics = Statistics::default();
        let mut pending: Vec<&[Stmt]> = vec![&self.body];
        while let Some(body) = pending.pop() {
            for stmt in body {
                statistics.count(stmt);
                push_bodies(&mut pending, stmt);
            }
        }
        statistics
    }
}

impl Statistics {
    fn count(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Spill(..) => self.spills += 1,
            Stmt::Block(_) | Stmt::Label(_) | Stmt::Comment(_) | Stmt::Declare { init: None, .. } => {}
            _ => self.statements += 1,
        }
        self.copies += u64::from(is_copy(stmt));
        self.gotos += u64::from(matches!(stmt, Stmt::Goto(_)));
    }
}

fn is_copy(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Assign(Expr::Name(_), value) | Stmt::Declare { init: Some(value), .. } => {
            matches!(value, Expr::Name(_)) || is_constant(value)
        }
        _ => false,
    }
}

fn is_constant(value: &Expr) -> bool {
    match value {
        Expr::U32(_) | Expr::U64(_) | Expr::Int(_) | Expr::F32(_) | Expr::F64(_) => true,
        Expr::Cast(_, inner) => is_constant(inner),
        _ => false,
    }
}

fn push_bodies<'a>(pending: &mut Vec<&'a [Stmt]>, stmt: &'a Stmt) {
    match stmt {
        Stmt::If { then, otherwise, .. } => pending.extend([&then[..], &otherwise[..]]),
        Stmt::Loop { body, .. } | Stmt::Block(body) => pending.push(body),
        Stmt::Switch { cases, default, .. } => {
            pending.extend(cases.iter().map(|case| &case.body[..]));
            pending.push(default);
        }
        _ => {}
    }
}

/// The compiler's own drop recurses once for each link of an `else if` chain, and 10^5 links overflow the stack.
impl Drop for Func {
    fn drop(&mut self) {
        drop_without_recursion(std::mem::take(&mut self.body));
    }
}

/// Drops statements that have not reached a [`Func`], however deep they are.
pub fn drop_without_recursion(body: Vec<Stmt>) {
    let mut pending = vec![body];
    while let Some(body) = pending.pop() {
        for stmt in body {
            match stmt {
                Stmt::If { then, otherwise, .. } => pending.extend([then, otherwise]),
                Stmt::Loop { body, .. } | Stmt::Block(body) => pending.push(body),
                Stmt::Switch { cases, default, .. } => {
                    pending.extend(cases.into_iter().map(|case| case.body));
                    pending.push(default);
                }
                _ => {}
            }
        }
    }
}
