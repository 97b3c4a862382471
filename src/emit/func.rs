//! One IR function → one C function: statements, roots and control.
//!
//! In: the IR and its facts. Out: a [`c::ast::Func`] (two, where a function with handlers makes tail calls).
//!
//! - **Roots**: at a safepoint the references alive across it are stored to `sp[0..k)`, the callee gets `sp + k`, and they
//!   are reloaded. An allocation does so on its slow path only. Residents (`analysis/residents.rs`) are there already.
//!   With [`Rooting::Conservative`] none of this happens: the collector moves no reference that a variable holds, so to
//!   the stack maps, and to handlers, a reference is a number like any other.
//! - **Handlers**: inside a `try` the references that its handler reads have a home on the side stack, kept up to date by
//!   every assignment; other variables that change inside and are read by the handler are `volatile`, and what does not
//!   change is saved before.
//! - **Control** stays structured; beyond [`MAX_NESTING`] levels of braces it becomes labels and gotos.

use super::build_c::*;
use super::expr::Exprs;
use super::program::{Convention, Instance, Program};
use super::words;
pub use super::words::{WORD_PARAMS, from_word, to_word};
use super::{Options, Rooting};
use super::{declare, structure};
use crate::analysis::cfg::{Cfg, Structure};
use crate::analysis::liveness::Liveness;
use crate::analysis::residents::Residents;
use crate::c::ast::{BinaryOp, Expr as C, Func as CFunc, Name, Prototype, Stmt as S, SwitchCase, Type, UnaryOp};
use crate::c::names::{Scope, sanitize};
use crate::ir::{AllocOp, BulkOp, Callee, Catch, Expr, Func, LabelId, Stmt, SwitchTarget, VarId, VarKind};
use crate::module::FuncId;
use crate::module::types::{TypeId, ValType};
use crate::optimise::{Pass, inline};
use std::collections::{BTreeMap, HashSet};

/// clang accepts 256 levels of braces.
const MAX_NESTING: usize = 48;
/// An object's initialiser is a function up to this many elements, and a list of assignments beyond.
pub const MAX_FIXED_INIT: usize = 8;

/// How well the roots of a function do: for `inspect stackmaps` and the statistics.
#[derive(Clone, Copy, Default, Debug)]
pub struct RootStatistics {
    pub safepoints: u64,
    pub slots: u64,
    /// Calls that are no safepoints, or at which nothing is alive.
    pub calls: u64,
    pub calls_without_spill: u64,
    /// Slots if every reference of the function were spilled at every call.
    pub slots_without_liveness: u64,
}

pub fn emit_func(
    program: &Program<'_>,
    instance: &Instance<'_>,
    func: &Func,
    options: &Options,
) -> (Vec<CFunc>, RootStatistics) {
    let rooting = options.rooting;
    let structure = Structure::new(func);
    let cfg = Cfg::new(func, &structure);
    let is_traced = |var: VarId| is_traced(program, func, rooting, var);
    let liveness = Liveness::new(func, &structure, &cfg, &instance.facts, &is_traced);
    let residents = Residents::new(func, &structure, &liveness);
    let (names, temporaries) = variable_names(func);
    let mut emitter = FuncEmitter {
        program,
        instance,
        func,
        structure: &structure,
        rooting,
        liveness: &liveness,
        residents: &residents,
        exprs: Exprs { program, instance, own: func.id, vars: &names.vars, residents: &residents, out: Vec::new() },
        names: &names,
        convention: instance.convention(program, func.id),
        lists: vec![Vec::new()],
        open: Vec::new(),
        loops: Vec::new(),
        homes: BTreeMap::new(),
        tries: Vec::new(),
        volatile_: HashSet::new(),
        gotos: HashSet::new(),
        handlers: Vec::new(),
        temporaries,
        tail_by_wrapper: false,
        reads: read_vars(func),
        traced_vars: (0..func.vars.len() as u32).filter(|&var| is_traced(VarId(var))).count() as u64,
        roots: RootStatistics::default(),
    };
    let has_try = func.code.iter().any(|stmt| matches!(stmt, Stmt::Try { .. }));
    let has_tail = func.code.iter().any(|stmt| emitter.is_real_tail_call(stmt));
    emitter.tail_by_wrapper = has_try && has_tail;
    emitter.volatile_ = emitter.volatile_vars();
    emitter.move_in();
    for at in 0..func.code.len() {
        emitter.stmt(at);
    }
    let volatile_ = std::mem::take(&mut emitter.volatile_);
    let roots = emitter.roots;
    let handlers = std::mem::take(&mut emitter.handlers);
    let body = emitter.lists.pop().expect("the function's own list");
    let tail_by_wrapper = emitter.tail_by_wrapper;
    let mut functions = assemble(&emitter, body, volatile_, handlers, has_try, tail_by_wrapper);
    let facts = instance.facts.func(func.id);
    if options.passes.has(Pass::Inline) && facts.called && facts.returns && !facts.recursive && inline::is_small(func) {
        functions.iter_mut().for_each(|function| function.head.prefix.insert(0, "inline".into()));
    }
    (functions, roots)
}

/// Whether a variable holds references that the collector may move while the function calls another.
fn is_traced(program: &Program<'_>, func: &Func, rooting: Rooting, var: VarId) -> bool {
    rooting == Rooting::Precise && program.types.is_traced_val(&func.vars[var.0 as usize].ty)
}

/// The C names of a function's variables.
pub(super) struct VarNames {
    pub vars: Vec<Name>,
    /// For parameters of the tail-call convention, which arrive as words.
    pub words: Vec<Name>,
    /// For parameters that are copied to a volatile.
    pub copied: Vec<Name>,
}

/// Also returns the scope, for objects under construction and the like.
pub(super) fn variable_names(func: &Func) -> (VarNames, Scope) {
    let mut scope = Scope::new();
    let mut vars = Vec::with_capacity(func.vars.len());
    for (i, var) in func.vars.iter().enumerate() {
        let wanted = match (&var.name, var.kind) {
            (Some(name), _) => sanitize(name),
            (None, VarKind::Temp) => format!("t{}", i - func.param_count),
            (None, _) => format!("x{i}"),
        };
        vars.push(scope.unique(&wanted));
    }
    let types: Vec<ValType> = func.vars[..func.param_count].iter().map(|var| var.ty).collect();
    let (mut words, mut copied) = (Vec::new(), Vec::new());
    for (name, range) in vars.iter().zip(words::ranges(&types)) {
        copied.push(scope.unique(&format!("{name}_word")));
        words.push(copied[copied.len() - 1].clone());
        words.extend(range.skip(1).map(|_| scope.unique(&format!("{name}_high"))));
    }
    (VarNames { vars, words, copied }, scope)
}

fn read_vars(func: &Func) -> Vec<bool> {
    let mut reads = vec![false; func.vars.len()];
    for stmt in &func.code {
        stmt.for_each_expr(&mut |expr| expr.for_each_var(&mut |var| reads[var.0 as usize] = true));
    }
    reads
}

/// A `try` whose body is being written.
struct OpenTry {
    at: usize,
    /// The C variable with the setjmp buffer.
    handler: Name,
    /// The variables that got their homes here.
    homes: Vec<VarId>,
    /// Copies of variables for the handler, each under a name of its own.
    saved: Vec<(VarId, Name)>,
}

