//! Neighbouring elements of a table, of which one check says that they are there.
//!
//! In: a function's IR. Out: the same, with [`Stmt::TableCheck`] before the first of several accesses whose indices differ by
//! constants, and these without a check. Hoot keeps a program's stack in a table of references: what a function keeps across a call
//! it pushes before, and its continuation pops.
//!
//! The trap comes earlier than it would, but not before a call: what happens between is seen by nobody but by who asks for a
//! program's tables, memory and globals after a trap, as scripts do. There the pass is left out.

use crate::ir::copies::for_each_assigned;
use crate::ir::op::NumOp;
use crate::ir::{Expr, Func, Stmt, VarId};
use crate::module::types::TypeTable;
use crate::module::{GlobalId, Module, TableId};

/// From which indices are counted.
#[derive(Clone, Copy, PartialEq)]
enum Base {
    Var(VarId),
    Global(GlobalId),
}

/// An index of 32 bits, `offset` behind its base modulo 2^32.
struct Index {
    table: TableId,
    base: Base,
    offset: i32,
}

/// Accesses of one table from one base, nothing between which changes either.
struct Run {
    table: TableId,
    base: Base,
    least: i32,
    greatest: i32,
    count: usize,
    /// The statements that have them.
    first: usize,
    last: usize,
}

/// Longer runs would read as mistakes.
const MOST: i32 = 1 << 12;

pub fn check_together(func: &mut Func, module: &Module<'_>, types: &TypeTable) {
    let is_stack = |table: TableId| {
        let table = &module.tables[table.index()];
        !table.table64 && types.is_traced(&table.element)
    };
    let mut runs = Vec::new();
    let mut open: Vec<Run> = Vec::new();
    for (at, stmt) in func.code.iter().enumerate() {
        for_each_access(stmt, &mut |index| {
            if !is_stack(index.table) {
                return;
            }
            match open.iter_mut().find(|run| (run.table, run.base) == (index.table, index.base)) {
                Some(run) => run.add(index.offset, at),
                None => open.push(Run::new(index, at)),
            }
        });
        if !goes_straight_on(stmt) {
            runs.append(&mut open);
            continue;
        }
        let mut close = |base: Base| runs.extend(open.extract_if(.., |run| run.base == base));
        for_each_assigned(stmt, &mut |var| close(Base::Var(var)));
        if let Stmt::GlobalSet(global, _) = stmt {
            close(Base::Global(*global));
        }
    }
    runs.append(&mut open);
    runs.retain(|run| run.count > 1);
    for run in &runs {
        func.code[run.first..=run.last].iter_mut().for_each(|stmt| run.take_checks(stmt));
    }
    runs.sort_by_key(|run| std::cmp::Reverse(run.first));
    for run in runs {
        let count = (run.greatest - run.least) as u32 + 1;
        func.code.insert(run.first, Stmt::TableCheck { table: run.table, first: run.start(), count });
    }
}

impl Run {
    fn new(index: Index, at: usize) -> Run {
        let Index { table, base, offset } = index;
        Run { table, base, least: offset, greatest: offset, count: 1, first: at, last: at }
    }

    fn add(&mut self, offset: i32, at: usize) {
        let (least, greatest) = (self.least.min(offset), self.greatest.max(offset));
        if greatest.checked_sub(least).is_some_and(|length| length < MOST) {
            (self.least, self.greatest, self.last) = (least, greatest, at);
            self.count += 1;
        }
    }

    /// The least index. If that many elements follow there, none of the others has wrapped.
    fn start(&self) -> Expr {
        let base = match self.base {
            Base::Var(var) => Expr::Var(var),
            Base::Global(global) => Expr::GlobalGet(global),
        };
        match self.least {
            0 => base,
            offset if offset < 0 => sum(NumOp::I32Sub, base, offset.unsigned_abs()),
            offset => sum(NumOp::I32Add, base, offset as u32),
        }
    }

    fn place_of(&self, table: TableId, index: &Expr) -> Option<u32> {
        let index = Index::of(table, index)?;
        let is_in = (index.table, index.base) == (self.table, self.base)
            && (self.least..=self.greatest).contains(&index.offset);
        is_in.then(|| (index.offset - self.least) as u32)
    }

    fn take_checks(&self, stmt: &mut Stmt) {
        // What else a switch has comes after its branches' assignments.
        if let Stmt::Switch { index, .. } = stmt {
            return self.take_checks_of(index);
        }
        stmt.for_each_expr_mut(&mut |expr| self.take_checks_of(expr));
        if let Stmt::TableSet(table, index, value) = stmt
            && let Some(offset) = self.place_of(*table, index)
        {
            let value = std::mem::replace(value, Expr::I32(0));
            *stmt = Stmt::TableWrite { table: *table, first: self.start(), offset, value };
        }
    }

    fn take_checks_of(&self, expr: &mut Expr) {
        expr.for_each_operand_mut(&mut |operand| self.take_checks_of(operand));
        if let Expr::TableGet(table, index) = expr
            && let Some(offset) = self.place_of(*table, index)
        {
            *expr = Expr::TableRead { table: *table, first: Box::new(self.start()), offset };
        }
    }
}

fn sum(op: NumOp, base: Expr, number: u32) -> Expr {
    Expr::Binary(op, Box::new([base, Expr::I32(number)]))
}

impl Index {
    fn of(table: TableId, index: &Expr) -> Option<Index> {
        let base = |expr: &Expr| match expr {
            Expr::Var(var) => Some(Base::Var(*var)),
            Expr::GlobalGet(global) => Some(Base::Global(*global)),
            _ => None,
        };
        let (base, offset) = match index {
            Expr::Binary(op, pair) => match (op, &**pair) {
                (NumOp::I32Add, [base_expr, Expr::I32(number)] | [Expr::I32(number), base_expr]) => {
                    (base(base_expr)?, *number as i32)
                }
                (NumOp::I32Sub, [base_expr, Expr::I32(number)]) => (base(base_expr)?, (*number as i32).wrapping_neg()),
                _ => return None,
            },
            index => (base(index)?, 0),
        };
        Some(Index { table, base, offset })
    }
}

/// Accesses that the statement surely makes, before it changes anything but the table.
fn for_each_access(stmt: &Stmt, visit: &mut dyn FnMut(Index)) {
    if let Stmt::Switch { index, .. } = stmt {
        // What else it has belongs to its branches.
        return reads_in(index, visit);
    }
    stmt.for_each_expr(&mut |expr| reads_in(expr, visit));
    if let Stmt::TableSet(table, index, _) = stmt {
        Index::of(*table, index).into_iter().for_each(visit);
    }
}

fn reads_in(expr: &Expr, visit: &mut dyn FnMut(Index)) {
    match expr {
        // One of the arms may not be evaluated.
        Expr::Select(three) => return reads_in(&three[0], visit),
        Expr::TableGet(table, index) => Index::of(*table, index).into_iter().for_each(&mut *visit),
        _ => {}
    }
    expr.for_each_operand(&mut |operand| reads_in(operand, visit));
}

/// Whether the next statement surely follows, unless there is a trap, and nothing outside of the program has a part in it.
fn goes_straight_on(stmt: &Stmt) -> bool {
    matches!(
        stmt,
        Stmt::Set(..)
            | Stmt::Drop(_)
            | Stmt::GlobalSet(..)
            | Stmt::Store { .. }
            | Stmt::StructSet { .. }
            | Stmt::ArraySet { .. }
            | Stmt::TableSet(..)
    )
}
