//! What calling a function may do: collect garbage, throw, recurse. From the call graph, over petgraph.
//!
//! In: the IR of all functions of a program, how its instances are linked, and what the host's functions do (`hosts.rs`). Out:
//! [`FuncFacts`] for each. Indirect calls go through one node that reaches every function whose address is taken.

use super::{heat, recursion, resume};
use crate::hosts;
use crate::ir::{BulkOp, Callee, Expr, Func, Stmt};
use crate::link::Links;
use crate::module::{ConstExpr, ElemMode, FuncId, Module};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, Reversed};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FuncFacts {
    /// May allocate in the heap, and so move every object.
    pub collects: bool,
    /// May have done so when it returns: its callers keep their references for that.
    pub resumes: bool,
    /// Catches exceptions.
    pub catches: bool,
    /// May end by a Wasm exception.
    pub throws: bool,
    /// Is called by its name, not in a tail.
    pub called: bool,
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
    /// May take much of the program's time.
    pub hot: bool,
    /// Is called now and then at most, though maybe by what is hot.
    pub rare: bool,
}

/// What one instance of the program brings.
pub struct Part<'a> {
    pub module: &'a Module<'a>,
    pub links: &'a Links,
    /// Its defined functions.
    pub bodies: &'a [Func],
}

/// Facts of all functions of an instance, also of those that it imports, and of an indirect call.
pub struct Facts {
    pub funcs: Vec<FuncFacts>,
    pub indirect: FuncFacts,
    /// For each table: `call_indirect` calls by it, or by one that its entries are copied to or from.
    pub called_tables: Vec<bool>,
}

/// Numbers for the entities of a whole program: each is where its definition is.
pub(super) struct Nodes {
    /// For each instance, the node of each of its functions.
    pub funcs: Vec<Vec<usize>>,
    pub func_count: usize,
    tables: Vec<Vec<usize>>,
    table_count: usize,
}

impl Nodes {
    fn new(parts: &[Part<'_>]) -> Nodes {
        let (mut nodes, mut func_starts, mut table_starts) =
            (Nodes { funcs: Vec::new(), func_count: 0, tables: Vec::new(), table_count: 0 }, Vec::new(), Vec::new());
        for Part { module, links, .. } in parts {
            func_starts.push(nodes.func_count);
            table_starts.push(nodes.table_count);
            nodes.func_count += module.funcs.len();
            nodes.table_count += module.tables.len();
            let at = |starts: &[usize], instance: usize, index: usize| starts[instance] + index;
            nodes.funcs.push(links.funcs.iter().map(|def| at(&func_starts, def.instance, def.id.index())).collect());
            nodes.tables.push(links.tables.iter().map(|def| at(&table_starts, def.instance, def.id.index())).collect());
        }
        nodes
    }
}

/// The facts of every instance of a program; an instance imports from earlier ones only.
pub fn of_program(parts: &[Part<'_>]) -> Vec<Facts> {
    let nodes = Nodes::new(parts);
    let mut facts = vec![FuncFacts::default(); nodes.func_count + 1];
    for (part, funcs) in parts.iter().zip(&nodes.funcs) {
        mark_addresses(part.module, part.bodies, &mut |id| facts[funcs[id.index()]].address_taken = true);
    }

    // Nodes 0..func_count are functions, the last one is an indirect call.
    let mut graph: DiGraph<(), ()> = DiGraph::new();
    for _ in 0..=nodes.func_count {
        graph.add_node(());
    }
    let indirect = NodeIndex::new(nodes.func_count);
    for (i, func) in facts.iter().enumerate() {
        if func.address_taken {
            graph.add_edge(indirect, NodeIndex::new(i), ());
        }
    }
    let mut collects = Vec::new();
    let mut throws = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        let node_of = |id: FuncId| NodeIndex::new(nodes.funcs[number][id.index()]);
        for (i, func) in part.module.funcs.iter().enumerate() {
            let is_own = part.links.funcs[i].instance == number;
            let Some(function) = func.import.as_ref().filter(|_| is_own).and_then(hosts::find) else { continue };
            if function.collects {
                collects.push(node_of(FuncId(i as u32)));
            }
            if function.calls {
                graph.add_edge(node_of(FuncId(i as u32)), indirect, ());
            }
        }
        for body in part.bodies {
            let node = node_of(body.id);
            for stmt in &body.code {
                match stmt {
                    Stmt::Call { callee, .. } | Stmt::TailCall { callee, .. } => {
                        let target = match callee {
                            Callee::Func(id) => node_of(*id),
                            Callee::Ref(..) | Callee::Table(..) => indirect,
                        };
                        graph.add_edge(node, target, ());
                        facts[target.index()].called |= matches!(stmt, Stmt::Call { .. });
                        if matches!(stmt, Stmt::TailCall { .. }) {
                            facts[node.index()].tail_calls = true;
                            if target != indirect {
                                facts[target.index()].tail_calls = true;
                            }
                        }
                    }
                    Stmt::Alloc { .. } => collects.push(node),
                    Stmt::Throw(..) | Stmt::ThrowRef(_) => throws.push(node),
                    // What its handlers read has homes on the side stack, so it needs one even if nothing collects.
                    Stmt::Try { .. } => {
                        collects.push(node);
                        facts[node.index()].catches = true;
                    }
                    _ => {}
                }
            }
        }
    }
    for node in reaching(&graph, &collects) {
        facts[node.index()].collects = true;
    }
    for node in reaching(&graph, &throws) {
        facts[node.index()].throws = true;
    }
    resume::mark(parts, &nodes, &graph, &mut facts);
    for (number, component) in petgraph::algo::tarjan_scc(&graph).into_iter().enumerate() {
        for &node in &component {
            let recursive = component.len() > 1 || graph.contains_edge(node, node);
            facts[node.index()].component = number as u32;
            facts[node.index()].recursive = recursive;
        }
    }
    recursion::mark_returning(parts, &nodes, &mut facts);
    heat::mark(parts, &nodes, &graph, indirect, &mut facts);
    let called = called_tables(parts, &nodes);
    let of_instance = |number: usize| Facts {
        funcs: nodes.funcs[number].iter().map(|&node| facts[node]).collect(),
        indirect: facts[nodes.func_count],
        called_tables: nodes.tables[number].iter().map(|&table| called[table]).collect(),
    };
    (0..parts.len()).map(of_instance).collect()
}

impl Facts {
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

