//! Takes copies out of a function: variables that only repeat another or a constant, temporaries that only pass a value on, and
//! assignments that nobody reads.
//!
//! In and out: a [`Func`], whose meaning stays. Liveness and the C must not see what was only an accident of the operand
//! stack: each copy is a statement, and a reference more to spill.

use super::{Expr, Func, Stmt, SwitchTarget, VarId, VarKind};

pub fn remove(func: &mut Func) {
    pass_results_on(func);
    forward_aliases(func);
    remove_dead_sets(func);
}

/// What the passes must know of each variable.
struct Uses {
    assignments: Vec<u32>,
    /// The statement of the only assignment, if there is one.
    assigned_at: Vec<usize>,
    reads: Vec<u32>,
    first_read: Vec<usize>,
    last_read: Vec<usize>,
}

impl Uses {
    fn new(func: &Func) -> Uses {
        let count = func.vars.len();
        let mut uses = Uses {
            assignments: vec![0; count],
            assigned_at: vec![usize::MAX; count],
            reads: vec![0; count],
            first_read: vec![usize::MAX; count],
            last_read: vec![0; count],
        };
        for (at, stmt) in func.code.iter().enumerate() {
            stmt.for_each_expr(&mut |expr| expr.for_each_var(&mut |var| uses.read(var, at)));
            for_each_assigned(stmt, &mut |var| uses.assign(var, at));
        }
        uses
    }

    fn read(&mut self, var: VarId, at: usize) {
        let i = var.0 as usize;
        self.reads[i] += 1;
        self.first_read[i] = self.first_read[i].min(at);
        self.last_read[i] = at;
    }

    fn assign(&mut self, var: VarId, at: usize) {
        self.assignments[var.0 as usize] += 1;
        self.assigned_at[var.0 as usize] = at;
    }
}

/// All that a statement may assign, also by its branches.
pub fn for_each_assigned(stmt: &Stmt, visit: &mut dyn FnMut(VarId)) {
    stmt.assigned().iter().for_each(|&var| visit(var));
    stmt.for_each_move(visit);
    if let Stmt::Try { catches, .. } = stmt {
        catches.iter().flat_map(|catch| catch.payload.iter().chain(&catch.exnref)).for_each(|&var| visit(var));
    }
}

/// For each statement, the `Else` or `End` that closes the innermost construct around it.
fn region_ends(code: &[Stmt]) -> Vec<usize> {
    let mut ends = vec![code.len(); code.len()];
    let mut open = Vec::new();
    for (at, stmt) in code.iter().enumerate().rev() {
        match stmt {
            Stmt::End => {
                ends[at] = open.last().copied().unwrap_or(code.len());
                open.push(at);
                continue;
            }
            Stmt::Else => *open.last_mut().expect("an else is inside an if") = at,
            Stmt::Block(_) | Stmt::Loop(_) | Stmt::If(..) | Stmt::Try { .. } => {
                open.pop();
            }
            _ => {}
        }
        ends[at] = open.last().copied().unwrap_or(code.len());
    }
    ends
}

/// After `x = y`, where neither changes again before the last read of `x`, reads `y` in place of `x`; `y` may be a constant.
///
/// `x` is assigned nowhere else and read only behind the copy, before its innermost construct ends: so every read comes
/// from this copy. `y` is assigned at most once, before the copy: in a loop both are assigned again before `x` is read.
fn forward_aliases(func: &mut Func) {
    let uses = Uses::new(func);
    let ends = region_ends(&func.code);
    let mut alias: Vec<Option<Expr>> = vec![None; func.vars.len()];
    for (at, stmt) in func.code.iter().enumerate() {
        let Stmt::Set(x, value) = stmt else { continue };
        let i = x.0 as usize;
        let x_is_one = uses.assignments[i] == 1 && func.vars[i].kind != VarKind::Param;
        let x_is_local = uses.reads[i] > 0 && uses.first_read[i] > at && uses.last_read[i] < ends[at];
        if x_is_one && x_is_local && is_lasting(func, &uses, value, at) {
            alias[i] = Some(match value {
                Expr::Var(y) => alias[y.0 as usize].clone().unwrap_or(Expr::Var(*y)),
                constant => constant.clone(),
            });
        }
    }
    for (i, place) in alias.iter().enumerate() {
        // The name goes on to what takes the variable's place.
        if let (Some(Expr::Var(y)), Some(_)) = (place, &func.vars[i].name)
            && func.vars[y.0 as usize].kind == VarKind::Temp
        {
            func.vars[y.0 as usize].name = func.vars[i].name.take();
        }
    }
    for stmt in &mut func.code {
        stmt.for_each_expr_mut(&mut |expr| replace(expr, &alias));
    }
}

