//! Which variables are alive where: the stack maps.
//!
//! In: a function and its control-flow graph. Out: for each safepoint the references alive across it, for each `try` what
//! its handlers read, and what is read before it is assigned. Backward data flow over the blocks of the graph; variables
//! that live within one block only take no part in the fixpoint.

use super::cfg::{Block, Cfg, Structure};
use super::facts::Facts;
use crate::ir::{AllocOp, Func, Stmt, VarId};
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use std::collections::BTreeSet;

/// A set of the variables that take part in the fixpoint, by their dense number.
type Bits = Vec<u64>;

pub struct Liveness {
    /// For each statement that may collect, and then goes on: the traced references alive after it, without its results, and those that an
    /// allocation stores in the new object; ascending.
    pub safepoints: Vec<(usize, Vec<VarId>)>,
    /// For each call that goes on only if it has not collected: the same. Of these only what is on the side stack anyhow matters.
    pub dead_ends: Vec<(usize, Vec<VarId>)>,
    /// For each `Try`: the variables that its clauses read or pass on; ascending.
    pub handlers: Vec<(usize, Vec<VarId>)>,
    /// For each `Try`: the variables alive where its body begins; ascending.
    pub bodies: Vec<(usize, Vec<VarId>)>,
    /// For each `Loop`: the variables alive where a round begins; ascending.
    pub loops: Vec<(usize, Vec<VarId>)>,
    /// Variables that may be read before they are assigned: they start as zero.
    pub entry: Vec<VarId>,
}

impl Liveness {
    /// References alive across the statement, if it may collect.
    pub fn across(&self, at: usize) -> &[VarId] {
        let find = |list: &'_ [(usize, Vec<VarId>)]| list.binary_search_by_key(&at, |(at, _)| *at);
        match (find(&self.safepoints), find(&self.dead_ends)) {
            (Ok(index), _) => &self.safepoints[index].1,
            (_, Ok(index)) => &self.dead_ends[index].1,
            _ => &[],
        }
    }

    pub fn handler(&self, at: usize) -> &[VarId] {
        match self.handlers.binary_search_by_key(&at, |(at, _)| *at) {
            Ok(index) => &self.handlers[index].1,
            Err(_) => &[],
        }
    }

    /// Whether the variable is alive where the body of the `Try` begins: otherwise it may hold a reference long moved.
    pub fn is_alive_in_body(&self, at: usize, var: VarId) -> bool {
        let body = self.bodies.binary_search_by_key(&at, |(at, _)| *at);
        body.is_ok_and(|index| self.bodies[index].1.binary_search(&var).is_ok())
    }

    /// What a handler reads though nothing is thrown to it before an assignment: C compilers take every `try` for one that
    /// fails at once. References come from their homes.
    fn only_in_handlers(&self, is_traced: &dyn Fn(VarId) -> bool) -> Vec<VarId> {
        let dead_in_body = |at: usize, var: VarId| !is_traced(var) && !self.is_alive_in_body(at, var);
        let of_try = |(at, vars): &(usize, Vec<VarId>)| {
            vars.iter().copied().filter(|&var| dead_in_body(*at, var)).collect::<Vec<_>>()
        };
        self.handlers.iter().flat_map(of_try).collect()
    }

    /// `is_traced` tells references that the collector moves from other values.
    pub fn new(
        func: &Func,
        structure: &Structure,
        cfg: &Cfg,
        facts: &Facts,
        is_traced: &dyn Fn(VarId) -> bool,
    ) -> Liveness {
        let numbering = Numbering::new(func, cfg);
        let mut solver = Solver { func, structure, cfg, facts, numbering, live_in: Vec::new() };
        solver.solve();
        solver.collect(is_traced)
    }
}

/// Dense numbers for the variables that more than one block mentions.
struct Numbering {
    dense: Vec<Option<u32>>,
    vars: Vec<VarId>,
}

