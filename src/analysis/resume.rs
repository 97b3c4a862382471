//! Functions that may collect and then return: only across a call of these does a caller have to keep its references, unless
//! it catches exceptions.
//!
//! In: functions, the call graph, which functions collect. Out: [`FuncFacts::resumes`]. What collects only on its way to a trap
//! or an exception does not return, as error reports of a language's run-time system: Hoot's look-up of a procedure's code,
//! which reports what is no procedure, is called at 5 900 places of its REPL.

use super::cfg::Structure;
use super::facts::{FuncFacts, Nodes, Part, reaching};
use crate::ir::{Callee, Func, Stmt};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

/// Sets `resumes` of all functions of a program, and of an indirect call, which is the last of `facts`.
pub(super) fn mark(parts: &[Part<'_>], nodes: &Nodes, calls: &DiGraph<(), ()>, facts: &mut [FuncFacts]) {
    // As `calls`, without those after which a function can only trap.
    let mut resumed: DiGraph<(), ()> = DiGraph::new();
    for _ in 0..facts.len() {
        resumed.add_node(());
    }
    let mut seeds = Vec::new();
    let mut has_body = vec![false; facts.len()];
    for (part, funcs) in parts.iter().zip(&nodes.funcs) {
        let callee_node = |callee: &Callee| match callee {
            Callee::Func(id) => NodeIndex::new(funcs[id.index()]),
            Callee::Ref(..) | Callee::Table(..) => NodeIndex::new(nodes.func_count),
        };
        for body in part.bodies {
            let node = NodeIndex::new(funcs[body.id.index()]);
            has_body[node.index()] = true;
            let catches = facts[node.index()].catches;
            let returns = if catches { vec![true; body.code.len() + 1] } else { returns_from(body) };
            for (at, stmt) in body.code.iter().enumerate() {
                match stmt {
                    // By an exception, which does not return, but is caught.
                    Stmt::Call { callee, .. } if catches && facts[callee_node(callee).index()].collects => {
                        seeds.push(node)
                    }
                    Stmt::Call { callee, .. } if returns[at + 1] => {
                        resumed.add_edge(node, callee_node(callee), ());
                    }
                    Stmt::TailCall { callee, .. } => {
                        resumed.add_edge(node, callee_node(callee), ());
                    }
                    Stmt::Alloc { .. } if returns[at + 1] => seeds.push(node),
                    _ => {}
                }
            }
        }
    }
    for call in calls.edge_references().filter(|call| !has_body[call.source().index()]) {
        resumed.add_edge(call.source(), call.target(), ());
    }
    let imports = (0..nodes.func_count).filter(|&node| !has_body[node] && facts[node].collects);
    seeds.extend(imports.map(NodeIndex::new));
    for node in reaching(&resumed, &seeds) {
        facts[node.index()].resumes = true;
    }
}

/// For each statement of a function without handlers, and for the end: control that is there may come to a return. In doubt it
/// may, as in loops.
fn returns_from(func: &Func) -> Vec<bool> {
    let mut returns = vec![true; func.code.len() + 1];
    let ends = |stmt: &Stmt| matches!(stmt, Stmt::Unreachable | Stmt::Throw(..) | Stmt::ThrowRef(_));
    if !func.code.iter().any(ends) {
        return returns;
    }
    let structure = Structure::new(func);
    for (at, stmt) in func.code.iter().enumerate().rev() {
        let from = |label| {
            let target = structure.target(func, label);
            target <= at || returns[target]
        };
        returns[at] = match stmt {
            Stmt::Return(_) | Stmt::TailCall { .. } => true,
            Stmt::Unreachable | Stmt::Throw(..) | Stmt::ThrowRef(_) => false,
            Stmt::Br(label) => from(*label),
            Stmt::Switch { targets, default, .. } => targets.iter().chain([default]).any(|target| from(target.label)),
            Stmt::If(..) if structure.else_[at] != 0 => returns[at + 1] || returns[structure.else_[at] + 1],
            Stmt::If(..) => returns[at + 1] || returns[structure.end[at]],
            Stmt::Else => returns[structure.end[at]],
            _ => returns[at + 1],
        };
    }
    returns
}
