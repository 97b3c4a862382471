//! Functions that may take much of a program's time: those that repeat something, and what they lead to.
//!
//! In: functions. Out: which of them are hot: those with a loop, those that lead back to themselves by the names that code
//! mentions, and those that these call by name. The others may still be called through references, as often as you like; so
//! this decides how well a function is optimised, and nothing else. Of Hoot's programs half is hot, of OCaml's nearly all.

use super::facts::{FuncFacts, Nodes, Part};
use crate::ir::Stmt;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, NodeFiltered};

/// Sets `hot` of all functions of a program, whose `circle` is known. `graph` has the calls; those by references lead to
/// `indirect`.
pub(super) fn mark_hot(
    parts: &[Part<'_>],
    nodes: &Nodes,
    graph: &DiGraph<(), ()>,
    indirect: NodeIndex,
    facts: &mut [FuncFacts],
) {
    let by_name = NodeFiltered::from_fn(graph, |node| node != indirect);
    let mut dfs = Dfs::empty(&by_name);
    for (part, funcs) in parts.iter().zip(&nodes.funcs) {
        for func in part.bodies {
            let node = NodeIndex::new(funcs[func.id.index()]);
            if facts[node.index()].circle.is_some() || func.code.iter().any(|stmt| matches!(stmt, Stmt::Loop(_))) {
                dfs.move_to(node);
                while let Some(node) = dfs.next(&by_name) {
                    facts[node.index()].hot = true;
                }
            }
        }
    }
}
