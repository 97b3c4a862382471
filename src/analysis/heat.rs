//! Functions that may take much of a program's time: those that repeat something, and what they lead to.
//!
//! In: functions. Out: which of them are hot: those with a loop, those that lead back to themselves by the names that code
//! mentions, and those that these call by name. The others may still be called through references, as often as you like; so
//! this decides how well a function is optimised, and nothing else. Of Hoot's programs half is hot, of OCaml's nearly all.
//!
//! What grows a table or memory whenever it is called is rare, if all who call it do so in one of two branches: C compilers are to keep
//! it out of these, and to take that branch for the other one. (A function that calls it in any case would be taken for rare, too, with
//! its loops.) Hoot looks whether its stacks must grow wherever it pushes something: `interpreter` and `records` take .95 of their
//! instructions thereby, hello's executable .95 of its size (gcc 12).

use super::facts::{FuncFacts, Nodes, Part};
use crate::ir::{BulkOp, Callee, Func, Stmt};
use crate::module::FuncId;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, NodeFiltered};

/// Sets `rare` and `hot` of all functions of a program, whose `circle` is known. `graph` has the calls; those by references lead
/// to `indirect`.
pub(super) fn mark(
    parts: &[Part<'_>],
    nodes: &Nodes,
    graph: &DiGraph<(), ()>,
    indirect: NodeIndex,
    facts: &mut [FuncFacts],
) {
    let rare = rare(parts, nodes, facts);
    facts.iter_mut().zip(&rare).for_each(|(facts, &rare)| facts.rare = rare);
    let by_name = NodeFiltered::from_fn(graph, |node| node != indirect && !rare[node.index()]);
    let mut dfs = Dfs::empty(&by_name);
    for (part, funcs) in parts.iter().zip(&nodes.funcs) {
        for func in part.bodies {
            let node = NodeIndex::new(funcs[func.id.index()]);
            let fact = facts[node.index()];
            let repeats = fact.circle.is_some() || func.code.iter().any(|stmt| matches!(stmt, Stmt::Loop(_)));
            if repeats && !fact.rare {
                dfs.move_to(node);
                while let Some(node) = dfs.next(&by_name) {
                    facts[node.index()].hot = true;
                }
            }
        }
    }
}

/// Of each node, whether it is a function that grows something at once, and is called by name, but never in any case.
fn rare(parts: &[Part<'_>], nodes: &Nodes, facts: &[FuncFacts]) -> Vec<bool> {
    let mut rare = vec![false; facts.len()];
    for (part, funcs) in parts.iter().zip(&nodes.funcs) {
        for func in part.bodies.iter().filter(|func| grows_at_once(func)) {
            let node = funcs[func.id.index()];
            rare[node] = facts[node].called;
        }
    }
    for (part, funcs) in parts.iter().zip(&nodes.funcs) {
        part.bodies.iter().for_each(|func| for_each_sure_call(func, &mut |callee| rare[funcs[callee.index()]] = false));
    }
    rare
}

/// Whether a table or memory grows before anything else is decided, and nothing is repeated.
fn grows_at_once(func: &Func) -> bool {
    let grows = |stmt: &Stmt| matches!(stmt, Stmt::Bulk { op: BulkOp::TableGrow(_) | BulkOp::MemoryGrow(_), .. });
    let decides = |stmt: &Stmt| matches!(stmt, Stmt::If(..) | Stmt::Switch { .. });
    let mut start = func.code.iter().take_while(|stmt| !decides(stmt));
    start.any(grows) && !func.code.iter().any(|stmt| matches!(stmt, Stmt::Loop(_)))
}

/// Calls `visit` with the functions that are called in no branch of an `if`.
fn for_each_sure_call(func: &Func, visit: &mut dyn FnMut(FuncId)) {
    let (mut open, mut ifs) = (Vec::new(), 0);
    for stmt in &func.code {
        match stmt {
            Stmt::Block(_) | Stmt::Loop(_) | Stmt::If(..) | Stmt::Try { .. } => {
                let is_if = matches!(stmt, Stmt::If(..));
                open.push(is_if);
                ifs += usize::from(is_if);
            }
            Stmt::End => ifs -= usize::from(open.pop().expect("an end closes something")),
            Stmt::Call { callee: Callee::Func(id), .. } | Stmt::TailCall { callee: Callee::Func(id), .. }
                if ifs == 0 =>
            {
                visit(*id)
            }
            _ => {}
        }
    }
}
