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
use crate::ir::{AllocOp, Expr, Func, Stmt, VarId, copies};
use crate::module::Module;
use crate::module::types::{FieldType, HeapType, RefType, StorageType, TypeId, TypeTable, ValType};
use petgraph::Direction;
use petgraph::algo::{is_cyclic_directed, kosaraju_scc};
use petgraph::graph::NodeIndex;
use petgraph::visit::{EdgeRef, NodeFiltered};
use std::collections::HashSet;

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
    let mut current: Option<Cfg> = None;
    for (op, var) in pairs {
        let Some(candidate) = Candidate::new(func, types, op, var) else { continue };
        let cfg = current.get_or_insert_with(|| Cfg::new(func, &Structure::new(func)));
        if let Some(plan) = (Walk { func, cfg, candidate: &candidate }).plan() {
            candidate.apply(func, module, types, &plan);
            current = None;
            has_changed = true;
        }
    }
    if has_changed {
        copies::remove(func);
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
        let mut candidate = Candidate { op, var, args, sites: Vec::new(), uses: Vec::with_capacity(func.code.len()) };
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
        (is_used && candidate.args.len() <= MAX_ARGS && (!is_read || can_be_read())).then_some(candidate)
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
        let null = RefType { nullable: true, heap: HeapType::Concrete(self.op.ty()) };
        let is_tested = !plan.tests.is_empty();
        if is_tested {
            func.vars[self.var.0 as usize].ty = ValType::Ref(null);
            func.made_late.push(self.var);
        }
        for (i, mut stmt) in std::mem::take(&mut func.code).into_iter().enumerate() {
            let make = || Stmt::Alloc { op: self.op, args: fields.clone(), result: self.var };
            if plan.makes.binary_search(&i).is_ok() {
                func.code.push(make());
            }
            if plan.tests.binary_search(&i).is_ok() {
                let is_unmade = Expr::RefIsNull(Box::new(Expr::Var(self.var)), null);
                func.code.extend([Stmt::If(is_unmade, None), make(), Stmt::End]);
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
                stmt => func.code.push(stmt),
            }
        }
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
        (is_spared && self.is_short(&plan) && self.may_test(&plan.tests)).then_some(plan)
    }

    fn is_short(&self, plan: &Plan) -> bool {
        !plan.reads.is_empty() || plan.makes.len() + plan.tests.len() <= MAX_MAKES
    }

    /// Whether looking costs less than making: not in a loop each of whose rounds would look.
    fn may_test(&self, tests: &[usize]) -> bool {
        if tests.is_empty() {
            return true;
        }
        let graph = &self.cfg.graph;
        let has_test = |node: NodeIndex| match graph[node] {
            Block::Code { start, end } => tests.iter().any(|at| (start..end).contains(at)),
            Block::Catch { .. } => false,
        };
        kosaraju_scc(graph).into_iter().all(|component| {
            let any_has_test = component.iter().any(|&node| has_test(node));
            let is_loop = component.len() > 1 || graph.contains_edge(component[0], component[0]);
            let goes_round_without = || {
                let rest: HashSet<_> = component.iter().filter(|&&node| !has_test(node)).collect();
                is_cyclic_directed(&NodeFiltered::from_fn(graph, |node| rest.contains(&node)))
            };
            !is_loop || !any_has_test || goes_round_without()
        })
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
