//! Functions that return, as far as a C compiler can tell: to it the others are endless recursions, of which it warns.
//!
//! In: functions. Out: which call themselves by direct calls, and which of them have a way to return that depends on what the
//! program computes, past no call of a function that has none. gcc looks for such a way after it has inlined small
//! functions and folded what constants decide. To Wasm a function without is one whose call exhausts the stack, traps or
//! throws. In doubt it has none.

use super::cfg::{Block, Cfg, Structure};
use super::facts::{FuncFacts, Nodes, Part, for_each_known};
use crate::ir::{Callee, Expr, Func, Stmt, VarId, VarKind};
use petgraph::graph::{DiGraph, NodeIndex};

/// Sets `circle` and `returns` of all functions of a program.
pub(super) fn mark_returning(parts: &[Part<'_>], nodes: &Nodes, facts: &mut [FuncFacts]) {
    let mut graph: DiGraph<Option<(&Func, &[usize])>, ()> = DiGraph::new();
    for _ in 0..nodes.func_count {
        graph.add_node(None);
    }
    for (part, funcs) in parts.iter().zip(&nodes.funcs) {
        for func in part.bodies {
            let node = NodeIndex::new(funcs[func.id.index()]);
            graph[node] = Some((func, funcs));
            for stmt in &func.code {
                for_each_known(stmt, &mut |callee| {
                    graph.update_edge(node, NodeIndex::new(funcs[callee.index()]), ());
                });
            }
        }
    }
    // Callees come before their callers.
    for (number, component) in petgraph::algo::tarjan_scc(&graph).into_iter().enumerate() {
        if component.len() > 1 || graph.contains_edge(component[0], component[0]) {
            component.iter().for_each(|node| facts[node.index()].circle = Some(number as u32));
        }
        let defined = component.iter().filter_map(|&node| graph[node]);
        let mut rest: Vec<Ways> = defined.map(|(func, nodes)| Ways::new(func, nodes)).collect();
        while !rest.is_empty() {
            let before = rest.len();
            rest.retain(|ways| {
                let returns = ways.lead_back(facts);
                facts[ways.nodes[ways.func.id.index()]].returns = returns;
                !returns
            });
            if rest.len() == before {
                break;
            }
        }
    }
}

struct Ways<'a> {
    func: &'a Func,
    /// The program's numbers of the functions that it may name.
    nodes: &'a [usize],
    cfg: Cfg,
    /// For each statement: only a run can tell which way it goes.
    open: Vec<bool>,
}

impl<'a> Ways<'a> {
    fn new(func: &'a Func, nodes: &'a [usize]) -> Ways<'a> {
        let structure = Structure::new(func);
        Ways { func, nodes, cfg: Cfg::new(func, &structure), open: open_ways(func, &structure) }
    }

    fn lead_back(&self, facts: &[FuncFacts]) -> bool {
        let mut seen = vec![false; self.cfg.graph.node_count()];
        let mut pending = vec![self.cfg.entry];
        while let Some(node) = pending.pop() {
            if std::mem::replace(&mut seen[node.index()], true) {
                continue;
            }
            let (start, end) = match self.cfg.graph[node] {
                Block::Code { start, end } => (start, end),
                Block::Catch { .. } => (0, 0),
            };
            let block = &self.func.code[start..end];
            let blocked = (start..end).any(|at| !self.comes_back(at, facts));
            if !blocked && matches!(block.last(), Some(Stmt::Return(_) | Stmt::TailCall { .. })) {
                return true;
            }
            // To C a handler may be entered before the call.
            let goes_on = !blocked && (start == end || self.open[end - 1]);
            let follows = |&next: &NodeIndex| goes_on || matches!(self.cfg.graph[next], Block::Catch { .. });
            pending.extend(self.cfg.graph.neighbors(node).filter(follows));
        }
        false
    }

    fn comes_back(&self, at: usize, facts: &[FuncFacts]) -> bool {
        match &self.func.code[at] {
            Stmt::Call { callee, .. } | Stmt::TailCall { callee, .. } => match callee {
                Callee::Func(id) => facts[self.nodes[id.index()]].returns,
                Callee::Ref(..) | Callee::Table(..) => self.open[at],
            },
            _ => true,
        }
    }
}

