//! The beginning of the start function, done by the compiler: objects that it would allocate become static ones, globals begin as
//! what it would set them to.
//!
//! In: a module, before the IR of its functions is built. Out: the module with [`Module::objects`] and other initial values, and what is
//! left of the start function and of those that it calls. A global that nothing else sets is constant from then on, and has the type of
//! its value: its null checks and casts go, wherever it is read. Hoot's modules begin by making every constant of the program, 40 000 in
//! the REPL's: a third of its C, for code that runs once.
//!
//! Statements are done in their order up to the first branch. One that cannot be done, such as a call of the host's, is left for run time,
//! as long as it is known what that reads and sets: later ones that are done come before it, so they must not set what it reads or sets.
//! Nothing runs before the start function, so nobody else sees the difference, as long as no other module can reach into this one by then
//! and nobody calls the function again.

use crate::analysis::facts;
use crate::error::Result;
use crate::hosts;
use crate::ir::{AllocOp, BulkOp, Callee, Expr, Func, Signedness, Stmt, Var, VarId, VarKind, build};
use crate::module::read::Validated;
use crate::module::types::{HeapType, RefType, StorageType, TypeId, TypeTable, ValType};
use crate::module::{
    self as wasm, ConstExpr, DataId, DataMode, ElemMode, ExportItem, FuncId, Global, GlobalId, Module, ObjectId,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use wasmparser::Operator;

/// Statements and array elements, together: what is beyond is left to the program. Calls of calls can be many in a short module, and
/// so can elements; and `emit/data.rs` takes no longer array. (Hoot's REPL stays within it.)
const BUDGET: u32 = 1 << 20;
const MAX_CALL_DEPTH: u32 = 8;

/// Does what it can of the start function. Returns the functions of which less is left, in the module's order.
pub fn evaluate(module: &mut Module<'_>, validated: &Validated, types: &TypeTable) -> Result<Vec<Func>> {
    let Some(start) = module.start else { return Ok(Vec::new()) };
    if module.funcs[start.index()].body.is_none() || others_come_before(module) {
        return Ok(Vec::new());
    }
    let uses = Uses::of_module(module)?;
    if uses.places(start) > 0 {
        return Ok(Vec::new());
    }
    let mut machine = Machine::new(module, validated, types, &uses);
    machine.do_and_leave(start)?;
    if machine.globals.is_empty() {
        return Ok(Vec::new());
    }

    // What something else calls as well does it all again.
    let done: HashSet<FuncId> =
        machine.calls.iter().filter(|(func, calls)| uses.places(**func) == **calls).map(|(func, _)| *func).collect();
    let is_gone = |func: FuncId| done.contains(&func) || machine.here.contains(&func);
    let constant_type = |(id, set): (&GlobalId, &SetGlobal)| {
        let is_constant = is_gone(set.by) && uses.sets_only_once(*id);
        is_constant.then(|| machine.refined(module.globals[id.index()].ty, &set.value))
    };
    let constant_types: Vec<Option<ValType>> = machine.globals.iter().map(constant_type).collect();
    let Machine { globals, objects, named, mut left, .. } = machine;

    module.objects = objects;
    for ((id, set), constant_type) in globals.into_iter().zip(constant_types) {
        let global = &mut module.globals[id.index()];
        global.init = Some(set.value);
        global.is_set_by_start = true;
        if let Some(ty) = constant_type {
            (global.mutable, global.ty) = (false, ty);
        }
    }
    module.globals.extend(named);
    done.into_iter().for_each(|func| module.funcs[func.index()].is_done = true);
    left.sort_by_key(|func| func.id);
    Ok(left)
}

/// Whether code of another module could see a global before the start function has begun: by a table into which an active
/// segment was written before a later one trapped.
fn others_come_before(module: &Module<'_>) -> bool {
    let imports_a_table = module.tables.iter().any(|table| table.import.is_some());
    imports_a_table && module.elems.iter().any(|elem| matches!(elem.mode, ElemMode::Active { .. }))
}

struct SetGlobal {
    value: ConstExpr,
    by: FuncId,
}

/// The state after the statements so far. A value is a [`ConstExpr`] without operands that allocate.
struct Machine<'a, 'm> {
    module: &'a Module<'m>,
    validated: &'a Validated,
    types: &'a TypeTable,
    uses: &'a Uses,
    objects: Vec<ConstExpr>,
    globals: BTreeMap<GlobalId, SetGlobal>,
    /// How often each function was called and did it all.
    calls: BTreeMap<FuncId, u32>,
    depth: u32,
    /// What is left of [`BUDGET`].
    budget: u32,
    /// How to go back to where a call began that turns out to do what cannot be done.
    journal: Vec<Undo>,
    built: HashMap<FuncId, Func>,

    /// Functions that are only called here: what was done of them does not happen again.
    here: HashSet<FuncId>,
    /// What is left of those that were not done to their end.
    left: Vec<Func>,
    /// What statements that are left read or set.
    read_later: HashSet<GlobalId>,
    set_later: HashSet<GlobalId>,
    /// The objects before this one may be seen by statements that are left.
    first_unseen: usize,
    /// Globals that are always these objects, and those that we add, for statements that are left and refer to one without.
    name_of: HashMap<ObjectId, GlobalId>,
    named: Vec<Global>,
}

enum Undo {
    Global(GlobalId, Option<SetGlobal>),
    Field(ObjectId, u32, ConstExpr),
    Object,
    Call(FuncId),
}

/// None: it is not known before run time.
type Vars = HashMap<VarId, Option<ConstExpr>>;

impl<'a, 'm> Machine<'a, 'm> {
    fn new(module: &'a Module<'m>, validated: &'a Validated, types: &'a TypeTable, uses: &'a Uses) -> Machine<'a, 'm> {
        Machine {
            module,
            validated,
            types,
            uses,
            objects: Vec::new(),
            globals: BTreeMap::new(),
            calls: BTreeMap::new(),
            depth: 0,
            budget: BUDGET,
            journal: Vec::new(),
            built: HashMap::new(),
            here: HashSet::new(),
            left: Vec::new(),
            read_later: HashSet::new(),
            set_later: HashSet::new(),
            first_unseen: 0,
            name_of: HashMap::new(),
            named: Vec::new(),
        }
    }

    fn build(&mut self, id: FuncId) -> Result<Func> {
        match self.built.remove(&id) {
            Some(func) => Ok(func),
            None => build::build(self.module, self.validated, self.types, id),
        }
    }

    // --- A function that is only called here: what cannot be done is left

    /// Whether that was possible to its end; else nothing that follows can be done.
    fn do_and_leave(&mut self, id: FuncId) -> Result<bool> {
        self.here.insert(id);
        let mut func = self.build(id)?;
        let (mut vars, mut rest) = (Vars::new(), Vec::new());
        let code = std::mem::take(&mut func.code);
        let mut stopped = None;
        for (at, stmt) in code.iter().enumerate() {
            // Nothing branches so far.
            if matches!(stmt, Stmt::Block(_) | Stmt::End) {
                rest.push(stmt.clone());
                continue;
            }
            if let Some(callee) = self.only_called_here(stmt) {
                self.depth += 1;
                let could = self.do_and_leave(callee)?;
                self.depth -= 1;
                let is_left = !self.calls.contains_key(&callee);
                rest.extend(is_left.then(|| stmt.clone()));
                if could {
                    continue;
                }
                stopped = Some(at + 1);
                break;
            }
            if self.does(&func, stmt, &mut vars)? {
                continue;
            }
            let Some(stmt) = self.leave(&func, stmt, &mut vars) else {
                stopped = Some(at);
                break;
            };
            let returns = matches!(stmt, Stmt::Return(_));
            rest.push(stmt);
            if returns {
                rest.extend(code[at + 1..].iter().filter(|stmt| matches!(stmt, Stmt::Block(_) | Stmt::End)).cloned());
                break;
            }
        }
        if let Some(at) = stopped {
            self.hand_over(&vars, &code[at..], &mut rest);
            rest.extend_from_slice(&code[at..]);
        }
        let does_nothing =
            |stmt: &Stmt| matches!(stmt, Stmt::Block(_) | Stmt::End) || *stmt == Stmt::Return(Vec::new());
        if rest.iter().all(does_nothing) && self.depth > 0 {
            *self.calls.entry(id).or_default() += 1;
        } else {
            self.left.push(Func { code: rest, ..func });
        }
        Ok(stopped.is_none())
    }

    fn only_called_here(&self, stmt: &Stmt) -> Option<FuncId> {
        match stmt {
            Stmt::Call { callee: Callee::Func(id), args, results } => {
                let is_own = self.module.funcs[id.index()].body.is_some();
                let takes_nothing = args.is_empty() && results.is_empty();
                let is_here = is_own && takes_nothing && self.uses.places(*id) == 1 && self.depth < MAX_CALL_DEPTH;
                is_here.then_some(*id)
            }
            _ => None,
        }
    }

    /// What is left of a statement that is not done; `None`, if it is not known what it may read and set.
    fn leave(&mut self, func: &Func, stmt: &Stmt, vars: &mut Vars) -> Option<Stmt> {
        match stmt {
            Stmt::GlobalSet(id, _) => {
                self.set_later.insert(*id);
            }
            Stmt::Call { callee: Callee::Func(id), .. } => {
                let (reads, sets) = self.uses.effects(self.module, *id)?;
                self.read_later.extend(reads);
                self.set_later.extend(sets);
            }
            Stmt::Bulk { op: BulkOp::DataDrop(_), .. } => return None,
            Stmt::Set(..)
            | Stmt::Drop(_)
            | Stmt::Alloc { .. }
            | Stmt::Return(_)
            | Stmt::Store { .. }
            | Stmt::StructSet { .. }
            | Stmt::ArraySet { .. }
            | Stmt::TableSet(..)
            | Stmt::Bulk { .. } => {}
            _ => return None,
        }
        self.first_unseen = self.objects.len();
        let mut left = stmt.clone();
        left.for_each_expr_mut(&mut |expr| self.substitute(func, expr, vars));
        stmt.assigned().iter().for_each(|var| {
            vars.insert(*var, None);
        });
        Some(left)
    }

    /// Writes what is known into an expression that is left.
    fn substitute(&mut self, func: &Func, expr: &mut Expr, vars: &Vars) {
        if let Some(value) = self.value(func, expr, vars) {
            *expr = self.operand(&value);
            return;
        }
        if let Expr::GlobalGet(id) = expr {
            self.read_later.insert(*id);
        }
        expr.for_each_operand_mut(&mut |operand| self.substitute(func, operand, vars));
    }

    fn operand(&mut self, value: &ConstExpr) -> Expr {
        match value {
            ConstExpr::I32(value) => Expr::I32(*value as u32),
            ConstExpr::I64(value) => Expr::I64(*value as u64),
            ConstExpr::F32(bits) => Expr::F32(*bits),
            ConstExpr::F64(bits) => Expr::F64(*bits),
            ConstExpr::V128(bits) => Expr::V128(*bits),
            ConstExpr::RefNull(ty) => Expr::Null(*ty),
            ConstExpr::RefFunc(id) => Expr::RefFunc(*id),
            ConstExpr::RefI31(number) => Expr::RefI31(Box::new(self.operand(number))),
            ConstExpr::GlobalGet(id) => Expr::GlobalGet(*id),
            ConstExpr::Object(id) => Expr::GlobalGet(self.name(*id)),
            other => unreachable!("no value: {other:?}"),
        }
    }

    fn name(&mut self, id: ObjectId) -> GlobalId {
        if let Some(name) = self.name_of.get(&id) {
            return *name;
        }
        let ty = ValType::Ref(self.reference(&ConstExpr::Object(id)).expect("objects have types"));
        let name = GlobalId((self.module.globals.len() + self.named.len()) as u32);
        let init = Some(ConstExpr::Object(id));
        self.named.push(Global { name: None, import: None, ty, mutable: false, init, is_set_by_start: true });
        self.name_of.insert(id, name);
        name
    }

    /// Sets the variables that are known and that the code reads.
    fn hand_over(&mut self, vars: &Vars, code: &[Stmt], rest: &mut Vec<Stmt>) {
        let mut read = Vec::new();
        for stmt in code {
            stmt.for_each_expr(&mut |expr| expr.for_each_var(&mut |var| read.push(var)));
        }
        read.sort_unstable();
        read.dedup();
        for var in read {
            if let Some(Some(value)) = vars.get(&var) {
                rest.push(Stmt::Set(var, self.operand(value)));
            }
        }
    }

    // --- All or nothing

    /// Does a statement, if all that it does can be done.
    fn does(&mut self, func: &Func, stmt: &Stmt, vars: &mut Vars) -> Result<bool> {
        match stmt {
            _ if self.spend(1).is_none() => Ok(false),
            Stmt::Call { callee: Callee::Func(id), args, results } => self.call(func, *id, args, results, vars),
            _ => Ok(self.step(func, stmt, vars).is_some()),
        }
    }

    fn spend(&mut self, amount: u32) -> Option<()> {
        self.budget = self.budget.checked_sub(amount)?;
        Some(())
    }

    fn call(&mut self, caller: &Func, id: FuncId, args: &[Expr], results: &[VarId], vars: &mut Vars) -> Result<bool> {
        let Some(args) = self.values(caller, args, vars) else { return Ok(false) };
        let is_own = self.module.funcs[id.index()].body.is_some();
        if !is_own || self.depth == MAX_CALL_DEPTH {
            return Ok(false);
        }
        let func = self.build(id)?;
        let params = args.into_iter().enumerate().map(|(i, arg)| (VarId(i as u32), Some(arg))).collect();
        let before = self.journal.len();
        self.journal.push(Undo::Call(id));
        *self.calls.entry(id).or_default() += 1;
        self.depth += 1;
        let returned = self.run(&func, params)?;
        self.depth -= 1;
        self.built.insert(id, func);
        match returned {
            Some(values) => {
                vars.extend(results.iter().copied().zip(values.into_iter().map(Some)));
                Ok(true)
            }
            None => {
                self.undo(before);
                Ok(false)
            }
        }
    }

    /// What a function returns; `None`, if it could not be done to its end.
    fn run(&mut self, func: &Func, mut vars: Vars) -> Result<Option<Vec<ConstExpr>>> {
        for stmt in &func.code {
            match stmt {
                Stmt::Block(_) | Stmt::End => {}
                Stmt::Return(values) => return Ok(self.values(func, values, &vars)),
                _ if self.does(func, stmt, &mut vars)? => {}
                _ => return Ok(None),
            }
        }
        Ok(Some(Vec::new()))
    }

    fn undo(&mut self, before: usize) {
        for undo in self.journal.drain(before..).rev() {
            match undo {
                Undo::Global(id, Some(set)) => drop(self.globals.insert(id, set)),
                Undo::Global(id, None) => drop(self.globals.remove(&id)),
                Undo::Field(id, field, value) => {
                    if let ConstExpr::StructNew(_, fields) = &mut self.objects[id.index()] {
                        fields[field as usize] = value;
                    }
                }
                Undo::Object => drop(self.objects.pop()),
                Undo::Call(id) => *self.calls.entry(id).or_default() -= 1,
            }
        }
    }

    // --- Statements and values

    fn values(&self, func: &Func, exprs: &[Expr], vars: &Vars) -> Option<Vec<ConstExpr>> {
        exprs.iter().map(|expr| self.value(func, expr, vars)).collect()
    }

    fn step(&mut self, func: &Func, stmt: &Stmt, vars: &mut Vars) -> Option<()> {
        match stmt {
            Stmt::Set(var, value) => {
                vars.insert(*var, Some(self.value(func, value, vars)?));
            }
            Stmt::Drop(value) => {
                self.value(func, value, vars)?;
            }
            Stmt::GlobalSet(id, value) if self.may_set(*id) => {
                let set = SetGlobal { value: self.value(func, value, vars)?, by: func.id };
                if let ConstExpr::Object(object) = set.value
                    && self.here.contains(&func.id)
                    && self.uses.sets_only_once(*id)
                {
                    self.name_of.insert(object, *id);
                }
                let before = self.globals.insert(*id, set);
                self.journal.push(Undo::Global(*id, before));
            }
            Stmt::StructSet { field, object, value, .. } => {
                let (object, value) = (self.value(func, object, vars)?, self.value(func, value, vars)?);
                let ConstExpr::Object(id) = object else { return None };
                let place = self.field(id, *field)?;
                let before = std::mem::replace(place, value);
                self.journal.push(Undo::Field(id, *field, before));
            }
            Stmt::Alloc { op, args, result } => {
                let args = self.values(func, args, vars)?;
                let object = self.object(*op, args)?;
                vars.insert(*result, Some(ConstExpr::Object(ObjectId(self.objects.len() as u32))));
                self.objects.push(object);
                self.journal.push(Undo::Object);
            }
            _ => return None,
        }
        Some(())
    }

    fn may_set(&self, id: GlobalId) -> bool {
        let is_own = self.module.globals[id.index()].import.is_none();
        is_own && !self.read_later.contains(&id) && !self.set_later.contains(&id)
    }

    /// Of an object that nothing which is left can have seen.
    fn field(&mut self, id: ObjectId, field: u32) -> Option<&mut ConstExpr> {
        if id.index() < self.first_unseen {
            return None;
        }
        match &mut self.objects[id.index()] {
            ConstExpr::StructNew(_, fields) => Some(&mut fields[field as usize]),
            _ => None,
        }
    }

    fn object(&mut self, op: AllocOp, args: Vec<ConstExpr>) -> Option<ConstExpr> {
        let number = |arg: &ConstExpr| match arg {
            ConstExpr::I32(number) => u32::try_from(*number).ok(),
            _ => None,
        };
        Some(match (op, args.as_slice()) {
            (AllocOp::StructNew(ty), _) => ConstExpr::StructNew(ty, args),
            (AllocOp::StructNewDefault(ty), []) => ConstExpr::StructNewDefault(ty),
            (AllocOp::ArrayNewFixed(ty), _) => ConstExpr::ArrayNewFixed(ty, args),
            (AllocOp::ArrayNew(ty), [value, count]) => {
                self.spend(number(count)?)?;
                ConstExpr::ArrayNew(ty, Box::new([value.clone(), count.clone()]))
            }
            (AllocOp::ArrayNewDefault(ty), [count]) => {
                self.spend(number(count)?)?;
                ConstExpr::ArrayNewDefault(ty, Box::new(count.clone()))
            }
            (AllocOp::ArrayNewData(ty, data), [offset, count]) => {
                self.spend(number(count)?)?;
                ConstExpr::ArrayNewFixed(ty, self.items(ty, data, number(offset)?, number(count)?)?)
            }
            _ => return None,
        })
    }

    /// Of a segment that nothing has dropped yet.
    fn items(&self, ty: TypeId, data: DataId, offset: u32, count: u32) -> Option<Vec<ConstExpr>> {
        let data = &self.module.datas[data.index()];
        let size = match self.types.array_field(ty).storage {
            StorageType::I8 => 1,
            StorageType::I16 => 2,
            _ => return None,
        };
        let bytes = data.bytes.get(offset as usize..)?.get(..count as usize * size)?;
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, byte| number << 8 | i32::from(*byte));
        matches!(data.mode, DataMode::Passive)
            .then(|| bytes.chunks_exact(size).map(|item| ConstExpr::I32(number(item))).collect())
    }

    fn value(&self, func: &Func, expr: &Expr, vars: &Vars) -> Option<ConstExpr> {
        Some(match expr {
            Expr::I32(value) => ConstExpr::I32(*value as i32),
            Expr::I64(value) => ConstExpr::I64(*value as i64),
            Expr::F32(bits) => ConstExpr::F32(*bits),
            Expr::F64(bits) => ConstExpr::F64(*bits),
            Expr::V128(bits) => ConstExpr::V128(*bits),
            Expr::Null(ty) => ConstExpr::RefNull(*ty),
            Expr::RefFunc(id) => ConstExpr::RefFunc(*id),
            Expr::Var(var) => match vars.get(var) {
                Some(value) => value.clone()?,
                None => initial(&func.vars[var.0 as usize])?,
            },
            Expr::GlobalGet(id) => self.global(*id)?,
            Expr::RefI31(number) => match self.value(func, number, vars)? {
                number @ ConstExpr::I32(_) => ConstExpr::RefI31(Box::new(number)),
                _ => return None,
            },
            Expr::I31Get { sign, value, .. } => match self.value(func, value, vars)? {
                ConstExpr::RefI31(number) => match (*number, sign) {
                    (ConstExpr::I32(number), Signedness::Signed) => ConstExpr::I32(number << 1 >> 1),
                    (ConstExpr::I32(number), Signedness::Unsigned) => ConstExpr::I32(number & i32::MAX),
                    _ => return None,
                },
                _ => return None,
            },
            Expr::RefAsNonNull(value, _) => {
                let value = self.value(func, value, vars)?;
                self.reference(&value).filter(|ty| !ty.nullable).map(|_| value)?
            }
            Expr::RefCast { to, value, .. } => {
                let value = self.value(func, value, vars)?;
                self.reference(&value).filter(|ty| self.types.ref_is_subtype(*ty, *to)).map(|_| value)?
            }
            _ => return None,
        })
    }

    fn global(&self, id: GlobalId) -> Option<ConstExpr> {
        if self.set_later.contains(&id) {
            return None;
        }
        if let Some(set) = self.globals.get(&id) {
            return Some(set.value.clone());
        }
        let global = &self.module.globals[id.index()];
        match global.init.as_ref()? {
            _ if !global.mutable => Some(ConstExpr::GlobalGet(id)),
            init @ (ConstExpr::I32(_)
            | ConstExpr::I64(_)
            | ConstExpr::F32(_)
            | ConstExpr::F64(_)
            | ConstExpr::V128(_)
            | ConstExpr::RefNull(_)
            | ConstExpr::RefFunc(_)
            | ConstExpr::GlobalGet(_)) => Some(init.clone()),
            ConstExpr::RefI31(number) if matches!(**number, ConstExpr::I32(_)) => {
                Some(ConstExpr::RefI31(number.clone()))
            }
            _ => None,
        }
    }

    /// The type of a value, if it is a reference.
    fn reference(&self, value: &ConstExpr) -> Option<RefType> {
        match value {
            ConstExpr::RefNull(ty) => Some(*ty),
            ConstExpr::RefFunc(id) => Some(RefType::non_null(HeapType::Concrete(self.module.funcs[id.index()].ty))),
            ConstExpr::RefI31(_) => Some(RefType::non_null(HeapType::I31)),
            ConstExpr::Object(id) => {
                let ty = self.objects[id.index()].made_type()?;
                Some(RefType::non_null(HeapType::Concrete(ty)))
            }
            ConstExpr::GlobalGet(id) => match self.module.globals[id.index()].ty {
                ValType::Ref(ty) => Some(ty),
                _ => None,
            },
            _ => None,
        }
    }

    /// The type of a global that is always `value`. References that C holds in different ways stay apart.
    fn refined(&self, declared: ValType, value: &ConstExpr) -> ValType {
        let (ValType::Ref(RefType { heap, .. }), Some(own)) = (declared, self.reference(value)) else {
            return declared;
        };
        if own.nullable {
            return declared;
        }
        let is_narrower = self.types.heap_top(heap) == HeapType::Any && self.types.heap_is_subtype(own.heap, heap);
        ValType::Ref(RefType::non_null(if is_narrower { own.heap } else { heap }))
    }
}

