//! The control-flow graph of a function, over petgraph.
//!
//! In: the flat statement list. Out: basic blocks (ranges of statements), one more block for each clause of a `try`, and
//! edges. Where structure leads (the end of a construct, its `else`) is in [`Structure`], which `emit/` uses as well.

use crate::ir::{Func, LabelId, Stmt};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::DfsPostOrder;

/// Where the markers of the flat list belong.
pub struct Structure {
    /// For each opening statement and each `Else`: the index of its `End`. Elsewhere 0.
    pub end: Vec<usize>,
    /// For each `If` with an `Else`: its index. Elsewhere 0.
    pub else_: Vec<usize>,
    /// For each `End`: the index of its opening statement. Elsewhere 0.
    pub opening: Vec<usize>,
    /// For each label: the statement that carries it.
    pub label: Vec<usize>,
    /// For each statement: the innermost `Try` around it, if any.
    pub region: Vec<Option<usize>>,
}

impl Structure {
    pub fn new(func: &Func) -> Structure {
        let n = func.code.len();
        let mut structure = Structure {
            end: vec![0; n],
            else_: vec![0; n],
            opening: vec![0; n],
            label: vec![0; func.labels as usize],
            region: vec![None; n],
        };
        let mut open: Vec<usize> = Vec::new();
        let mut regions: Vec<usize> = Vec::new();
        for (i, stmt) in func.code.iter().enumerate() {
            match stmt {
                Stmt::Block(label) | Stmt::Loop(label) | Stmt::Try { label, .. } => {
                    structure.label[label.0 as usize] = i;
                    open.push(i);
                }
                Stmt::If(_, label) => {
                    if let Some(label) = label {
                        structure.label[label.0 as usize] = i;
                    }
                    open.push(i);
                }
                Stmt::Else => structure.else_[*open.last().expect("else is inside an if")] = i,
                Stmt::End => {
                    let start = open.pop().expect("every end closes something");
                    structure.end[start] = i;
                    structure.opening[i] = start;
                    if structure.else_[start] != 0 {
                        structure.end[structure.else_[start]] = i;
                    }
                    if matches!(func.code[start], Stmt::Try { .. }) {
                        regions.pop();
                    }
                }
                _ => {}
            }
            structure.region[i] = regions.last().copied();
            if matches!(stmt, Stmt::Try { .. }) {
                regions.push(i);
            }
        }
        structure
    }

    /// The statement at which a branch to `label` continues.
    pub fn target(&self, func: &Func, label: LabelId) -> usize {
        let at = self.label[label.0 as usize];
        if matches!(func.code[at], Stmt::Loop(_)) { at } else { self.end[at] }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Block {
    /// Statements `start..end`.
    Code { start: usize, end: usize },
    /// A clause of the `Try` at this statement: assigns its payload, and goes to its label.
    Catch { at: usize, clause: usize },
}

pub struct Cfg {
    pub graph: DiGraph<Block, ()>,
    pub entry: NodeIndex,
    /// For each `Try` statement: the nodes of its clauses.
    catches: Vec<(usize, Vec<NodeIndex>)>,
}

impl Cfg {
    pub fn new(func: &Func, structure: &Structure) -> Cfg {
        let starts = leaders(func, structure);
        let mut graph = DiGraph::new();
        let mut block_of = vec![NodeIndex::end(); func.code.len()];
        for (k, &start) in starts.iter().enumerate() {
            let end = starts.get(k + 1).copied().unwrap_or(func.code.len());
            block_of[start] = graph.add_node(Block::Code { start, end });
        }
        let mut catches = Vec::new();
        for (at, stmt) in func.code.iter().enumerate() {
            if let Stmt::Try { catches: clauses, .. } = stmt {
                let nodes = (0..clauses.len()).map(|clause| graph.add_node(Block::Catch { at, clause })).collect();
                catches.push((at, nodes));
            }
        }
        let mut cfg = Cfg { graph, entry: block_of[0], catches };
        for node in cfg.graph.node_indices() {
            for target in successors(func, structure, cfg.graph[node]) {
                cfg.graph.add_edge(node, block_of[target], ());
            }
        }
        cfg.add_exceptional_edges(func, structure);
        cfg
    }

    /// The blocks that can be reached, successors first: the fewest rounds for a backward problem, and turned round for a forward one.
    pub fn postorder(&self) -> Vec<NodeIndex> {
        let mut dfs = DfsPostOrder::new(&self.graph, self.entry);
        std::iter::from_fn(|| dfs.next(&self.graph)).collect()
    }

    /// The clauses that an exception thrown inside the `Try` at `at` may come to, those of outer tries included.
    pub fn handlers(&self, structure: &Structure, at: Option<usize>) -> Vec<NodeIndex> {
        let mut nodes = Vec::new();
        let mut region = at;
        while let Some(at) = region {
            let index = self.catches.binary_search_by_key(&at, |(at, _)| *at).expect("every try has its clauses");
            nodes.extend(&self.catches[index].1);
            region = structure.region[at];
        }
        nodes
    }

    /// Coarse, and enough for a fixpoint: from every block inside a `try` to its clauses.
    fn add_exceptional_edges(&mut self, _func: &Func, structure: &Structure) {
        for node in self.graph.node_indices() {
            if let Block::Code { start, .. } = self.graph[node]
                && let Some(region) = structure.region[start]
            {
                for handler in self.handlers(structure, Some(region)) {
                    self.graph.add_edge(node, handler, ());
                }
            }
        }
    }
}

fn leaders(func: &Func, structure: &Structure) -> Vec<usize> {
    let mut is_leader = vec![false; func.code.len() + 1];
    is_leader[0] = true;
    for (i, stmt) in func.code.iter().enumerate() {
        match stmt {
            Stmt::Loop(_) | Stmt::End | Stmt::Else => is_leader[i] = true,
            Stmt::If(..) | Stmt::Try { .. } => is_leader[i + 1] = true,
            _ if stmt.diverges() => is_leader[i + 1] = true,
            _ => {}
        }
        if matches!(stmt, Stmt::Else) {
            is_leader[i + 1] = true;
        }
        if i > 0 && structure.region[i] != structure.region[i - 1] {
            is_leader[i] = true;
        }
    }
    (0..func.code.len()).filter(|&i| is_leader[i]).collect()
}

/// Where control goes after a block, as statement indices that are leaders.
fn successors(func: &Func, structure: &Structure, block: Block) -> Vec<usize> {
    let (start, end) = match block {
        Block::Code { start, end } => (start, end),
        Block::Catch { at, clause } => {
            let Stmt::Try { catches, .. } = &func.code[at] else { unreachable!("a clause belongs to a try") };
            return vec![structure.target(func, catches[clause].label)];
        }
    };
    debug_assert!(start < end);
    let last = end - 1;
    match &func.code[last] {
        Stmt::Br(label) => vec![structure.target(func, *label)],
        Stmt::Switch { targets, default, .. } => {
            targets.iter().chain([default]).map(|target| structure.target(func, target.label)).collect()
        }
        Stmt::If(..) => {
            let otherwise = if structure.else_[last] != 0 { structure.else_[last] + 1 } else { structure.end[last] };
            vec![last + 1, otherwise]
        }
        Stmt::Else => vec![structure.end[last]],
        stmt if stmt.diverges() => Vec::new(),
        _ if end < func.code.len() => vec![end],
        _ => Vec::new(),
    }
}
