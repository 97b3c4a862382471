//! What calling a function may do: collect garbage, throw, recurse. From the call graph, over petgraph.
//!
//! In: the IR of all functions of a module, and what the host's functions do (`hosts.rs`). Out: [`FuncFacts`] for each. Indirect calls go
//! through one node that reaches every function whose address is taken.

use super::recursion;
use crate::hosts;
use crate::ir::{BulkOp, Callee, Expr, Func, Stmt};
use crate::module::{ConstExpr, ElemMode, FuncId, Module};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, Reversed};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FuncFacts {
    /// May allocate in the heap, and so move every object.
    pub collects: bool,
    /// May end by a Wasm exception.
    pub throws: bool,
    /// Its address is taken: it is called through references or tables.
    pub address_taken: bool,
    /// Is called, or calls, by a tail call.
    pub tail_calls: bool,
    /// Calls of functions in the same component may recurse without end.
    pub component: u32,
    pub recursive: bool,
    /// The same for calls that C compilers see through; none if it does not recurse by them.
    pub circle: Option<u32>,
    /// Has a way to return that a C compiler cannot rule out.
    pub returns: bool,
}

/// Facts of all functions of a module, and of an indirect call.
pub struct Facts {
    pub funcs: Vec<FuncFacts>,
    pub indirect: FuncFacts,
    /// For each table: `call_indirect` calls by it, or by one that its entries are copied to or from.
    pub called_tables: Vec<bool>,
}

impl Facts {
    /// `bodies` are the defined functions.
    pub fn new(module: &Module<'_>, bodies: &[Func]) -> Facts {
        let count = module.funcs.len();
        let mut facts = Facts {
            funcs: vec![FuncFacts::default(); count],
            indirect: FuncFacts::default(),
            called_tables: called_tables(module, bodies),
        };
        mark_addresses(module, bodies, &mut facts.funcs);

        // Nodes 0..count are functions, node `count` is an indirect call.
        let mut graph: DiGraph<(), ()> = DiGraph::new();
        for _ in 0..=count {
            graph.add_node(());
        }
        let indirect = NodeIndex::new(count);
        for (i, func) in facts.funcs.iter().enumerate() {
            if func.address_taken {
                graph.add_edge(indirect, NodeIndex::new(i), ());
            }
        }
        let mut collects = Vec::new();
        let mut throws = Vec::new();
        for (i, func) in module.funcs.iter().enumerate() {
            if func.import.as_ref().and_then(hosts::find).is_some_and(|function| function.collects) {
                collects.push(NodeIndex::new(i));
            }
        }
        for body in bodies {
            let node = NodeIndex::new(body.id.index());
            for stmt in &body.code {
                match stmt {
                    Stmt::Call { callee, .. } | Stmt::TailCall { callee, .. } => {
                        let target = match callee {
                            Callee::Func(id) => NodeIndex::new(id.index()),
                            Callee::Ref(..) | Callee::Table(..) => indirect,
                        };
                        graph.add_edge(node, target, ());
                        if matches!(stmt, Stmt::TailCall { .. }) {
                            facts.funcs[body.id.index()].tail_calls = true;
                            if let Callee::Func(id) = callee {
                                facts.funcs[id.index()].tail_calls = true;
                            }
                        }
                    }
                    Stmt::Alloc { .. } => collects.push(node),
                    Stmt::Throw(..) | Stmt::ThrowRef(_) => throws.push(node),
                    // What its handlers read has homes on the side stack, so it needs one even if nothing collects.
                    Stmt::Try { .. } => collects.push(node),
                    _ => {}
                }
            }
        }
        for node in reaching(&graph, &collects) {
            facts.at(node).collects = true;
        }
        for node in reaching(&graph, &throws) {
            facts.at(node).throws = true;
        }
        for (number, component) in petgraph::algo::tarjan_scc(&graph).into_iter().enumerate() {
            for &node in &component {
                let recursive = component.len() > 1 || graph.contains_edge(node, node);
                let at = facts.at(node);
                at.component = number as u32;
                at.recursive = recursive;
            }
        }
        recursion::mark_returning(bodies, &mut facts);
        facts
    }

    fn at(&mut self, node: NodeIndex) -> &mut FuncFacts {
        let index = node.index();
        if index < self.funcs.len() { &mut self.funcs[index] } else { &mut self.indirect }
    }

