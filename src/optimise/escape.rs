//! Objects that are made only where somebody wants them: those that leave the function, or are changed, on some ways only.
//!
//! In: a function's IR. Out: the same with fewer allocations on some ways, and never more on any. wasm_of_ocaml boxes an accumulator of
//! type float, Int32 or Int64 in each round of a loop, reads the box in the next one, and returns the last: here the field stays in a
//! variable, and one box is made at the end. After partial escape analysis (Stadler et al., CGO 2014), without its merging: where one way
//! has made the object and another has not, the variable is null on the latter, and who wants the object looks. So the object keeps its
//! identity. Only fields that cannot change are read from variables.
//!
//! The heap may be exhausted a little later than the module says; nothing else moves.

use crate::analysis::cfg::{Block, Cfg, Structure};
use crate::ir::op::NumOp;
use crate::ir::{AllocOp, Expr, Func, Stmt, VarId, copies};
use crate::module::Module;
use crate::module::types::{FieldType, HeapType, RefType, StorageType, TypeId, TypeTable, ValType};
use petgraph::Direction;
use petgraph::algo::is_cyclic_directed;
use petgraph::graph::NodeIndex;
use petgraph::visit::{EdgeRef, NodeFiltered};

/// Statements times candidates of one function: those beyond are left alone.
const MAX_WORK: usize = 20_000_000;
/// Places at which one object is made that spares nothing but its allocation: each has a slow path of its own.
const MAX_MAKES: usize = 4;
/// Variables that stand for an object.
const MAX_ARGS: usize = 8;

/// What the variable of a candidate may hold at a place: a set.
type Holds = u8;
/// Something else than the object.
const OTHER: Holds = 1;
/// The object, which has not been made yet.
const UNMADE: Holds = 2;
/// The object.
const MADE: Holds = 4;

/// Allocations that might be done later: those of objects of one type for one variable.
struct Candidate {
    op: AllocOp,
    var: VarId,
    /// Of the allocation's arguments.
    args: Vec<ValType>,
    sites: Vec<usize>,
    /// Statements that set an element before anybody can have wanted the array: whoever makes it does that.
    early: Vec<usize>,
    /// Of each statement.
    uses: Vec<Uses>,
}

/// How a statement uses the variable.
#[derive(Clone, Copy, Default)]
struct Uses {
    /// Reads fields that cannot change.
    reads: bool,
    /// Wants the object itself.
    wants: bool,
}

/// Where its variable is read, and how.
struct Plan {
    /// Statements before which the object is made.
    makes: Vec<usize>,
    /// Statements before which the object is made unless it has been.
    tests: Vec<usize>,
    /// Statements that take its fields from variables.
    reads: Vec<usize>,
}

pub fn delay_allocations(func: &mut Func, module: &Module<'_>, types: &TypeTable) {
    let mut pairs = Vec::new();
    for stmt in &func.code {
        if let Stmt::Alloc { op, result, .. } = stmt
            && !pairs.contains(&(*op, *result))
        {
            pairs.push((*op, *result));
        }
    }
    pairs.truncate(MAX_WORK / (func.code.len() + 1));
    let mut has_changed = false;
    let mut current: Option<(Structure, Cfg)> = None;
    for (op, var) in pairs {
        let Some(mut candidate) = Candidate::new(func, types, op, var) else { continue };
        let (structure, cfg) = current.get_or_insert_with(|| {
            let structure = Structure::new(func);
            let cfg = Cfg::new(func, &structure);
            (structure, cfg)
        });
        if let Some(plan) = plan(func, structure, cfg, &mut candidate) {
            candidate.apply(func, module, types, &plan);
            current = None;
            has_changed = true;
        }
    }
    if has_changed {
        copies::remove(func);
    }
}