/// A construct that is open in the C being written.
enum Open {
    Block,
    /// `if` or `try`: its then-arm once the else-arm is open.
    Nested {
        condition: C,
        then: Option<Vec<S>>,
    },
    /// `for (;;)`
    Loop,
    /// Written with labels: the name to go to where the condition fails, unless its `else` was written.
    FlatIf {
        otherwise: Option<Name>,
        end: Name,
    },
    FlatLoop,
}

/// What stands on the side stack at a safepoint: residents and homes, then what is spilled for it alone.
struct Roots {
    /// Slots of residents that are not alive.
    holes: Vec<usize>,
    /// The first slot of `spilled`.
    base: usize,
    /// The first slot of the callee.
    above: usize,
    spilled: Vec<VarId>,
    /// `spilled`, and those that have homes.
    reloaded: Vec<VarId>,
}

struct FuncEmitter<'a> {
    program: &'a Program<'a>,
    instance: &'a Instance<'a>,
    func: &'a Func,
    structure: &'a Structure,
    rooting: Rooting,
    liveness: &'a Liveness,
    residents: &'a Residents,
    exprs: Exprs<'a>,
    names: &'a VarNames,
    convention: Convention,
    /// Statement lists of the open C constructs, the function's own first.
    lists: Vec<Vec<S>>,
    open: Vec<(usize, Open)>,
    /// Those of them that are C loops, which `break` and `continue` speak of.
    loops: Vec<usize>,
    /// Side-stack slots of references that an open `try` keeps for its handlers.
    homes: BTreeMap<VarId, usize>,
    /// Outermost first.
    tries: Vec<OpenTry>,
    /// See [`FuncEmitter::volatile_vars`].
    volatile_: HashSet<VarId>,
    gotos: HashSet<LabelId>,
    handlers: Vec<Name>,
    temporaries: Scope,
    tail_by_wrapper: bool,
    /// Which variables are read at all.
    reads: Vec<bool>,
    /// How many variables the collector traces.
    traced_vars: u64,
    roots: RootStatistics,
}