    pub fn func(&self, id: FuncId) -> FuncFacts {
        self.funcs[id.index()]
    }

    pub fn callee(&self, callee: &Callee) -> FuncFacts {
        match callee {
            Callee::Func(id) => self.func(*id),
            Callee::Ref(..) | Callee::Table(..) => self.indirect,
        }
    }

    /// Whether a call would show the C compiler an endless recursion.
    pub fn hides(&self, caller: FuncId, callee: FuncId) -> bool {
        let (caller, callee) = (self.func(caller), self.func(callee));
        !caller.returns && caller.circle.is_some() && caller.circle == callee.circle
    }

    /// Whether the statement may collect: it is a safepoint.
    pub fn collects(&self, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Alloc { .. } => true,
            Stmt::Call { callee, .. } | Stmt::TailCall { callee, .. } => self.callee(callee).collects,
            _ => false,
        }
    }

    pub fn throws(&self, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Throw(..) | Stmt::ThrowRef(_) => true,
            Stmt::Call { callee, .. } => self.callee(callee).throws,
            _ => false,
        }
    }
}

/// All nodes from which one of `seeds` can be reached.
fn reaching(graph: &DiGraph<(), ()>, seeds: &[NodeIndex]) -> Vec<NodeIndex> {
    let reversed = Reversed(graph);
    let mut dfs = Dfs::empty(reversed);
    let mut found = Vec::new();
    for &seed in seeds {
        dfs.move_to(seed);
        while let Some(node) = dfs.next(reversed) {
            found.push(node);
        }
    }
    found
}

fn called_tables(module: &Module<'_>, bodies: &[Func]) -> Vec<bool> {
    let mut called = vec![false; module.tables.len()];
    let mut copies = Vec::new();
    for stmt in bodies.iter().flat_map(|body| &body.code) {
        match stmt {
            Stmt::Call { callee: Callee::Table(table, ..), .. }
            | Stmt::TailCall { callee: Callee::Table(table, ..), .. } => called[table.index()] = true,
            Stmt::Bulk { op: BulkOp::TableCopy { dst, src }, .. } => copies.push((dst.index(), src.index())),
            _ => {}
        }
    }
    // As often as there are tables: then all that copies connect agree.
    for _ in 0..called.len() {
        for &(a, b) in &copies {
            let either = called[a] || called[b];
            (called[a], called[b]) = (either, either);
        }
    }
    called
}

fn mark_addresses(module: &Module<'_>, bodies: &[Func], funcs: &mut [FuncFacts]) {
    let mut mark = |id: FuncId| funcs[id.index()].address_taken = true;
    for body in bodies {
        for stmt in &body.code {
            stmt.for_each_expr(&mut |expr| functions_in(expr, &mut mark));
        }
    }
    for global in &module.globals {
        global.init.iter().for_each(|init| functions_in_const(init, &mut mark));
    }
    for table in &module.tables {
        table.init.iter().for_each(|init| functions_in_const(init, &mut mark));
    }
    for elem in &module.elems {
        if !matches!(elem.mode, ElemMode::Declared) {
            elem.items.iter().for_each(|item| functions_in_const(item, &mut mark));
        }
    }
}

fn functions_in(expr: &Expr, mark: &mut dyn FnMut(FuncId)) {
    if let Expr::RefFunc(id) = expr {
        mark(*id);
    }
    expr.for_each_operand(&mut |operand| functions_in(operand, mark));
}

fn functions_in_const(expr: &ConstExpr, mark: &mut dyn FnMut(FuncId)) {
    match expr {
        ConstExpr::RefFunc(id) => mark(*id),
        ConstExpr::I32Add(pair)
        | ConstExpr::I32Sub(pair)
        | ConstExpr::I32Mul(pair)
        | ConstExpr::I64Add(pair)
        | ConstExpr::I64Sub(pair)
        | ConstExpr::I64Mul(pair)
        | ConstExpr::ArrayNew(_, pair) => pair.iter().for_each(|e| functions_in_const(e, mark)),
        ConstExpr::RefI31(e) | ConstExpr::ArrayNewDefault(_, e) | ConstExpr::Convert(e) => functions_in_const(e, mark),
        ConstExpr::StructNew(_, items) | ConstExpr::ArrayNewFixed(_, items) => {
            items.iter().for_each(|e| functions_in_const(e, mark))
        }
        _ => {}
    }
}