/// What a local variable holds that nothing has set.
fn initial(var: &Var) -> Option<ConstExpr> {
    if var.kind != VarKind::Local {
        return None;
    }
    Some(match var.ty {
        ValType::I32 => ConstExpr::I32(0),
        ValType::I64 => ConstExpr::I64(0),
        ValType::F32 => ConstExpr::F32(0),
        ValType::F64 => ConstExpr::F64(0),
        ValType::V128 => ConstExpr::V128(0),
        ValType::Ref(ty) => ConstExpr::RefNull(ty),
    })
}

/// What a module uses where.
struct Uses {
    /// In how many places functions are called or referred to.
    places: HashMap<FuncId, u32>,
    /// In how many places globals are set.
    sets: HashMap<GlobalId, u32>,
    exported: HashSet<GlobalId>,
    funcs: Vec<FuncUses>,
}

#[derive(Default)]
struct FuncUses {
    calls: Vec<FuncId>,
    reads: Vec<GlobalId>,
    sets: Vec<GlobalId>,
    /// It calls by reference, or drops a segment: what else that does is not known.
    is_open: bool,
}

impl Uses {
    fn of_module(module: &Module<'_>) -> Result<Uses> {
        let funcs = module.funcs.iter().map(FuncUses::of_func).collect::<Result<_>>()?;
        let mut uses = Uses { places: HashMap::new(), sets: HashMap::new(), exported: HashSet::new(), funcs };
        for export in &module.exports {
            match export.item {
                ExportItem::Func(id) => *uses.places.entry(id).or_default() += 1,
                ExportItem::Global(id) => {
                    uses.exported.insert(id);
                }
                _ => {}
            }
        }
        facts::functions_in_constants(module, &mut |id| *uses.places.entry(id).or_default() += 1);
        for func in &uses.funcs {
            func.calls.iter().for_each(|id| *uses.places.entry(*id).or_default() += 1);
            func.sets.iter().for_each(|id| *uses.sets.entry(*id).or_default() += 1);
        }
        Ok(uses)
    }