impl Numbering {
    fn new(func: &Func, cfg: &Cfg) -> Numbering {
        const NOWHERE: u32 = u32::MAX;
        let mut home = vec![NOWHERE; func.vars.len()];
        let mut shared = vec![false; func.vars.len()];
        for node in cfg.graph.node_indices() {
            let number = node.index() as u32;
            let mut mention = |var: VarId, reads: bool| {
                let i = var.0 as usize;
                // Read before any assignment in its first block: alive on entry to it.
                if (home[i] != NOWHERE && home[i] != number) || (home[i] == NOWHERE && reads) {
                    shared[i] = true;
                }
                home[i] = number;
            };
            match cfg.graph[node] {
                Block::Code { start, end } => {
                    for stmt in &func.code[start..end] {
                        stmt.for_each_expr(&mut |expr| expr.for_each_var(&mut |var| mention(var, true)));
                        stmt.assigned().iter().for_each(|&var| mention(var, false));
                        stmt.for_each_move(&mut |var| mention(var, false));
                    }
                }
                Block::Catch { at, clause } => for_each_caught(func, at, clause, &mut |var| mention(var, false)),
            }
        }
        let mut dense = vec![None; func.vars.len()];
        let mut vars = Vec::new();
        for (i, shared) in shared.into_iter().enumerate() {
            if shared {
                dense[i] = Some(vars.len() as u32);
                vars.push(VarId(i as u32));
            }
        }
        Numbering { dense, vars }
    }
}

/// Objects are allocated first and filled then: what fills them is alive across the allocation. Those from segments are not.
fn for_each_stored_by_alloc(stmt: &Stmt, visit: &mut dyn FnMut(VarId)) {
    if let Stmt::Alloc { op: AllocOp::StructNew(_) | AllocOp::ArrayNewFixed(_) | AllocOp::ArrayNew(_), args, .. } = stmt
    {
        args.iter().for_each(|arg| arg.for_each_var(visit));
    }
}

fn for_each_caught(func: &Func, at: usize, clause: usize, visit: &mut dyn FnMut(VarId)) {
    let Stmt::Try { catches, .. } = &func.code[at] else { unreachable!("a clause belongs to a try") };
    let catch = &catches[clause];
    catch.payload.iter().chain(&catch.exnref).for_each(|&var| visit(var));
}

/// The variables alive at one point of a block.
struct Live {
    shared: Bits,
    local: BTreeSet<VarId>,
}

struct Solver<'a> {
    func: &'a Func,
    structure: &'a Structure,
    cfg: &'a Cfg,
    facts: &'a Facts,
    numbering: Numbering,
    /// Per block.
    live_in: Vec<Bits>,
}