/// A loop that wants the object in each round counts as wanting it before the first: it would look in vain in all others.
fn plan(func: &Func, structure: &Structure, cfg: &Cfg, candidate: &mut Candidate) -> Option<Plan> {
    loop {
        let walk = Walk { func, structure, cfg, candidate };
        let plan = walk.plan()?;
        if plan.reads.is_empty() && plan.makes.len() + plan.tests.len() > MAX_MAKES {
            return None;
        }
        let Some(start) = walk.vain_loop(&plan.tests) else { return Some(plan) };
        candidate.uses[start].wants = true;
    }
}

impl Candidate {
    /// None: the allocation reads a segment, which may fail; or the object has too many arguments, or packed fields that are read: those
    /// are not as wide as what was given for them; or it is made for nobody: whoever writes that wants a collection.
    fn new(func: &Func, types: &TypeTable, op: AllocOp, var: VarId) -> Option<Candidate> {
        let args = match op {
            AllocOp::StructNew(ty) => types.struct_fields(ty).iter().map(|field| field.storage.unpacked()).collect(),
            AllocOp::ArrayNew(ty) => vec![types.array_field(ty).storage.unpacked(), ValType::I32],
            AllocOp::ArrayNewDefault(_) => vec![ValType::I32],
            AllocOp::StructNewDefault(_) => Vec::new(),
            AllocOp::ArrayNewFixed(_) | AllocOp::ArrayNewData(..) | AllocOp::ArrayNewElem(..) => return None,
        };
        let (sites, early, uses) = (Vec::new(), Vec::new(), Vec::with_capacity(func.code.len()));
        let mut candidate = Candidate { op, var, args, sites, early, uses };
        for (at, stmt) in func.code.iter().enumerate() {
            if let Stmt::Alloc { op: other, result, .. } = stmt
                && (*other, *result) == (op, var)
            {
                candidate.sites.push(at);
            }
            let mut uses = Uses::default();
            stmt.for_each_expr(&mut |expr| candidate.add_uses(expr, types, &mut uses));
            candidate.uses.push(uses);
        }
        let is_plain = |field: &FieldType| matches!(field.storage, StorageType::Val(_));
        let can_be_read = || candidate.struct_type().is_some_and(|ty| types.struct_fields(ty).iter().all(is_plain));
        let is_read = candidate.uses.iter().any(|uses| uses.reads);
        let is_used = is_read || candidate.uses.iter().any(|uses| uses.wants);
        if !is_used || candidate.args.len() > MAX_ARGS || is_read && !can_be_read() {
            return None;
        }
        if let [site] = candidate.sites[..] {
            candidate.early = candidate.early_sets(func, site);
            candidate.early.iter().for_each(|&at| candidate.uses[at].wants = false);
        }
        Some(candidate)
    }

    /// Up to where anything else wants the array, or control goes elsewhere.
    fn early_sets(&self, func: &Func, site: usize) -> Vec<usize> {
        let mut sets = Vec::new();
        for (at, stmt) in func.code.iter().enumerate().skip(site + 1) {
            match stmt {
                Stmt::ArraySet { array, index: Expr::I32(_), value, .. }
                    if *array == Expr::Var(self.var) && !value.reads(self.var) =>
                {
                    sets.push(at);
                }
                _ if self.uses[at].wants || !goes_on(stmt) || stmt.assigned().contains(&self.var) => break,
                _ => {}
            }
        }
        sets.truncate(MAX_ARGS);
        sets
    }

    /// Of an object whose fields are all given.
    fn struct_type(&self) -> Option<TypeId> {
        match self.op {
            AllocOp::StructNew(ty) => Some(ty),
            _ => None,
        }
    }

    fn add_uses(&self, expr: &Expr, types: &TypeTable, uses: &mut Uses) {
        if self.field_read(expr, types).is_some() {
            uses.reads = true;
        } else if *expr == Expr::Var(self.var) {
            uses.wants = true;
        } else {
            expr.for_each_operand(&mut |operand| self.add_uses(operand, types, uses));
        }
    }