    /// In one place of this module, and none of another.
    fn sets_only_once(&self, id: GlobalId) -> bool {
        self.sets.get(&id) == Some(&1) && !self.exported.contains(&id)
    }

    fn places(&self, id: FuncId) -> u32 {
        self.places.get(&id).copied().unwrap_or(0)
    }

    /// The globals that a call may read and set; `None`, if that is not known.
    fn effects(&self, module: &Module<'_>, id: FuncId) -> Option<(Vec<GlobalId>, Vec<GlobalId>)> {
        let (mut reads, mut sets) = (Vec::new(), Vec::new());
        let (mut pending, mut seen) = (vec![id], HashSet::from([id]));
        while let Some(id) = pending.pop() {
            if let Some(import) = &module.funcs[id.index()].import
                && hosts::find(import).is_none_or(|function| function.calls)
            {
                return None;
            }
            let func = &self.funcs[id.index()];
            if func.is_open {
                return None;
            }
            reads.extend_from_slice(&func.reads);
            sets.extend_from_slice(&func.sets);
            pending.extend(func.calls.iter().filter(|id| seen.insert(**id)));
        }
        Some((reads, sets))
    }
}

impl FuncUses {
    fn of_func(func: &wasm::Func<'_>) -> Result<FuncUses> {
        let mut uses = FuncUses::default();
        let Some(body) = &func.body else { return Ok(uses) };
        for operator in body.get_operators_reader().map_err(build::invalid)? {
            match operator.map_err(build::invalid)? {
                Operator::Call { function_index }
                | Operator::ReturnCall { function_index }
                | Operator::RefFunc { function_index } => uses.calls.push(FuncId(function_index)),
                Operator::GlobalGet { global_index } => uses.reads.push(GlobalId(global_index)),
                Operator::GlobalSet { global_index } => uses.sets.push(GlobalId(global_index)),
                Operator::CallRef { .. }
                | Operator::ReturnCallRef { .. }
                | Operator::CallIndirect { .. }
                | Operator::ReturnCallIndirect { .. }
                | Operator::DataDrop { .. } => uses.is_open = true,
                _ => {}
            }
        }
        Ok(uses)
    }
}