impl FuncEmitter<'_> {
    fn push(&mut self, stmt: S) {
        self.lists.last_mut().expect("the function's own list").push(stmt);
    }

    fn temporary(&mut self, wanted: &str) -> Name {
        self.temporaries.unique(wanted)
    }

    fn is_traced(&self, var: VarId) -> bool {
        is_traced(self.program, self.func, self.rooting, var)
    }

    fn ty(&self, var: VarId) -> &ValType {
        &self.func.vars[var.0 as usize].ty
    }

    /// `var = value;`, and its home on the side stack if it has one.
    fn assign(&mut self, var: VarId, value: C) {
        if !self.reads[var.0 as usize] {
            return self.push(expr_stmt(cast(named("void"), value)));
        }
        self.push(S::Assign(self.exprs.var(var), value));
        self.update_home(var);
    }

    fn update_home(&mut self, var: VarId) {
        if let Some(&slot) = self.homes.get(&var) {
            self.push(S::Spill(slot_of_frame(slot), self.exprs.var(var)));
        }
    }

    fn stmt(&mut self, at: usize) {
        match &self.func.code[at] {
            Stmt::Set(var, value) if !self.reads[var.0 as usize] => {
                if !value.is_simple() {
                    self.drop_value(value);
                }
            }
            Stmt::Set(var, value) => {
                let value = self.exprs.expr(value);
                self.assign(*var, value);
            }
            Stmt::Drop(value) => self.drop_value(value),
            // Compilers warn of `x = x;`.
            Stmt::GlobalSet(id, Expr::GlobalGet(same)) if id == same => {}
            Stmt::GlobalSet(id, value) => {
                let place = self.instance.global(*id);
                let value = self.exprs.expr(value);
                if self.program.types.is_traced_val(&self.instance.module.globals[id.index()].ty) {
                    self.push(expr_stmt(call("wr_global_set", vec![address_of(place), value])));
                } else {
                    self.push(S::Assign(place, value));
                }
            }
            Stmt::Store { op, memory, offset, address, value } => {
                let args = vec![
                    self.instance.memory(*memory),
                    self.exprs.expr(address),
                    C::U64(*offset),
                    self.exprs.expr(value),
                ];
                self.push(expr_stmt(call(&self.instance.memory_access(*memory, op.name()), args)));
            }
            Stmt::Atomic { op, memory, offset, args, result } => {
                let mut c = vec![self.instance.memory(*memory)];
                c.extend(args.iter().map(|arg| self.exprs.expr(arg)));
                c.insert(2, C::U64(*offset));
                self.assign(*result, call(&self.instance.memory_access(*memory, op.name()), c));
            }
            Stmt::StructSet { ty, field, nullable, object, value } => {
                self.struct_set(*ty, *field, *nullable, object, value)
            }
            Stmt::ArraySet { ty, nullable, array, index, value } => {
                let function = format!("{}_set", self.program.type_name(*ty));
                let args = vec![self.exprs.checked(array, *nullable), self.exprs.expr(index), self.exprs.expr(value)];
                self.push(expr_stmt(call(&function, args)));
            }
            Stmt::TableSet(id, index, value) => {
                let function = self.instance.table_function(self.program, *id, "set");
                let args = vec![self.instance.table(*id), self.exprs.expr(index), self.exprs.expr(value)];
                self.push(expr_stmt(call(&function, args)));
            }
            Stmt::Bulk { op, args, result } => self.bulk(*op, args, *result),
            Stmt::Alloc { op, args, result } => self.alloc(at, *op, args, *result),
            Stmt::Call { callee, args, results } => self.call(at, callee, args, results),
            Stmt::TailCall { callee, args } => self.tail_call(callee, args),
            Stmt::Return(values) => self.return_values(values),
            Stmt::Throw(tag, args) => self.throw(*tag, args),
            Stmt::ThrowRef(value) => self.push(expr_stmt(call("wr_throw_ref", vec![self.exprs.expr(value)]))),
            Stmt::Unreachable => self.push(expr_stmt(call("wr_trap", vec![name("WR_TRAP_UNREACHABLE")]))),
            Stmt::Block(_) => self.open.push((at, Open::Block)),
            Stmt::Loop(_) => self.open_loop(at),
            Stmt::If(condition, _) => {
                let condition = self.exprs.condition(condition);
                self.open_if(at, condition);
            }
            Stmt::Else => self.else_arm(at),
            Stmt::Try { .. } => self.open_try(at),
            Stmt::End => self.end(at),
            Stmt::Br(label) => self.branch(*label),
            Stmt::Switch { index, targets, default } => self.switch(index, targets, default),
        }
    }

    /// Evaluated for its traps: each load by itself, as the C compiler may find that the rest does not need its value.
    fn drop_value(&mut self, value: &Expr) {
        let mut loads = Vec::new();
        outermost_loads(value, &mut loads);
        for load in &loads {
            let is_vector = matches!(load, Expr::Load { op, .. } if op.ty() == ValType::V128);
            let load = self.exprs.expr(load);
            self.push(expr_stmt(call(if is_vector { "wr_touch_v128" } else { "wr_touch" }, vec![load])));
        }
        if !matches!(value, Expr::Load { .. }) {
            let value = self.exprs.expr(value);
            self.push(expr_stmt(cast(named("void"), value)));
        }
    }

    fn struct_set(&mut self, ty: TypeId, field: u32, nullable: bool, object: &Expr, value: &Expr) {
        let object = self.exprs.checked(object, nullable);
        let value = self.exprs.expr(value);
        if self.program.is_traced_storage(self.program.types.struct_fields(ty)[field as usize].storage) {
            let (owner, field) = self.program.field_place(ty, field);
            self.push(expr_stmt(call("wr_field_set", vec![C::Name(owner), object, C::Name(field), value])));
        } else {
            let storage = self.program.types.struct_fields(ty)[field as usize].storage;
            let place = self.program.field(ty, field, object);
            self.push(S::Assign(place, self.program.stored(storage, value)));
        }
    }

    fn bulk(&mut self, op: BulkOp, args: &[Expr], result: Option<VarId>) {
        let mut c: Vec<C> = args.iter().map(|arg| self.exprs.expr(arg)).collect();
        let memory = |id| self.instance.memory(id);
        let checked = |c: &mut Vec<C>, at: usize| c[at] = call("wr_nonnull", vec![c[at].clone()]);
        let function = match op {
            BulkOp::MemoryGrow(id) => {
                c.insert(0, memory(id));
                self.instance.memory_function(id, "grow")
            }
            BulkOp::MemoryFill(id) => {
                c.insert(0, memory(id));
                "wr_memory_fill".to_string()
            }
            BulkOp::MemoryCopy { dst, src } => {
                c.splice(0..0, [memory(dst), memory(src)]);
                "wr_memory_copy".to_string()
            }
            BulkOp::MemoryInit(id, data) => {
                c.splice(0..0, [memory(id), self.instance.data(data)]);
                "wr_memory_init".to_string()
            }
            BulkOp::DataDrop(data) => {
                c.push(self.instance.data(data));
                "wr_data_drop".to_string()
            }
            BulkOp::TableGrow(id) => {
                c.insert(0, self.instance.table(id));
                self.instance.table_function(self.program, id, "grow")
            }
            BulkOp::TableFill(id) => {
                c.insert(0, self.instance.table(id));
                self.instance.table_function(self.program, id, "fill")
            }
            BulkOp::TableCopy { dst, src } => {
                c.splice(0..0, [self.instance.table(dst), self.instance.table(src)]);
                self.instance.table_function(self.program, dst, "copy")
            }
            BulkOp::TableInit(id, elem) => {
                c.splice(0..0, [self.instance.table(id), self.instance.elem(elem)]);
                self.instance.table_function(self.program, id, "init")
            }
            BulkOp::ElemDrop(elem) => {
                c.push(self.instance.elem(elem));
                self.instance.elem_drop_function(self.program, elem)
            }
            BulkOp::ArrayFill(ty) => {
                checked(&mut c, 0);
                format!("{}_fill", self.program.type_name(ty))
            }
            BulkOp::ArrayCopy { dst, .. } => {
                checked(&mut c, 0);
                checked(&mut c, 2);
                let element = self.program.types.array_field(dst).storage;
                if self.program.is_traced_storage(element) {
                    "wr_array_copy_refs".to_string()
                } else {
                    c.push(C::U32(self.program.storage_bytes(element)));
                    "wr_array_copy".to_string()
                }
            }
            BulkOp::ArrayInitData(ty, data) => {
                checked(&mut c, 0);
                c.insert(2, self.instance.data(data));
                c.push(C::U32(self.program.element_shift(ty)));
                "wr_array_init_data".to_string()
            }
            BulkOp::ArrayInitElem(_, elem) => {
                checked(&mut c, 0);
                c.insert(2, self.instance.elem(elem));
                "wr_array_init_elem".to_string()
            }
        };
        let value = call(&function, c);
        let value = match op {
            BulkOp::MemoryGrow(id) => self.instance.memory_grown(id, value),
            BulkOp::TableGrow(id) => self.instance.grown(self.instance.module.tables[id.index()].table64, value),
            _ => value,
        };
        match result {
            Some(var) => self.assign(var, value),
            None => self.push(expr_stmt(value)),
        }
    }

    // ---- roots ----

    /// Parameters that are residents.
    fn move_in(&mut self) {
        for i in 0..self.func.param_count {
            if let Some(slot) = self.residents.slot(VarId(i as u32)) {
                let param = C::Name(self.names.vars[i].clone());
                self.push(S::Spill(slot_of_frame(slot), param));
            }
        }
    }

    fn roots_at(&self, at: usize) -> Roots {
        let alive = self.liveness.across(at);
        let (height, holes) = self.residents.frame(alive, self.func.code[at].assigned());
        let moving = || alive.iter().copied().filter(|&var| self.residents.slot(var).is_none());
        let spilled: Vec<VarId> = moving().filter(|var| !self.homes.contains_key(var)).collect();
        let base = self.homes.len() + height;
        Roots { holes, above: base + spilled.len(), base, spilled, reloaded: moving().collect() }
    }

    /// At a call that does not collect; its handlers may use the side stack nevertheless.
    fn no_roots(&self) -> Roots {
        let above = self.homes.len() + self.residents.height();
        Roots { holes: Vec::new(), base: above, above, spilled: Vec::new(), reloaded: Vec::new() }
    }

    fn spill(&self, roots: &Roots) -> Vec<S> {
        let null = || cast(named("ref"), C::Int(0));
        let clear = roots.holes.iter().map(|&slot| S::Spill(slot_of_frame(slot), null()));
        let store = |(i, &var): (usize, &VarId)| S::Spill(slot_of_frame(roots.base + i), self.exprs.var(var));
        clear.chain(roots.spilled.iter().enumerate().map(store)).collect()
    }

    /// Residents that end as arguments of the statement, and whose slots are wanted before it reads them: into their variables.
    fn move_out(&mut self, at: usize, roots: &Roots) {
        let mut out = Vec::new();
        self.func.code[at].for_each_expr(&mut |expr| expr.for_each_var(&mut |var| out.push(var)));
        let alive = self.liveness.across(at);
        out.retain(|&var| self.residents.slot(var).is_some_and(|slot| slot < roots.above) && !alive.contains(&var));
        out.sort_unstable();
        out.dedup();
        for &var in &out {
            let name = C::Name(self.names.vars[var.0 as usize].clone());
            self.push(S::Assign(name, self.exprs.var(var)));
        }
        self.exprs.out = out;
    }

    fn reload(&self, roots: &Roots) -> Vec<S> {
        let slot_of = |var: &VarId| match self.homes.get(var) {
            Some(&slot) => slot,
            None => {
                let at = roots.spilled.iter().position(|spilled| spilled == var);
                roots.base + at.expect("alive: spilled, at home or a resident")
            }
        };
        roots.reloaded.iter().map(|var| S::Spill(self.exprs.var(*var), slot_of_frame(slot_of(var)))).collect()
    }

    fn count_roots(&mut self, at: usize, is_call: bool) {
        let slots = self.liveness.across(at).len() as u64;
        self.roots.safepoints += 1;
        self.roots.slots += slots;
        self.roots.slots_without_liveness += self.traced_vars;
        if is_call {
            self.roots.calls += 1;
            self.roots.calls_without_spill += (slots == 0) as u64;
        }
    }

    // ---- allocation ----

    fn alloc(&mut self, at: usize, op: AllocOp, args: &[Expr], result: VarId) {
        match op {
            AllocOp::StructNew(ty) => {
                let args = args.iter().map(|arg| self.exprs.expr(arg)).collect();
                self.struct_new(at, ty, args, result);
            }
            AllocOp::StructNewDefault(ty) => {
                let fields = self.program.types.struct_fields(ty);
                let args = fields.iter().map(|field| self.program.zero(field.storage)).collect();
                self.struct_new(at, ty, args, result);
            }
            AllocOp::ArrayNewFixed(ty) => self.array_new_fixed(at, ty, args, result),
            AllocOp::ArrayNew(ty) => {
                let suffix = self.program.fill_suffix(self.program.types.array_field(ty).storage);
                let (object, length) = self.allocate_array(at, ty, &args[1]);
                let value = self.exprs.expr(&args[0]);
                let args = vec![C::Name(object), self.program.type_word(ty), length, value];
                self.assign(result, call(&format!("wr_array_init_fill_{suffix}"), args));
            }
            AllocOp::ArrayNewDefault(ty) => {
                let (object, length) = self.allocate_array(at, ty, &args[0]);
                let shift = C::U32(self.program.element_shift(ty));
                let args = vec![C::Name(object), self.program.type_word(ty), length, shift];
                self.assign(result, call("wr_array_init_default", args));
            }
            AllocOp::ArrayNewData(..) | AllocOp::ArrayNewElem(..) => self.array_from_segment(at, op, args, result),
        }
    }

    /// The object, of so many bytes.
    fn allocate(&mut self, at: usize, size: C) -> Name {
        self.allocate_by(at, "wr_allocate", &[size])
    }

    /// The object, and its length, which may be written twice.
    fn allocate_array(&mut self, at: usize, ty: TypeId, length: &Expr) -> (Name, C) {
        let mut c = self.exprs.expr(length);
        if !length.is_simple() {
            let once = self.temporary("length");
            self.push(S::Declare { ty: named("u32"), name: once.clone(), init: Some(c), volatile_: false });
            c = C::Name(once);
        }
        let shift = C::U32(self.program.element_shift(ty));
        (self.allocate_by(at, "wr_allocate_array", &[c.clone(), shift]), c)
    }

    /// `void *o = function(args);` with its slow path, which takes `sp` before them; returns `o`.
    fn allocate_by(&mut self, at: usize, function: &str, args: &[C]) -> Name {
        let object = self.temporary("o");
        let roots = self.roots_at(at);
        self.count_roots(at, false);
        self.push(S::Declare {
            ty: Type::Pointer(Box::new(named("void"))),
            name: object.clone(),
            init: Some(call(function, args.to_vec())),
            volatile_: false,
        });
        let mut slow = self.spill(&roots);
        let slow_args = std::iter::once(sp_above(roots.above)).chain(args.iter().cloned()).collect();
        slow.push(S::Assign(C::Name(object.clone()), call(&format!("{function}_slow"), slow_args)));
        slow.extend(self.reload(&roots));
        let condition = call("wr_unlikely", vec![unary(UnaryOp::Not, C::Name(object.clone()))]);
        self.push(S::If { condition, then: slow, otherwise: Vec::new() });
        object
    }

    fn struct_new(&mut self, at: usize, ty: TypeId, mut args: Vec<C>, result: VarId) {
        let type_name = self.program.type_name(ty);
        let size = call("sizeof", vec![name(&format!("struct {type_name}"))]);
        let object = self.allocate(at, size);
        args.insert(0, C::Name(object));
        self.assign(result, call(&format!("{type_name}_init"), args));
    }

    fn array_new_fixed(&mut self, at: usize, ty: TypeId, args: &[Expr], result: VarId) {
        let type_name = self.program.type_name(ty);
        let element = self.program.types.array_field(ty).storage;
        let bytes = 8 + args.len() as u64 * u64::from(self.program.storage_bytes(element));
        let object = self.allocate(at, C::Int(bytes.next_multiple_of(8) as i64));
        if args.len() <= MAX_FIXED_INIT {
            let mut c = vec![C::Name(object)];
            c.extend(args.iter().map(|arg| self.exprs.expr(arg)));
            self.assign(result, call(&format!("{type_name}_init{}", args.len()), c));
            return;
        }
        let header = vec![C::Name(object.clone()), self.program.type_word(ty), C::U32(args.len() as u32)];
        self.push(expr_stmt(call("wr_array_header", header)));
        for (i, arg) in args.iter().enumerate() {
            let items = arrow(call(type_name, vec![cast(named("ref"), C::Name(object.clone()))]), "items");
            let value = self.program.stored(element, self.exprs.expr(arg));
            self.push(S::Assign(index(items, i as u32), value));
        }
        self.assign(result, cast(named("ref"), C::Name(object)));
    }

    /// Made by the runtime, which roots what it is given.
    fn array_from_segment(&mut self, at: usize, op: AllocOp, args: &[Expr], result: VarId) {
        let roots = self.roots_at(at);
        self.count_roots(at, false);
        self.move_out(at, &roots);
        let above = sp_above(roots.above);
        let c: Vec<C> = args.iter().map(|arg| self.exprs.expr(arg)).collect();
        let value = match op {
            AllocOp::ArrayNewData(ty, data) => {
                let shift = C::U32(self.program.element_shift(ty));
                let mut all = vec![above, self.program.type_word(ty), shift, self.instance.data(data)];
                all.extend(c);
                call("wr_array_new_data", all)
            }
            AllocOp::ArrayNewElem(ty, elem) => {
                let mut all = vec![above, self.program.type_word(ty), self.instance.elem(elem)];
                all.extend(c);
                call("wr_array_new_elem", all)
            }
            _ => unreachable!("not from a segment: {op:?}"),
        };
        self.exprs.out.clear();
        let stores = self.spill(&roots);
        stores.into_iter().for_each(|stmt| self.push(stmt));
        let assigned = self.exprs.var(result);
        self.push(if self.is_read(result) {
            S::Assign(assigned, value)
        } else {
            expr_stmt(cast(named("void"), value))
        });
        let loads = self.reload(&roots);
        loads.into_iter().for_each(|stmt| self.push(stmt));
        self.update_home(result);
    }

    // ---- calls ----

    fn call(&mut self, at: usize, callee: &Callee, args: &[Expr], results: &[VarId]) {
        let facts = self.instance.facts.callee(callee);
        let roots = if facts.collects {
            self.count_roots(at, true);
            self.roots_at(at)
        } else {
            self.roots.calls += 1;
            self.roots.calls_without_spill += 1;
            self.no_roots()
        };
        self.move_out(at, &roots);
        let (value, convention) = self.call_expr(callee, args, sp_above(roots.above));
        self.exprs.out.clear();
        let stores = self.spill(&roots);
        stores.into_iter().for_each(|stmt| self.push(stmt));
        match results.first() {
            Some(&first) if self.is_read(first) => {
                let value = if convention.uniform { self.returned(*self.ty(first), value) } else { value };
                self.push(S::Assign(self.exprs.var(first), value));
            }
            Some(_) => self.push(expr_stmt(cast(named("void"), value))),
            None if convention.uniform => self.push(expr_stmt(cast(named("void"), value))),
            None => self.push(expr_stmt(value)),
        }
        if self.must_stay_a_call(at, callee) {
            self.push(expr_stmt(name("WR_KEEP_CALL")));
        }
        let types: Vec<ValType> = results.iter().map(|&var| *self.ty(var)).collect();
        for ((&var, ty), range) in results.iter().zip(&types).zip(words::ranges(&types)).skip(1) {
            if self.is_read(var) {
                let value = words::from_words(ty, self.program, range, words::result);
                self.push(S::Assign(self.exprs.var(var), value));
            }
        }
        let loads = self.reload(&roots);
        loads.into_iter().for_each(|stmt| self.push(stmt));
        results.iter().for_each(|&var| self.update_home(var));
    }

    /// The first result of a call that returns words.
    fn returned(&mut self, ty: ValType, value: C) -> C {
        if ty != ValType::V128 {
            return from_word(&ty, self.program, value);
        }
        // C may read the other word before it makes the call.
        let low = self.temporary("low");
        self.push(S::Declare { ty: named("u64"), name: low.clone(), init: Some(value), volatile_: false });
        let word = |word: usize| if word == 0 { C::Name(low.clone()) } else { words::result(word) };
        words::from_words(&ty, self.program, 0..2, word)
    }

    /// The words of a value, for places that are written one by one.
    fn words_of(&mut self, ty: &ValType, value: C) -> Vec<C> {
        let value = match value {
            value if *ty == ValType::V128 && !matches!(value, C::Name(_)) => {
                let vector = self.temporary("v");
                self.push(S::Declare { ty: named("v128"), name: vector.clone(), init: Some(value), volatile_: false });
                C::Name(vector)
            }
            value => value,
        };
        words::to_words(ty, self.program, value)
    }

    fn is_read(&self, var: VarId) -> bool {
        self.reads[var.0 as usize]
    }

    /// The call as an expression; pushes what must be stored for it before.
    fn call_expr(&mut self, callee: &Callee, args: &[Expr], above: C) -> (C, Convention) {
        let convention = self.instance.callee_convention(self.program, callee);
        let sp = if self.convention.sp { above } else { name("WR_NO_SP") };
        let mut c = Vec::new();
        if convention.sp {
            c.push(sp);
        }
        let values: Vec<C> = args.iter().map(|arg| self.exprs.expr(arg)).collect();
        if !convention.uniform {
            c.extend(values);
            let Callee::Func(id) = callee else { unreachable!("indirect calls are uniform") };
            return (self.direct_call(*id, c), convention);
        }
        let types = self.callee_type(callee).params.clone();
        let mut at = 0..;
        for (value, ty) in values.into_iter().zip(&types) {
            for (word, at) in self.words_of(ty, value).into_iter().zip(&mut at) {
                if at < WORD_PARAMS {
                    c.push(word);
                } else {
                    self.push(S::Assign(words::overflow(at), word));
                }
            }
        }
        let in_registers = words::count(&types).min(WORD_PARAMS);
        let value = match callee {
            Callee::Func(id) => {
                let args = call(&format!("WR_ARGS{in_registers}"), c);
                self.direct_call(*id, vec![args])
            }
            Callee::Ref(_, code, nullable) => {
                let code = self.exprs.expr(code);
                let code = if *nullable { call("wr_nonnull_code", vec![code]) } else { code };
                c.insert(0, code);
                call(&format!("WR_CALL{in_registers}"), c)
            }
            Callee::Table(table, ty, at) => {
                let range = self.program.func_range(*ty);
                let code = call("wr_table_call", vec![self.instance.table(*table), self.exprs.expr(at), range]);
                c.insert(0, code);
                call(&format!("WR_CALL{in_registers}"), c)
            }
        };
        (value, convention)
    }

    fn direct_call(&self, id: FuncId, args: Vec<C>) -> C {
        let callee = self.instance.func_name(id);
        if self.instance.facts.hides(self.func.id, id) {
            return C::Call(Box::new(call("WR_UNSEEN", vec![name(callee)])), args);
        }
        call(callee, args)
    }

    fn callee_type(&self, callee: &Callee) -> &crate::module::types::FuncType {
        let ty = match callee {
            Callee::Func(id) => self.instance.module.funcs[id.index()].ty,
            Callee::Ref(ty, ..) | Callee::Table(_, ty, _) => *ty,
        };
        self.program.types.func(ty)
    }

    /// A recursive call at (or near) the end of the function: compilers would make it a jump, and endless recursion an
    /// endless loop that never exhausts the stack.
    fn must_stay_a_call(&self, at: usize, callee: &Callee) -> bool {
        let own = self.instance.facts.func(self.func.id);
        let facts = self.instance.facts.callee(callee);
        if !facts.recursive || facts.component != own.component {
            return false;
        }
        let mut next = at + 1;
        while let Some(stmt) = self.func.code.get(next) {
            match stmt {
                Stmt::Return(_) | Stmt::If(..) | Stmt::Switch { .. } | Stmt::Br(_) => return true,
                Stmt::Set(..) | Stmt::Drop(_) | Stmt::End | Stmt::Block(_) => next += 1,
                // The end of the then-arm.
                Stmt::Else => next = self.structure.end[next],
                _ => return false,
            }
        }
        true
    }

    /// Tail calls of imports are plain calls: the host returns.
    fn is_real_tail_call(&self, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::TailCall { callee: Callee::Func(id), .. } => self.instance.host_import(*id).is_none(),
            Stmt::TailCall { .. } => true,
            _ => false,
        }
    }

    fn tail_call(&mut self, callee: &Callee, args: &[Expr]) {
        self.leave_tries(0);
        let has_result = !self.callee_type(callee).results.is_empty();
        if let Callee::Func(id) = callee
            && self.instance.host_import(*id).is_some()
        {
            let (value, convention) = self.call_expr(callee, args, sp_above(0));
            return self.return_host_result(value, convention, has_result, callee);
        }
        if self.tail_by_wrapper {
            return self.pend_tail_call(callee, args);
        }
        let (value, _) = self.call_expr(callee, args, sp_above(0));
        self.push(S::TailReturn(value));
    }

    fn return_host_result(&mut self, value: C, convention: Convention, has_result: bool, callee: &Callee) {
        if !has_result {
            self.push(expr_stmt(if convention.uniform { cast(named("void"), value) } else { value }));
            self.return_nothing();
        } else if convention.uniform == self.convention.uniform {
            self.push(S::Return(Some(value)));
        } else {
            let ty = self.callee_type(callee).results[0];
            let word = if convention.uniform { value } else { self.first_word(&ty, value) };
            self.push(S::Return(Some(word)));
        }
    }

    /// In a function with handlers a tail call is left to the wrapper around it.
    fn pend_tail_call(&mut self, callee: &Callee, args: &[Expr]) {
        let types = self.callee_type(callee).params.clone();
        let pending = || name("wr_pending_tail");
        let code = match callee {
            Callee::Func(id) => cast(named("wr_code"), name(self.instance.func_name(*id))),
            Callee::Ref(_, code, nullable) => {
                let code = self.exprs.expr(code);
                if *nullable { call("wr_nonnull_code", vec![code]) } else { code }
            }
            Callee::Table(table, ty, at) => {
                let range = self.program.func_range(*ty);
                call("wr_table_call", vec![self.instance.table(*table), self.exprs.expr(at), range])
            }
        };
        let mut at = 0..;
        for (arg, ty) in args.iter().zip(&types) {
            let value = self.exprs.expr(arg);
            for (word, at) in self.words_of(ty, value).into_iter().zip(&mut at) {
                let in_register = at < WORD_PARAMS;
                let place = if in_register { index(member(pending(), "args"), at as u32) } else { words::overflow(at) };
                self.push(S::Assign(place, word));
            }
        }
        self.push(S::Assign(member(pending(), "code"), code));
        self.push(S::Return(Some(C::U64(0))));
    }

    fn return_nothing(&mut self) {
        self.push(S::Return(self.convention.uniform.then_some(C::U64(0))));
    }

    fn return_values(&mut self, values: &[Expr]) {
        self.leave_tries(0);
        let types = &self.func.results;
        for ((value, ty), range) in values.iter().zip(types).zip(words::ranges(types)).skip(1) {
            let value = self.exprs.expr(value);
            for (word, at) in self.words_of(ty, value).into_iter().zip(range) {
                self.push(S::Assign(words::result(at), word));
            }
        }
        match values.first() {
            None => self.return_nothing(),
            Some(first) => {
                let value = self.exprs.expr(first);
                let value = if self.convention.uniform { self.first_word(&types[0], value) } else { value };
                self.push(S::Return(Some(value)));
            }
        }
    }

    /// What a function returns for its first result; the rest of it goes where results after the first do.
    fn first_word(&mut self, ty: &ValType, value: C) -> C {
        let mut words = self.words_of(ty, value);
        let rest = words.split_off(1);
        for (at, word) in rest.into_iter().enumerate() {
            self.push(S::Assign(words::result(at + 1), word));
        }
        words.remove(0)
    }

    // ---- exceptions ----

    fn throw(&mut self, tag: crate::module::TagId, args: &[Expr]) {
        let ty = self.instance.module.tags[tag.index()].ty;
        let types = self.program.types.func(ty).params.clone();
        let mut at = 0..;
        for (arg, ty) in args.iter().zip(&types) {
            let value = self.exprs.expr(arg);
            for (word, at) in self.words_of(ty, value).into_iter().zip(&mut at) {
                self.push(S::Assign(payload(at), word));
            }
        }
        self.push(expr_stmt(call("wr_throw", vec![self.instance.tag(tag)])));
    }

    fn open_try(&mut self, at: usize) {
        let handler = self.temporary("handler");
        self.handlers.push(handler.clone());
        let mut own = Vec::new();
        for &var in self.liveness.handler(at) {
            if self.is_traced(var) && !self.homes.contains_key(&var) {
                let slot = self.homes.len();
                let alive = self.liveness.is_alive_in_body(at, var);
                let value = if alive { self.exprs.var(var) } else { cast(named("ref"), C::Int(0)) };
                self.push(S::Spill(slot_of_frame(slot), value));
                self.homes.insert(var, slot);
                own.push(var);
            }
        }
        let saved = self.save(at);
        let condition = unary(UnaryOp::Not, call("WR_TRY", vec![C::Name(handler.clone()), name("sp")]));
        self.open_if(at, condition);
        self.tries.push(OpenTry { at, handler, homes: own, saved });
    }

    /// Puts what the handler reads, and nothing in the body changes, where no compiler can lose it. clang does not know that a
    /// setjmp may return twice: it computes `x + y` after it, in body and handler, and the body's result takes the place of `x`.
    fn save(&mut self, at: usize) -> Vec<(VarId, Name)> {
        let is_lost = |var: &VarId| !self.is_traced(*var) && !self.volatile_.contains(var);
        let vars: Vec<VarId> = self.liveness.handler(at).iter().copied().filter(is_lost).collect();
        let mut saved = Vec::new();
        for var in vars {
            let place = self.temporary(&format!("{}_saved", self.names.vars[var.0 as usize]));
            let ty = self.program.var_type(&self.func.vars[var.0 as usize]);
            let init = Some(self.exprs.var(var));
            self.push(S::Declare { ty, name: place.clone(), init, volatile_: true });
            saved.push((var, place));
        }
        saved
    }

    /// Takes it back, in the handler.
    fn restore(&mut self, open: &OpenTry) {
        for (var, place) in &open.saved {
            self.push(S::Assign(self.exprs.var(*var), C::Name(place.clone())));
        }
    }

    /// Leaves all open tries but the `keep` outermost.
    fn leave_tries(&mut self, keep: usize) {
        if let Some(open) = self.tries.get(keep) {
            let handler = C::Name(open.handler.clone());
            self.push(expr_stmt(call("WR_TRY_END", vec![handler])));
        }
    }

    /// The clauses of the innermost open try, whose body has been written.
    fn clauses(&mut self) {
        let open = self.tries.pop().expect("a try is open");
        self.restore(&open);
        let OpenTry { at, homes: own, .. } = open;
        let Stmt::Try { catches, .. } = &self.func.code[at] else { unreachable!("opened by a try") };
        // What stands behind a clause for everything is never reached.
        let reached = catches.iter().position(|catch| catch.tag.is_none()).map_or(catches.len(), |last| last + 1);
        let catches: &[Catch] = &catches[..reached];
        let exnref = catches.iter().any(|catch| catch.exnref.is_some()).then(|| self.temporary("exnref"));
        if let Some(exnref) = &exnref {
            let made = call("wr_exception_object", vec![sp_above(self.homes.len())]);
            self.push(S::Declare { ty: named("ref"), name: exnref.clone(), init: Some(made), volatile_: false });
        }
        for &var in self.liveness.handler(at) {
            if let Some(&slot) = self.homes.get(&var) {
                self.push(S::Spill(self.exprs.var(var), slot_of_frame(slot)));
            }
        }
        own.iter().for_each(|var| {
            self.homes.remove(var);
        });
        for catch in catches {
            self.lists.push(Vec::new());
            let types = match catch.tag {
                Some(tag) => self.program.types.func(self.instance.module.tags[tag.index()].ty).params.clone(),
                None => Vec::new(),
            };
            for ((&var, ty), range) in catch.payload.iter().zip(&types).zip(words::ranges(&types)) {
                if self.reads[var.0 as usize] {
                    let value = words::from_words(ty, self.program, range, payload);
                    self.assign(var, value);
                }
            }
            if let (Some(var), Some(exnref)) = (catch.exnref, &exnref) {
                self.assign(var, C::Name(exnref.clone()));
            }
            self.branch(catch.label);
            let body = self.lists.pop().expect("just pushed");
            match catch.tag {
                Some(tag) => {
                    let thrown = member(name("wr_exception"), "tag");
                    let condition = binary(BinaryOp::Eq, thrown, self.instance.tag(tag));
                    self.push(S::If { condition, then: body, otherwise: Vec::new() });
                }
                None => body.into_iter().for_each(|stmt| self.push(stmt)),
            }
        }
        if catches.iter().all(|catch| catch.tag.is_some()) {
            self.push(expr_stmt(call("wr_throw_again", Vec::new())));
        }
    }

    /// Variables that change inside a `try` and are read by its handler, other than traced references.
    fn volatile_vars(&self) -> HashSet<VarId> {
        let mut volatile_ = HashSet::new();
        for (at, vars) in &self.liveness.handlers {
            let mut assigned = HashSet::new();
            for stmt in &self.func.code[*at..self.structure.end[*at]] {
                assigned.extend(stmt.assigned());
                stmt.for_each_move(&mut |var| _ = assigned.insert(var));
                if let Stmt::Try { catches, .. } = stmt {
                    assigned.extend(catches.iter().flat_map(|catch| &catch.payload));
                }
            }
            volatile_.extend(vars.iter().filter(|var| assigned.contains(var) && !self.is_traced(**var)));
        }
        volatile_
    }

    // ---- control ----

    fn is_deep(&self) -> bool {
        self.lists.len() > MAX_NESTING
    }

    fn open_loop(&mut self, at: usize) {
        if self.is_deep() {
            let Stmt::Loop(label) = self.func.code[at] else { unreachable!("a loop") };
            self.gotos.insert(label);
            self.push(S::Label(label_name(label)));
            self.open.push((at, Open::FlatLoop));
        } else {
            self.open.push((at, Open::Loop));
            self.loops.push(at);
            self.lists.push(Vec::new());
        }
    }

    fn open_if(&mut self, at: usize, condition: C) {
        if self.is_deep() {
            let otherwise = Name::from(format!("else_{at}"));
            let end = Name::from(format!("end_{at}"));
            let then = vec![S::Goto(otherwise.clone())];
            self.push(S::If { condition: negated(condition), then, otherwise: Vec::new() });
            self.open.push((at, Open::FlatIf { otherwise: Some(otherwise), end }));
        } else {
            self.open.push((at, Open::Nested { condition, then: None }));
            self.lists.push(Vec::new());
        }
    }

    fn else_arm(&mut self, _at: usize) {
        match self.open.last_mut() {
            Some((_, Open::Nested { then, .. })) => {
                let list = self.lists.pop().expect("an open arm");
                *then = Some(list);
                self.lists.push(Vec::new());
            }
            Some((_, Open::FlatIf { otherwise, end })) => {
                let (otherwise, end) = (otherwise.take().expect("one else"), end.clone());
                if !self.ends_in_jump() {
                    self.push(S::Goto(end));
                }
                self.push(S::Label(otherwise));
            }
            _ => unreachable!("else is inside an if"),
        }
    }

    fn ends_in_jump(&self) -> bool {
        self.lists.last().expect("an open list").last().is_some_and(ends_in_jump)
    }

    fn end(&mut self, at: usize) {
        let opening = self.structure.opening[at];
        if matches!(self.func.code[opening], Stmt::Try { .. }) {
            if !self.ends_in_jump() {
                self.leave_tries(self.tries.len() - 1);
            }
            self.else_arm(at);
            self.clauses();
        }
        let (_, open) = self.open.pop().expect("every end closes something");
        match open {
            Open::Block | Open::FlatLoop => {}
            Open::Nested { condition, then } => {
                let last = self.lists.pop().expect("an open arm");
                let stmt = match then {
                    Some(then) => conditional(condition, then, last),
                    None => conditional(condition, last, Vec::new()),
                };
                self.push(stmt);
            }
            Open::Loop => self.close_loop(opening),
            Open::FlatIf { otherwise, end } => {
                let ended = otherwise.is_none();
                if let Some(otherwise) = otherwise {
                    self.push(S::Label(otherwise));
                }
                if ended {
                    self.push(S::Label(end));
                }
            }
        }
        let label = match &self.func.code[opening] {
            Stmt::Block(label) | Stmt::Try { label, .. } => Some(*label),
            Stmt::If(_, label) => *label,
            _ => None,
        };
        if let Some(label) = label
            && self.gotos.contains(&label)
        {
            self.label(label);
        }
    }

    fn label(&mut self, label: LabelId) {
        let list = self.lists.last_mut().expect("an open list");
        if list.last() == Some(&S::Goto(label_name(label))) {
            list.pop();
        }
        list.push(S::Label(label_name(label)));
    }

    fn close_loop(&mut self, opening: usize) {
        let Stmt::Loop(label) = self.func.code[opening] else { unreachable!("a loop") };
        self.loops.pop();
        let mut body = self.lists.pop().expect("an open loop");
        leave_first(&mut body);
        match body.last() {
            Some(S::Continue) => {
                body.pop();
            }
            Some(last) if ends_in_jump(last) => {}
            _ => body.push(S::Break),
        }
        if self.gotos.contains(&label) {
            body.insert(0, S::Label(label_name(label)));
        }
        self.push(S::Loop { comment: None, body });
    }

    /// Jumps to a label, leaving the tries between.
    fn branch(&mut self, label: LabelId) {
        let at = self.structure.label[label.0 as usize];
        let keep = self.tries.iter().take_while(|open| open.at < at).count();
        self.leave_tries(keep);
        let target = self.structure.target(self.func, label);
        let jump = match self.loops.last() {
            Some(&loop_) if loop_ == target && matches!(self.func.code[target], Stmt::Loop(_)) => S::Continue,
            Some(&loop_) if self.follows(loop_, target) => S::Break,
            _ => {
                self.gotos.insert(label);
                S::Goto(label_name(label))
            }
        };
        self.push(jump);
    }

    /// Whether leaving the loop leads straight to the label at `target`.
    fn follows(&self, loop_: usize, target: usize) -> bool {
        let mut at = self.structure.end[loop_] + 1;
        while at < self.func.code.len() && matches!(self.func.code[at], Stmt::End) {
            if at == target {
                return true;
            }
            if !matches!(self.func.code[self.structure.opening[at]], Stmt::Block(_)) {
                return false;
            }
            at += 1;
        }
        false
    }

    fn switch(&mut self, index: &Expr, targets: &[SwitchTarget], default: &SwitchTarget) {
        let value = self.exprs.switched(index);
        let mut cases: Vec<(&SwitchTarget, Vec<u32>)> = Vec::new();
        for (i, target) in targets.iter().enumerate() {
            if target.label == default.label {
                continue;
            }
            match cases.iter_mut().find(|(other, _)| other.label == target.label) {
                Some((_, values)) => values.push(i as u32),
                None => cases.push((target, vec![i as u32])),
            }
        }
        let cases =
            cases.into_iter().map(|(target, values)| SwitchCase { values, body: self.switch_body(target) }).collect();
        let default = self.switch_body(default);
        self.push(S::Switch { value, cases, default });
    }

    fn switch_body(&mut self, target: &SwitchTarget) -> Vec<S> {
        self.lists.push(Vec::new());
        for (var, value) in &target.moves {
            if self.reads[var.0 as usize] {
                let value = self.exprs.expr(value);
                self.assign(*var, value);
            }
        }
        let at = self.structure.label[target.label.0 as usize];
        let keep = self.tries.iter().take_while(|open| open.at < at).count();
        self.leave_tries(keep);
        // `break` would only leave the switch.
        self.gotos.insert(target.label);
        self.push(S::Goto(label_name(target.label)));
        self.lists.pop().expect("just pushed")
    }
}