    /// The field of the variable's object that an expression is, if it cannot change. Where a test has come out as it never does for
    /// this object, it may be read as one of a subtype.
    fn field_read(&self, expr: &Expr, types: &TypeTable) -> Option<u32> {
        let own = self.struct_type()?;
        match expr {
            Expr::StructGet { ty, field, object, .. }
                if **object == Expr::Var(self.var)
                    && !types.struct_fields(*ty)[*field as usize].mutable
                    && types.heap_is_subtype(HeapType::Concrete(own), HeapType::Concrete(*ty)) =>
            {
                Some(*field)
            }
            _ => None,
        }
    }

    fn apply(&self, func: &mut Func, module: &Module<'_>, types: &TypeTable, plan: &Plan) {
        let fields = self.fields(func, module);
        let early = self.early_elements(func, module, types);
        let null = RefType { nullable: true, heap: HeapType::Concrete(self.op.ty()) };
        let is_tested = !plan.tests.is_empty();
        if is_tested {
            func.vars[self.var.0 as usize].ty = ValType::Ref(null);
            func.made_late.push(self.var);
        }
        for (i, mut stmt) in std::mem::take(&mut func.code).into_iter().enumerate() {
            let alloc = || Stmt::Alloc { op: self.op, args: fields.clone(), result: self.var };
            let make = || std::iter::once(alloc()).chain(early.iter().map(|(_, set)| set.clone()));
            if plan.makes.binary_search(&i).is_ok() {
                func.code.extend(make());
            }
            if plan.tests.binary_search(&i).is_ok() {
                let is_unmade = Expr::RefIsNull(Box::new(Expr::Var(self.var)), null);
                func.code.push(Stmt::If(is_unmade, None));
                func.code.extend(make());
                func.code.push(Stmt::End);
            }
            if plan.reads.binary_search(&i).is_ok() {
                stmt.for_each_expr_mut(&mut |expr| self.replace_reads(expr, types, &fields));
            }
            match stmt {
                Stmt::Alloc { args, .. } if self.sites.contains(&i) => {
                    set_fields(func, args, &fields);
                    if is_tested {
                        func.code.push(Stmt::Set(self.var, Expr::Null(null)));
                    }
                }
                Stmt::ArraySet { value, index, .. } if self.early.contains(&i) => {
                    let (_, set) = early.iter().find(|(at, _)| *at == i).expect("one of them");
                    let Stmt::ArraySet { value: element, .. } = set else { unreachable!("it sets an element") };
                    if let Expr::Var(var) = element {
                        func.code.push(Stmt::Set(*var, value));
                    }
                    let length = fields.last().expect("an array has a length").clone();
                    if !is_less(&index, &length) {
                        // It traps, as it would have.
                        let is_outside = Expr::Binary(NumOp::I32LeU, Box::new([length, index.clone()]));
                        let trapping = with_checks(set.clone());
                        func.code.extend([Stmt::If(is_outside, None), alloc(), trapping, Stmt::Unreachable, Stmt::End]);
                    }
                }
                stmt => func.code.push(stmt),
            }
        }
    }

    /// The statements that set elements early, with values that hold later, and without checks: those are where they were.
    fn early_elements(&self, func: &mut Func, module: &Module<'_>, types: &TypeTable) -> Vec<(usize, Stmt)> {
        let of_set = |&at: &usize| {
            let mut set = func.code[at].clone();
            let Stmt::ArraySet { nullable, in_bounds, value, .. } = &mut set else {
                unreachable!("it sets an element")
            };
            (*nullable, *in_bounds) = (false, true);
            if !is_fixed(value, module) {
                let ty = types.array_field(self.op.ty()).storage.unpacked();
                *value = Expr::Var(func.new_temp(ty, None));
            }
            (at, set)
        };
        self.early.iter().map(of_set).collect()
    }