/// One walk down the code, which takes a variable for opaque where what is assigned last is: in an arm or a loop an
/// assignment only adds to what the variable may be.
fn open_ways(func: &Func, structure: &Structure) -> Vec<bool> {
    let ever = ever_opaque(func);
    let mut positions = vec![Vec::new(); func.vars.len()];
    for (at, stmt) in func.code.iter().enumerate() {
        for_each_assigned(stmt, &mut |var, _| positions[var.0 as usize].push(at));
    }
    let mut now: Vec<bool> = func.vars.iter().map(|var| var.kind == VarKind::Param).collect();
    let mut open = vec![true; func.code.len()];
    let mut depth = 0;
    // The outermost loop around a statement: what it assigns further down may come round.
    let mut round = 0..0;
    for (at, stmt) in func.code.iter().enumerate() {
        if matches!(stmt, Stmt::Loop(_)) && at >= round.end {
            round = at..structure.end[at];
        }
        let comes_round = |var: VarId| {
            let positions: &Vec<usize> = &positions[var.0 as usize];
            let next = positions.partition_point(|&position| position < round.start);
            ever[var.0 as usize] && at < round.end && positions.get(next).is_some_and(|&at| at < round.end)
        };
        if let Some(value) = decider(stmt) {
            open[at] = is_opaque(value, &|var| now[var.0 as usize] || comes_round(var));
        }
        match stmt {
            Stmt::Block(_) | Stmt::Loop(_) | Stmt::If(..) | Stmt::Try { .. } => depth += 1,
            Stmt::End => depth -= 1,
            _ => {}
        }
        let mut assigned = Vec::new();
        for_each_assigned(stmt, &mut |var, value| {
            let opaque = value.is_none_or(|value| is_opaque(value, &|var| now[var.0 as usize] || comes_round(var)));
            // The function's own block is open at all times.
            assigned.push((var, opaque || (depth > 1 && now[var.0 as usize])));
        });
        assigned.into_iter().for_each(|(var, opaque)| now[var.0 as usize] = opaque);
    }
    open
}

/// The value that says where control goes.
fn decider(stmt: &Stmt) -> Option<&Expr> {
    match stmt {
        Stmt::If(value, _) | Stmt::Switch { index: value, .. } => Some(value),
        Stmt::Call { callee: Callee::Ref(_, code, _), .. } | Stmt::TailCall { callee: Callee::Ref(_, code, _), .. } => {
            Some(code)
        }
        _ => None,
    }
}

/// Variables that an assignment anywhere makes opaque.
fn ever_opaque(func: &Func) -> Vec<bool> {
    let mut opaque: Vec<bool> = func.vars.iter().map(|var| var.kind == VarKind::Param).collect();
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for stmt in &func.code {
            for_each_assigned(stmt, &mut |var, value| {
                let now = value.is_none_or(|value| is_opaque(value, &|var| opaque[var.0 as usize]));
                changed |= now && !opaque[var.0 as usize];
                opaque[var.0 as usize] |= now;
            });
        }
    }
    opaque
}

/// With what is assigned, or none where a call or the collector gives it.
fn for_each_assigned<'a>(stmt: &'a Stmt, visit: &mut dyn FnMut(VarId, Option<&'a Expr>)) {
    match stmt {
        Stmt::Set(var, value) => visit(*var, Some(value)),
        Stmt::Switch { targets, default, .. } => {
            let moves = targets.iter().chain([default]).flat_map(|target| &target.moves);
            moves.for_each(|(var, value)| visit(*var, Some(value)));
        }
        Stmt::Try { catches, .. } => {
            catches.iter().flat_map(|catch| catch.payload.iter().chain(&catch.exnref)).for_each(|&var| visit(var, None))
        }
        other => other.assigned().iter().for_each(|&var| visit(var, None)),
    }
}

/// Whether it depends on memory, on a parameter, or on what a call gave.
fn is_opaque(expr: &Expr, is_var_opaque: &dyn Fn(VarId) -> bool) -> bool {
    match expr {
        Expr::Var(var) | Expr::Half(_, var) => is_var_opaque(*var),
        Expr::GlobalGet(_) | Expr::MemorySize(_) | Expr::TableSize(_) | Expr::TableGet(..) | Expr::TableRead { .. } => {
            true
        }
        Expr::Load { .. } | Expr::StructGet { .. } | Expr::ArrayGet { .. } | Expr::ArrayLen { .. } => true,
        other => {
            let mut opaque = false;
            other.for_each_operand(&mut |operand| opaque |= is_opaque(operand, is_var_opaque));
            opaque
        }
    }
}