fn label_name(label: LabelId) -> Name {
    Name::from(format!("L{}", label.0))
}

fn payload(i: usize) -> C {
    index(member(name("wr_exception"), "payload"), i as u32)
}

fn outermost_loads<'a>(expr: &'a Expr, found: &mut Vec<&'a Expr>) {
    if matches!(expr, Expr::Load { .. }) {
        found.push(expr);
    } else {
        expr.for_each_operand(&mut |operand| outermost_loads(operand, found));
    }
}

pub(super) fn ends_in_jump(stmt: &S) -> bool {
    match stmt {
        S::If { then, otherwise, .. } => {
            then.last().is_some_and(ends_in_jump) && otherwise.last().is_some_and(ends_in_jump)
        }
        S::Switch { .. } => true,
        S::Expr(C::Call(callee, _)) => {
            matches!(&**callee, C::Name(name) if matches!(&**name, "wr_trap" | "wr_throw" | "wr_throw_ref" | "wr_throw_again"))
        }
        other => is_jump(other),
    }
}

/// `if (c) { s; continue; }` at the end of a loop, behind which it is left → `if (!c) break; s; continue;`
fn leave_first(body: &mut Vec<S>) {
    let continues = |stmt: &S| match stmt {
        S::If { then, otherwise, .. } => otherwise.is_empty() && then.last() == Some(&S::Continue),
        _ => false,
    };
    if body.last().is_some_and(continues)
        && let Some(S::If { condition, mut then, .. }) = body.pop()
    {
        body.push(S::If { condition: negated(condition), then: vec![S::Break], otherwise: Vec::new() });
        body.append(&mut then);
    }
}