    /// For each field of an object that is not made, what it would hold: a variable, or what is the same everywhere.
    fn fields(&self, func: &mut Func, module: &Module<'_>) -> Vec<Expr> {
        let value = |func: &Func, site: usize, field: usize| match &func.code[site] {
            Stmt::Alloc { args, .. } => args[field].clone(),
            _ => unreachable!("a site is an allocation"),
        };
        let of_field = |(k, ty): (usize, &ValType)| {
            let first = value(func, self.sites[0], k);
            if is_fixed(&first, module) && self.sites.iter().all(|&site| value(func, site, k) == first) {
                return first;
            }
            Expr::Var(func.new_temp(*ty, None))
        };
        self.args.iter().enumerate().map(of_field).collect()
    }

    fn replace_reads(&self, expr: &mut Expr, types: &TypeTable, fields: &[Expr]) {
        match self.field_read(expr, types) {
            Some(field) => *expr = fields[field as usize].clone(),
            None => expr.for_each_operand_mut(&mut |operand| self.replace_reads(operand, types, fields)),
        }
    }
}

struct Walk<'a> {
    func: &'a Func,
    structure: &'a Structure,
    cfg: &'a Cfg,
    candidate: &'a Candidate,
}

impl Walk<'_> {
    /// None: the object cannot be made later, or that would spare nothing.
    fn plan(&self) -> Option<Plan> {
        let mut plan = Plan { makes: Vec::new(), tests: Vec::new(), reads: Vec::new() };
        let mut is_spared = false;
        let holds_at = self.solve();
        for node in self.cfg.graph.node_indices() {
            let Block::Code { start, end } = self.cfg.graph[node] else { continue };
            let mut holds = holds_at[node.index()];
            if holds == 0 {
                continue; // never reached
            }
            for at in start..end {
                let stmt = &self.func.code[at];
                let uses = self.candidate.uses[at];
                let may_be_unmade = holds & UNMADE != 0;
                if uses.wants && may_be_unmade {
                    match holds {
                        UNMADE => plan.makes.push(at),
                        _ if holds & OTHER == 0 => plan.tests.push(at),
                        _ => return None,
                    }
                } else if uses.reads && may_be_unmade && holds & OTHER != 0 {
                    return None;
                }
                if uses.reads && holds & OTHER == 0 {
                    plan.reads.push(at);
                }
                // A way to a trap is nothing spared.
                let is_over = stmt.assigned().contains(&self.candidate.var)
                    || matches!(stmt, Stmt::Return(_) | Stmt::TailCall { .. } | Stmt::Throw(..) | Stmt::ThrowRef(_));
                is_spared |= is_over && may_be_unmade && !uses.wants;
                holds = self.after(at, holds);
            }
            let is_exit = self.cfg.graph.edges_directed(node, Direction::Outgoing).next().is_none();
            is_spared |= is_exit && holds & UNMADE != 0 && !self.func.code[end - 1].diverges();
        }
        plan.makes.sort_unstable();
        plan.tests.sort_unstable();
        plan.reads.sort_unstable();
        is_spared.then_some(plan)
    }

    /// A loop each of whose rounds comes by a test of what was given before it.
    fn vain_loop(&self, tests: &[usize]) -> Option<usize> {
        let graph = &self.cfg.graph;
        let is_vain = |start: usize| {
            let end = self.structure.end[start];
            let is_within = |at: &usize| (start..end).contains(at);
            let has_cycle = |leaves_out: &[usize]| {
                let stays = |node: NodeIndex| match graph[node] {
                    Block::Code { start, end } => {
                        is_within(&start) && !leaves_out.iter().any(|at| (start..end).contains(at))
                    }
                    Block::Catch { at, .. } => is_within(&at),
                };
                is_cyclic_directed(&NodeFiltered::from_fn(graph, stays))
            };
            !self.candidate.sites.iter().any(is_within) && has_cycle(&[]) && !has_cycle(tests)
        };
        let innermost_loop = |&at: &usize| {
            let is_around = |i: &usize| matches!(self.func.code[*i], Stmt::Loop(_)) && self.structure.end[*i] > at;
            (0..at).rev().find(is_around)
        };
        tests.iter().filter_map(innermost_loop).find(|&start| is_vain(start))
    }

    /// What the variable holds at the start of each block; nothing where no way leads.
    fn solve(&self) -> Vec<Holds> {
        let graph = &self.cfg.graph;
        let mut order = self.cfg.postorder();
        order.reverse();
        let mut holds_at = vec![0; graph.node_count()];
        holds_at[self.cfg.entry.index()] = OTHER;
        loop {
            let mut has_changed = false;
            for &node in &order {
                let holds = holds_at[node.index()];
                if holds == 0 {
                    continue;
                }
                let (last, throughout) = self.through(node, holds);
                for edge in graph.edges_directed(node, Direction::Outgoing) {
                    let target = edge.target();
                    let reaching = match graph[target] {
                        Block::Code { .. } => last,
                        Block::Catch { .. } => throughout,
                    };
                    let known = &mut holds_at[target.index()];
                    has_changed |= reaching & !*known != 0;
                    *known |= reaching;
                }
            }
            if !has_changed {
                return holds_at;
            }
        }
    }

    /// What it holds at the end of a block, and anywhere in it.
    fn through(&self, node: NodeIndex, holds: Holds) -> (Holds, Holds) {
        match self.cfg.graph[node] {
            // No handler reads a field from a variable: so these need no place where one finds them.
            Block::Catch { .. } => (holds | OTHER, holds | OTHER),
            Block::Code { start, end } => (start..end).fold((holds, holds), |(holds, throughout), at| {
                let holds = self.after(at, holds);
                (holds, throughout | holds)
            }),
        }
    }

    fn after(&self, at: usize, holds: Holds) -> Holds {
        let stmt = &self.func.code[at];
        if self.candidate.sites.contains(&at) {
            return UNMADE;
        }
        if stmt.assigned().contains(&self.candidate.var) {
            return OTHER;
        }
        let mut holds = holds;
        if holds & UNMADE != 0 && self.candidate.uses[at].wants {
            holds = holds & !UNMADE | MADE;
        }
        stmt.for_each_move(&mut |var| holds |= if var == self.candidate.var { OTHER } else { 0 });
        holds
    }
}