/// Whether a value that is copied at `at` stays the same from there on.
fn is_lasting(func: &Func, uses: &Uses, value: &Expr, at: usize) -> bool {
    match value {
        Expr::Var(y) if func.vars[y.0 as usize].kind == VarKind::Param => uses.assignments[y.0 as usize] == 0,
        Expr::Var(y) => uses.assignments[y.0 as usize] == 1 && uses.assigned_at[y.0 as usize] < at,
        other => other.is_constant(),
    }
}

fn replace(expr: &mut Expr, alias: &[Option<Expr>]) {
    if let Expr::Var(var) = expr {
        if let Some(place) = &alias[var.0 as usize] {
            *expr = place.clone();
        }
        return;
    }
    expr.for_each_operand_mut(&mut |operand| replace(operand, alias));
}

/// `t = …; … x = t;` becomes `x = …; …` where that is all that `t` is for, nothing between mentions `x`, and nothing between
/// can leave.
fn pass_results_on(func: &mut Func) {
    let uses = Uses::new(func);
    let has_try = func.code.iter().any(|stmt| matches!(stmt, Stmt::Try { .. }));
    let mut renamed = false;
    for copy in 0..func.code.len() {
        let Stmt::Set(x, Expr::Var(t)) = func.code[copy] else { continue };
        let i = t.0 as usize;
        let only_passes = func.vars[i].kind == VarKind::Temp && uses.assignments[i] == 1 && uses.reads[i] == 1;
        let from = uses.assigned_at[i];
        if !only_passes || from >= copy || copy - from > MAX_DISTANCE {
            continue;
        }
        let between = &func.code[from + 1..copy];
        if !func.code[from].assigned().contains(&t)
            || func.code[from].assigned().contains(&x)
            || !between.iter().all(|stmt| is_straight(stmt, has_try) && !mentions(stmt, x))
        {
            continue;
        }
        for var in func.code[from].assigned_mut() {
            if *var == t {
                *var = x;
            }
        }
        // `x = x`: goes below.
        func.code[copy] = Stmt::Set(x, Expr::Var(x));
        renamed = true;
    }
    if renamed {
        func.code.retain(|stmt| !matches!(stmt, Stmt::Set(x, Expr::Var(y)) if x == y));
    }
}

/// How far a copy may be from what it copies: the search is linear, and such a pair is close together.
const MAX_DISTANCE: usize = 64;

/// Whether control goes on to the next statement, from nowhere else than the one before.
fn is_straight(stmt: &Stmt, has_try: bool) -> bool {
    match stmt {
        Stmt::Set(..)
        | Stmt::Drop(_)
        | Stmt::GlobalSet(..)
        | Stmt::Store { .. }
        | Stmt::Atomic { .. }
        | Stmt::StructSet { .. }
        | Stmt::ArraySet { .. }
        | Stmt::TableSet(..)
        | Stmt::Bulk { .. }
        | Stmt::Alloc { .. } => true,
        // A handler would see the early assignment.
        Stmt::Call { .. } => !has_try,
        _ => false,
    }
}

fn mentions(stmt: &Stmt, wanted: VarId) -> bool {
    let mut found = stmt.assigned().contains(&wanted);
    stmt.for_each_expr(&mut |expr| expr.for_each_var(&mut |var| found |= var == wanted));
    found
}

/// Drops `x = y` and `x = constant` where nobody reads `x`.
fn remove_dead_sets(func: &mut Func) {
    loop {
        let mut reads = vec![false; func.vars.len()];
        for stmt in &func.code {
            stmt.for_each_expr(&mut |expr| expr.for_each_var(&mut |var| reads[var.0 as usize] = true));
        }
        let before = func.code.len();
        func.code.retain(|stmt| !matches!(stmt, Stmt::Set(var, value) if !reads[var.0 as usize] && value.is_simple()));
        let mut moves = 0;
        for stmt in &mut func.code {
            if let Stmt::Switch { targets, default, .. } = stmt {
                for target in targets.iter_mut().chain([default]) {
                    moves += remove_dead_moves(target, &reads);
                }
            }
        }
        if func.code.len() == before && moves == 0 {
            return;
        }
    }
}

fn remove_dead_moves(target: &mut SwitchTarget, reads: &[bool]) -> usize {
    let count = target.moves.len();
    target.moves.retain(|(var, _)| reads[var.0 as usize]);
    count - target.moves.len()
}