fn negated(condition: C) -> C {
    match condition {
        C::Unary(UnaryOp::Not, inner) => *inner,
        // Exact also for floats, unlike the orders: NaN is unequal to everything.
        C::Binary(BinaryOp::Eq, pair) => C::Binary(BinaryOp::Ne, pair),
        C::Binary(BinaryOp::Ne, pair) => C::Binary(BinaryOp::Eq, pair),
        other => unary(UnaryOp::Not, other),
    }
}

/// An `if`, turned around where only its else-arm does something.
pub(super) fn conditional(condition: C, then: Vec<S>, otherwise: Vec<S>) -> S {
    if then.is_empty() && !otherwise.is_empty() {
        return S::If { condition: negated(condition), then: otherwise, otherwise: Vec::new() };
    }
    S::If { condition, then, otherwise }
}

/// Heads, declarations and the body.
fn assemble(
    emitter: &FuncEmitter<'_>,
    mut body: Vec<S>,
    volatile_: HashSet<VarId>,
    handlers: Vec<Name>,
    has_try: bool,
    by_wrapper: bool,
) -> Vec<CFunc> {
    let func = emitter.func;
    let (program, instance) = (emitter.program, emitter.instance);
    if !emitter.convention.uniform && body.last() == Some(&S::Return(None)) {
        body.pop();
    }
    let body = structure::structure(body);
    let mut declared =
        declare::declare(emitter.func, program, &emitter.names.vars, &emitter.liveness.entry, &volatile_, body);
    let mut prologue: Vec<S> = handlers
        .into_iter()
        .map(|name| S::Declare { ty: Type::Struct("wr_handler".into()), name, init: None, volatile_: false })
        .collect();
    if emitter.convention.uniform {
        let types: Vec<ValType> = func.vars[..func.param_count].iter().map(|var| var.ty).collect();
        let word = |at: usize| {
            if at < WORD_PARAMS { C::Name(emitter.names.words[at].clone()) } else { words::overflow(at) }
        };
        for (i, range) in words::ranges(&types).enumerate() {
            let var = VarId(i as u32);
            if emitter.reads[var.0 as usize] || declared.mentioned.contains(&var) {
                prologue.push(S::Declare {
                    ty: program.c_type(&func.vars[i].ty),
                    name: emitter.names.vars[i].clone(),
                    init: Some(words::from_words(&types[i], program, range, word)),
                    volatile_: volatile_.contains(&var),
                });
            }
        }
    } else {
        // A parameter cannot be volatile for the callee alone: a volatile copy takes its name's place.
        prologue.extend(declare::volatile_params(func, emitter.names, program, &volatile_));
    }
    prologue.append(&mut declared.body);
    let mut head = instance.prototype(program, func.id, Some(&param_names(emitter, &volatile_)));
    mark_unused(&mut head, func, emitter, &declared.mentioned);
    let comment = instance.comment(func.id);
    if !has_try {
        return vec![CFunc { comment, head, body: prologue }];
    }
    if !by_wrapper {
        head.prefix.push("WR_HAS_TRY".into());
        return vec![CFunc { comment, head, body: prologue }];
    }
    let wrapper = wrapper(&head, &emitter.names.words);
    let mut inner = head;
    inner.name = Name::from(format!("{}_body", inner.name));
    inner.prefix = vec!["static".into(), "WR_HAS_TRY".into()];
    vec![CFunc { comment, head: inner, body: prologue }, wrapper]
}