    /// Whether control may go on in `caller` after a call of `callee` has collected, if only in a handler.
    pub fn resumes(&self, caller: FuncId, callee: &Callee) -> bool {
        let callee = self.callee(callee);
        callee.resumes || callee.collects && self.func(caller).catches
    }

    /// Whether control may go on in the function after the statement has collected: it is a safepoint.
    pub fn is_safepoint(&self, func: FuncId, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::Alloc { .. } => true,
            Stmt::Call { callee, .. } | Stmt::TailCall { callee, .. } => self.resumes(func, callee),
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
pub(super) fn reaching(graph: &DiGraph<(), ()>, seeds: &[NodeIndex]) -> Vec<NodeIndex> {
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

fn called_tables(parts: &[Part<'_>], nodes: &Nodes) -> Vec<bool> {
    let mut called = vec![false; nodes.table_count];
    let mut copies = Vec::new();
    for (part, tables) in parts.iter().zip(&nodes.tables) {
        for stmt in part.bodies.iter().flat_map(|body| &body.code) {
            match stmt {
                Stmt::Call { callee: Callee::Table(table, ..), .. }
                | Stmt::TailCall { callee: Callee::Table(table, ..), .. } => called[tables[table.index()]] = true,
                Stmt::Bulk { op: BulkOp::TableCopy { dst, src }, .. } => {
                    copies.push((tables[dst.index()], tables[src.index()]))
                }
                _ => {}
            }
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

fn mark_addresses(module: &Module<'_>, bodies: &[Func], mut mark: &mut dyn FnMut(FuncId)) {
    for body in bodies {
        for stmt in &body.code {
            stmt.for_each_expr(&mut |expr| functions_in(expr, &mut mark));
        }
    }
    functions_in_constants(module, mark);
}

/// Those to which something refers without any code.
pub fn functions_in_constants(module: &Module<'_>, mut mark: &mut dyn FnMut(FuncId)) {
    module.objects.iter().for_each(|object| functions_in_const(object, &mut mark));
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

/// Functions that the statement calls, or takes the address of, which it may call later.
pub fn for_each_known(stmt: &Stmt, mut visit: &mut dyn FnMut(FuncId)) {
    if let Stmt::Call { callee: Callee::Func(id), .. } | Stmt::TailCall { callee: Callee::Func(id), .. } = stmt {
        visit(*id);
    }
    stmt.for_each_expr(&mut |expr| functions_in(expr, &mut visit));
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