/// Whether the statement after it is the next one, unless it traps or throws.
fn goes_on(stmt: &Stmt) -> bool {
    let is_structure = matches!(stmt, Stmt::Loop(_) | Stmt::If(..) | Stmt::Else | Stmt::Try { .. } | Stmt::End);
    !is_structure && !stmt.diverges()
}

fn is_less(index: &Expr, length: &Expr) -> bool {
    matches!((index, length), (Expr::I32(index), Expr::I32(length)) if index < length)
}

fn with_checks(mut set: Stmt) -> Stmt {
    if let Stmt::ArraySet { in_bounds, .. } = &mut set {
        *in_bounds = false;
    }
    set
}

/// Whether an expression has the same value everywhere.
fn is_fixed(value: &Expr, module: &Module<'_>) -> bool {
    match value {
        Expr::GlobalGet(id) => !module.globals[id.index()].mutable,
        value => value.is_constant(),
    }
}

/// All at once, as far as the values can tell: one may read what another sets.
fn set_fields(func: &mut Func, values: Vec<Expr>, fields: &[Expr]) {
    let mut sets: Vec<(VarId, Expr)> = Vec::new();
    for (value, field) in values.into_iter().zip(fields) {
        if let Expr::Var(field) = field {
            sets.push((*field, value));
        }
    }
    let mut last = Vec::new();
    for (i, (field, value)) in sets.iter().enumerate() {
        let (field, value) = (*field, value.clone());
        let is_read_later = sets[i + 1..].iter().any(|(_, value)| value.reads(field));
        let target = if is_read_later { func.new_temp(func.vars[field.0 as usize].ty, None) } else { field };
        func.code.push(Stmt::Set(target, value));
        if is_read_later {
            last.push(Stmt::Set(field, Expr::Var(target)));
        }
    }
    func.code.append(&mut last);
}