fn param_names(emitter: &FuncEmitter<'_>, volatile_: &HashSet<VarId>) -> Vec<Name> {
    let names = emitter.names;
    if emitter.convention.uniform {
        return names.words.clone();
    }
    let is_volatile = |i: usize| volatile_.contains(&VarId(i as u32));
    (0..emitter.func.param_count)
        .map(|i| if is_volatile(i) { names.copied[i].clone() } else { names.vars[i].clone() })
        .collect()
}

/// Parameters that the body does not mention get `WR_UNUSED`.
fn mark_unused(head: &mut Prototype, func: &Func, emitter: &FuncEmitter<'_>, mentioned: &HashSet<VarId>) {
    if emitter.convention.uniform {
        return;
    }
    let first = emitter.convention.sp as usize;
    if emitter.convention.sp {
        head.params[0].unused = true;
    }
    for i in 0..func.param_count.min(head.params.len() - first) {
        let var = VarId(i as u32);
        head.params[first + i].unused = !emitter.reads[var.0 as usize] && !mentioned.contains(&var);
    }
}

/// Calls the function with handlers, and then makes the tail call that it left behind.
fn wrapper(head: &Prototype, words: &[Name]) -> CFunc {
    let result: Name = "result".into();
    let code: Name = "next".into();
    let pending = || name("wr_pending_tail");
    let words = &words[..words.len().min(WORD_PARAMS)];
    let args = [name("sp")].into_iter().chain(words.iter().map(|word| C::Name(word.clone()))).collect();
    let args = vec![call(&format!("WR_ARGS{}", words.len()), args)];
    let body = vec![
        S::Declare {
            ty: named("u64"),
            name: result.clone(),
            init: Some(call(&format!("{}_body", head.name), args)),
            volatile_: false,
        },
        S::Declare {
            ty: named("wr_code"),
            name: code.clone(),
            init: Some(member(pending(), "code")),
            volatile_: false,
        },
        S::If {
            condition: unary(UnaryOp::Not, C::Name(code.clone())),
            then: vec![S::Return(Some(C::Name(result)))],
            otherwise: Vec::new(),
        },
        S::Assign(member(pending(), "code"), C::Int(0)),
        S::TailReturn(call(
            &format!("WR_CALL{WORD_PARAMS}"),
            [C::Name(code), name("sp")]
                .into_iter()
                .chain((0..WORD_PARAMS).map(|i| index(member(pending(), "args"), i as u32)))
                .collect(),
        )),
    ];
    CFunc { comment: Vec::new(), head: head.clone(), body }
}
