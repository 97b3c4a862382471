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
//! - **Control** stays structured, but for what is nested too deep for a C compiler.
//!
//! Each has a file of its own in `func/`, and so have allocations and calls.

mod alloc;
mod calls;
mod control;
mod exceptions;
mod roots;

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
use crate::c::ast::{Expr as C, Func as CFunc, Name, Prototype, Stmt as S, Type, UnaryOp};
use crate::c::names::{Scope, sanitize};
use crate::ir::{BulkOp, Expr, Func, LabelId, Stmt, VarId, VarKind};
use crate::module::types::{HeapType, RefType, TypeId, ValType};
use crate::optimise::{Pass, inline};
use control::Open;
pub(super) use control::{conditional, ends_in_jump};
use exceptions::{MOST_BUILTIN_TRIES, OpenTry};
use std::collections::{BTreeMap, HashSet};

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
        has_many_tries: false,
        reads: read_vars(func),
        traced_vars: (0..func.vars.len() as u32).filter(|&var| is_traced(VarId(var))).count() as u64,
        roots: RootStatistics::default(),
    };
    let tries = func.code.iter().filter(|stmt| matches!(stmt, Stmt::Try { .. })).count();
    let has_try = tries > 0;
    emitter.has_many_tries = tries > MOST_BUILTIN_TRIES;
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
    let may_inline = facts.called && facts.returns && !facts.recursive && !facts.rare;
    if options.passes.has(Pass::Inline) && may_inline && inline::is_small(func) {
        functions.iter_mut().for_each(|function| function.head.prefix.insert(0, super::INLINE.into()));
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
    /// More than [`MOST_BUILTIN_TRIES`].
    has_many_tries: bool,
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
                let value = self.stored_ref(value);
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
            Stmt::ArraySet { ty, nullable, in_bounds, array, index, value } => {
                let verb = if *in_bounds { "write" } else { "set" };
                let function = format!("{}_{verb}", self.program.type_name(*ty));
                let args = vec![self.exprs.checked(array, *nullable), self.exprs.expr(index), self.stored_ref(value)];
                self.push(expr_stmt(call(&function, args)));
            }
            Stmt::TableSet(id, index, value) => {
                let function = self.instance.table_function(self.program, *id, "set");
                let args = vec![self.instance.table(*id), self.exprs.expr(index), self.exprs.expr(value)];
                self.push(expr_stmt(call(&function, args)));
            }
            Stmt::TableWrite { table, first, offset, value } => {
                let function = self.instance.table_function(self.program, *table, "write");
                let place = [self.instance.table(*table), self.exprs.expr(first), C::U32(*offset)];
                let value = self.exprs.expr(value);
                self.push(expr_stmt(call(&function, place.into_iter().chain([value]).collect())));
            }
            Stmt::TableCheck { table, first, count } => {
                let function = self.instance.table_function(self.program, *table, "check");
                let args = vec![self.instance.table(*table), self.exprs.expr(first), C::U32(*count)];
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
            Stmt::Else => self.else_arm(),
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
        let value = self.stored_ref(value);
        if self.program.is_traced_storage(self.program.types.struct_fields(ty)[field as usize].storage) {
            let (owner, field) = self.program.field_place(ty, field);
            self.push(expr_stmt(call("wr_field_set", vec![C::Name(owner), object, C::Name(field), value])));
        } else {
            let storage = self.program.types.struct_fields(ty)[field as usize].storage;
            let place = self.program.field(ty, field, object);
            self.push(S::Assign(place, self.program.stored(storage, value)));
        }
    }

    /// A value that is stored in an object or a global. What the C compiler does not see is said: that it is an i31.
    fn stored_ref(&self, value: &Expr) -> C {
        let is_i31 = match value {
            Expr::RefI31(number) => matches!(**number, Expr::Binary(..)),
            Expr::Var(var) => self.func.vars[var.0 as usize].ty == ValType::Ref(RefType::non_null(HeapType::I31)),
            _ => false,
        };
        let value = self.exprs.expr(value);
        if is_i31 { call("wr_known_i31", vec![value]) } else { value }
    }

    fn bulk(&mut self, op: BulkOp, args: &[Expr], result: Option<VarId>) {
        let mut c: Vec<C> = args.iter().map(|arg| self.exprs.expr(arg)).collect();
        let memory = |id| self.instance.memory(id);
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
            BulkOp::ArrayFill(ty) => format!("{}_fill", self.program.type_name(ty)),
            BulkOp::ArrayCopy { dst, .. } => {
                let element = self.program.types.array_field(dst).storage;
                if self.program.is_traced_storage(element) {
                    "wr_array_copy_refs".to_string()
                } else {
                    c.push(C::U32(self.program.storage_bytes(element)));
                    "wr_array_copy".to_string()
                }
            }
            BulkOp::ArrayInitData(ty, data) => {
                c.insert(2, self.instance.data(data));
                c.push(C::U32(self.program.element_shift(ty)));
                "wr_array_init_data".to_string()
            }
            BulkOp::ArrayInitElem(_, elem) => {
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
}

fn outermost_loads<'a>(expr: &'a Expr, found: &mut Vec<&'a Expr>) {
    if matches!(expr, Expr::Load { .. }) {
        found.push(expr);
    } else {
        expr.for_each_operand(&mut |operand| outermost_loads(operand, found));
    }
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
    let handler = if emitter.has_many_tries { "wr_saving_handler" } else { "wr_handler" };
    let mut prologue: Vec<S> = handlers
        .into_iter()
        .map(|name| S::Declare { ty: Type::Struct(handler.into()), name, init: None, volatile_: false })
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
