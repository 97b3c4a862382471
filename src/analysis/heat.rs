//! Functions that may take much of a program's time: those that repeat something, and what they lead to.
//!
//! In: functions. Out: which of them are hot: those with a loop, those that lead back to themselves by the names that code
//! mentions, and those that these call by name. The others may still be called through references, as often as you like; so
//! this decides how well a function is optimised, and nothing else. Of Hoot's programs half is hot, of OCaml's nearly all.

use super::facts::{FuncFacts, Nodes, Part};
use crate::ir::{Callee, Stmt};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::Dfs;

/// Sets `hot` of all functions of a program, whose `circle` is known.
pub(super) fn mark_hot(parts: &[Part<'_>], nodes: &Nodes, facts: &mut [FuncFacts]) {
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    for _ in 0..nodes.func_count {
        graph.add_node(());
    }
    let mut seeds = Vec::new();
    for (part, funcs) in parts.iter().zip(&nodes.funcs) {
        for func in part.bodies {
            let node = NodeIndex::new(funcs[func.id.index()]);
            if func.code.iter().any(|stmt| matches!(stmt, Stmt::Loop(_))) || facts[node.index()].circle.is_some() {
                seeds.push(node);
            }
            for stmt in &func.code {
                if let Stmt::Call { callee: Callee::Func(callee), .. }
                | Stmt::TailCall { callee: Callee::Func(callee), .. } = stmt
                {
                    graph.update_edge(node, NodeIndex::new(funcs[callee.index()]), ());
                }
            }
        }
    }
    let mut dfs = Dfs::empty(&graph);
    for seed in seeds {
        dfs.move_to(seed);
        while let Some(node) = dfs.next(&graph) {
            facts[node.index()].hot = true;
        }
    }
}