impl Solver<'_> {
    fn words(&self) -> usize {
        self.numbering.vars.len().div_ceil(64)
    }

    fn solve(&mut self) {
        let graph = &self.cfg.graph;
        self.live_in = vec![vec![0; self.words()]; graph.node_count()];
        let mut queued = vec![false; graph.node_count()];
        let mut work: std::collections::VecDeque<NodeIndex> = self.cfg.postorder().into();
        work.iter().for_each(|node| queued[node.index()] = true);
        while let Some(node) = work.pop_front() {
            queued[node.index()] = false;
            let live = self.transfer(node, &mut |_, _, _| {});
            if live.shared != self.live_in[node.index()] {
                self.live_in[node.index()] = live.shared;
                for before in self.cfg.graph.neighbors_directed(node, Direction::Incoming) {
                    if !std::mem::replace(&mut queued[before.index()], true) {
                        work.push_back(before);
                    }
                }
            }
        }
    }

    /// Alive before the block; calls `visit` with each statement and what is alive after it (its results included).
    fn transfer(&self, node: NodeIndex, visit: &mut dyn FnMut(&Self, usize, &Live)) -> Live {
        let mut live = Live { shared: vec![0; self.words()], local: BTreeSet::new() };
        match self.cfg.graph[node] {
            Block::Catch { at, clause } => {
                for next in self.cfg.graph.neighbors(node) {
                    union(&mut live.shared, &self.live_in[next.index()]);
                }
                for_each_caught(self.func, at, clause, &mut |var| self.kill(&mut live, var));
            }
            Block::Code { start, end } => {
                for next in self.cfg.graph.neighbors(node) {
                    if matches!(self.cfg.graph[next], Block::Code { .. }) {
                        union(&mut live.shared, &self.live_in[next.index()]);
                    }
                }
                for at in (start..end).rev() {
                    visit(self, at, &live);
                    self.step(at, &mut live);
                }
            }
        }
        live
    }

    fn step(&self, at: usize, live: &mut Live) {
        let stmt = &self.func.code[at];
        stmt.assigned().iter().for_each(|&var| self.kill(live, var));
        // A switch's moves belong to its branches; what they assign is alive in the targets only if read there, and
        // may be assigned on some branches only: not killed.
        if self.structure.region[at].is_some() && self.facts.throws(stmt) {
            for handler in self.cfg.handlers(self.structure, self.structure.region[at]) {
                union(&mut live.shared, &self.live_in[handler.index()]);
            }
        }
        stmt.for_each_expr(&mut |expr| expr.for_each_var(&mut |var| self.gen_(live, var)));
    }

    fn kill(&self, live: &mut Live, var: VarId) {
        match self.numbering.dense[var.0 as usize] {
            Some(bit) => live.shared[bit as usize / 64] &= !(1 << (bit % 64)),
            None => {
                live.local.remove(&var);
            }
        }
    }

    fn gen_(&self, live: &mut Live, var: VarId) {
        match self.numbering.dense[var.0 as usize] {
            Some(bit) => live.shared[bit as usize / 64] |= 1 << (bit % 64),
            None => {
                live.local.insert(var);
            }
        }
    }

    fn vars(&self, bits: &Bits) -> Vec<VarId> {
        let mut vars = Vec::new();
        for (i, &word) in bits.iter().enumerate() {
            let mut rest = word;
            while rest != 0 {
                vars.push(self.numbering.vars[i * 64 + rest.trailing_zeros() as usize]);
                rest &= rest - 1;
            }
        }
        vars
    }

    fn collect(self, is_traced: &dyn Fn(VarId) -> bool) -> Liveness {
        let mut safepoints = Vec::new();
        let mut dead_ends = Vec::new();
        let mut handlers = Vec::new();
        let mut bodies = Vec::new();
        let mut loops = Vec::new();
        for node in self.cfg.graph.node_indices() {
            self.transfer(node, &mut |solver, at, live| {
                let stmt = &solver.func.code[at];
                let begins = match stmt {
                    Stmt::Try { .. } => Some(&mut bodies),
                    Stmt::Loop(_) => Some(&mut loops),
                    _ => None,
                };
                if let Some(begins) = begins {
                    let mut alive = solver.vars(&live.shared);
                    alive.sort_unstable();
                    begins.push((at, alive));
                }
                let list = match stmt {
                    _ if solver.facts.is_safepoint(solver.func.id, stmt) => &mut safepoints,
                    Stmt::Call { callee, .. } if solver.facts.callee(callee).collects => &mut dead_ends,
                    _ => return,
                };
                let mut across = solver.vars(&live.shared);
                across.extend(&live.local);
                across.retain(|var| !stmt.assigned().contains(var));
                for_each_stored_by_alloc(stmt, &mut |var| across.push(var));
                across.retain(|var| is_traced(*var));
                across.sort_unstable();
                across.dedup();
                list.push((at, across));
            });
        }
        safepoints.sort_unstable();
        dead_ends.sort_unstable();
        bodies.sort_unstable();
        loops.sort_unstable();
        for (at, stmt) in self.func.code.iter().enumerate() {
            if matches!(stmt, Stmt::Try { .. }) {
                let mut all = vec![0; self.words()];
                for handler in self.cfg.handlers(self.structure, Some(at)) {
                    union(&mut all, &self.live_in[handler.index()]);
                }
                handlers.push((at, self.vars(&all)));
            }
        }
        let entry = self.vars(&self.live_in[self.cfg.entry.index()]);
        let mut liveness = Liveness { safepoints, dead_ends, handlers, bodies, loops, entry };
        liveness.entry.extend(liveness.only_in_handlers(is_traced));
        liveness.entry.sort_unstable();
        liveness.entry.dedup();
        liveness
    }
}

fn union(into: &mut Bits, from: &Bits) {
    for (into, from) in into.iter_mut().zip(from) {
        *into |= from;
    }
}
