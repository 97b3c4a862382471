//! The intermediate representation: a function as a list of statements over variables, the operand stack gone.
//!
//! In: encoded bodies (`build.rs`). Out: [`Func`], for `analysis/` and `emit/`. Facts about a function live in side
//! tables, never in these types.
//!
//! - Statements form one flat list; structure is by markers ([`Stmt::Block`] … [`Stmt::End`]), so that no pass recurses
//!   over nesting, however deep a module nests.
//! - An [`Expr`] reads and may trap, but writes nothing; every write, call and allocation is a statement of its own. A
//!   statement's expressions may be evaluated in any order (C does not fix it): `build.rs` sees to that.
//! - A branch carries no values: they are in the variables of its target before it.

pub mod build;
pub mod copies;
mod known;
pub mod op;
mod pending;
pub mod traps;

use crate::module::types::{RefType, TypeId, ValType};
use crate::module::{DataId, ElemId, FuncId, GlobalId, MemoryId, TableId, TagId};
use op::{AtomicOp, LaneOp, LoadOp, NumOp, StoreOp, WideOp};

/// A variable of a function: a parameter, a Wasm local, or a temporary.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct VarId(pub u32);

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct LabelId(pub u32);

#[derive(Clone, Debug)]
pub struct Var {
    pub ty: ValType,
    pub kind: VarKind,
    /// Raw name of a local from the name section, or what a temporary holds.
    pub name: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarKind {
    Param,
    Local,
    /// Made by the builder; assigned before it is read on every path.
    Temp,
    /// Such a one that holds an [`Expr::Wide`].
    Wide,
}

#[derive(Clone, Debug)]
pub struct Func {
    pub id: FuncId,
    /// Parameters first, then locals, then temporaries.
    pub vars: Vec<Var>,
    pub param_count: usize,
    pub results: Vec<ValType>,
    pub code: Vec<Stmt>,
    /// Number of labels.
    pub labels: u32,
    /// References that are null until somebody wants the object, which is taken to be seldom: see [`crate::optimise::escape`].
    pub made_late: Vec<VarId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signedness {
    Signed,
    Unsigned,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Half {
    Low,
    High,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Expr {
    I32(u32),
    I64(u64),
    /// Bits.
    F32(u32),
    /// Bits.
    F64(u64),
    /// Bits, the first lane lowest.
    V128(u128),
    Null(RefType),
    Var(VarId),
    Unary(NumOp, Box<Expr>),
    Binary(NumOp, Box<[Expr; 2]>),
    Ternary(NumOp, Box<[Expr; 3]>),
    /// An integer of 128 bits, which no Wasm type has: it is only ever assigned to a [`VarKind::Wide`].
    Wide(WideOp, Box<[Expr]>),
    /// The one or the other i64 of an integer of 128 bits.
    Half(Half, VarId),
    /// Of the vector that comes first, the lane with this number.
    Lane {
        op: LaneOp,
        lane: u8,
        operands: Box<[Expr]>,
    },
    /// Which bytes of the two, numbered through.
    Shuffle([u8; 16], Box<[Expr; 2]>),
    /// Condition, value if not zero, value if zero. Both values may be evaluated.
    Select(Box<[Expr; 3]>),
    GlobalGet(GlobalId),
    RefFunc(FuncId),
    Load {
        op: LoadOp,
        memory: MemoryId,
        offset: u64,
        address: Box<Expr>,
    },
    MemorySize(MemoryId),
    TableGet(TableId, Box<Expr>),
    /// So many elements behind the first: a [`Stmt::TableCheck`] knows that it is there.
    TableRead {
        table: TableId,
        first: Box<Expr>,
        offset: u32,
    },
    TableSize(TableId),
    StructGet {
        ty: TypeId,
        field: u32,
        sign: Option<Signedness>,
        object: Box<Expr>,
        nullable: bool,
    },
    /// Array, index.
    ArrayGet {
        ty: TypeId,
        sign: Option<Signedness>,
        nullable: bool,
        bounds: Bounds,
        operands: Box<[Expr; 2]>,
    },
    ArrayLen {
        nullable: bool,
        array: Box<Expr>,
    },
    RefI31(Box<Expr>),
    I31Get {
        sign: Signedness,
        nullable: bool,
        value: Box<Expr>,
    },
    RefEq(Box<[Expr; 2]>),
    RefIsNull(Box<Expr>, RefType),
    RefAsNonNull(Box<Expr>, RefType),
    RefTest {
        from: RefType,
        to: RefType,
        value: Box<Expr>,
    },
    RefCast {
        from: RefType,
        to: RefType,
        value: Box<Expr>,
    },
}

/// Instructions that write a range, or grow something.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum BulkOp {
    MemoryGrow(MemoryId),
    MemoryFill(MemoryId),
    MemoryCopy { dst: MemoryId, src: MemoryId },
    MemoryInit(MemoryId, DataId),
    DataDrop(DataId),
    TableGrow(TableId),
    TableFill(TableId),
    TableCopy { dst: TableId, src: TableId },
    TableInit(TableId, ElemId),
    ElemDrop(ElemId),
    ArrayFill(TypeId),
    ArrayCopy { dst: TypeId, src: TypeId },
    ArrayInitData(TypeId, DataId),
    ArrayInitElem(TypeId, ElemId),
}

/// Instructions that allocate: each is a safepoint.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum AllocOp {
    StructNew(TypeId),
    StructNewDefault(TypeId),
    ArrayNewFixed(TypeId),
    /// Value, length.
    ArrayNew(TypeId),
    /// Length.
    ArrayNewDefault(TypeId),
    /// Offset, length.
    ArrayNewData(TypeId, DataId),
    /// Offset, length.
    ArrayNewElem(TypeId, ElemId),
}

impl AllocOp {
    /// Of the object.
    pub fn ty(self) -> TypeId {
        match self {
            AllocOp::StructNew(ty)
            | AllocOp::StructNewDefault(ty)
            | AllocOp::ArrayNewFixed(ty)
            | AllocOp::ArrayNew(ty)
            | AllocOp::ArrayNewDefault(ty)
            | AllocOp::ArrayNewData(ty, _)
            | AllocOp::ArrayNewElem(ty, _) => ty,
        }
    }
}

#[derive(Clone, PartialEq, Debug)]
pub enum Callee {
    Func(FuncId),
    /// `call_ref`: the function type, the reference, whether it may be null.
    Ref(TypeId, Box<Expr>, bool),
    /// `call_indirect`: the table, the type, the index.
    Table(TableId, TypeId, Box<Expr>),
}

/// One clause of a `try_table`: when it matches, the payload goes to `payload`, then `label` is taken.
#[derive(Clone, PartialEq, Debug)]
pub struct Catch {
    /// `None` is `catch_all`.
    pub tag: Option<TagId>,
    pub payload: Vec<VarId>,
    /// `catch_ref`, `catch_all_ref`: where the exnref goes.
    pub exnref: Option<VarId>,
    pub label: LabelId,
}

/// What a read of an array asks of its length.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Bounds {
    /// That the index is in bounds.
    Index,
    /// Nothing: a pass knows that it is.
    Known,
    /// So many elements, which is more: what surely follows asks for them.
    AtLeast(u32),
}

/// A branch of a `br_table`: moves into the target's variables, then the jump.
#[derive(Clone, PartialEq, Debug)]
pub struct SwitchTarget {
    pub moves: Vec<(VarId, Expr)>,
    pub label: LabelId,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Stmt {
    Set(VarId, Expr),
    /// Evaluated only for its traps.
    Drop(Expr),
    GlobalSet(GlobalId, Expr),
    Store {
        op: StoreOp,
        memory: MemoryId,
        offset: u64,
        address: Expr,
        value: Expr,
    },
    /// Operands in Wasm's order, the address first.
    Atomic {
        op: AtomicOp,
        memory: MemoryId,
        offset: u64,
        args: Vec<Expr>,
        result: VarId,
    },
    StructSet {
        ty: TypeId,
        field: u32,
        nullable: bool,
        object: Expr,
        value: Expr,
    },
    ArraySet {
        ty: TypeId,
        nullable: bool,
        /// A pass knows that the index is: there is nothing to check.
        in_bounds: bool,
        array: Expr,
        index: Expr,
        value: Expr,
    },
    TableSet(TableId, Expr, Expr),
    /// As [`Expr::TableRead`].
    TableWrite {
        table: TableId,
        first: Expr,
        offset: u32,
        value: Expr,
    },
    /// Traps unless there are so many elements from an index of 32 bits on.
    TableCheck {
        table: TableId,
        first: Expr,
        count: u32,
    },
    /// Operands in Wasm's order; of arrays that may be null, with the check.
    Bulk {
        op: BulkOp,
        args: Vec<Expr>,
        result: Option<VarId>,
    },
    Alloc {
        op: AllocOp,
        args: Vec<Expr>,
        result: VarId,
    },
    Call {
        callee: Callee,
        args: Vec<Expr>,
        results: Vec<VarId>,
    },
    TailCall {
        callee: Callee,
        args: Vec<Expr>,
    },
    Return(Vec<Expr>),
    Throw(TagId, Vec<Expr>),
    ThrowRef(Expr),
    Unreachable,
    /// The label is its end.
    Block(LabelId),
    /// The label is its start.
    Loop(LabelId),
    /// The label is its end, if anything branches there.
    If(Expr, Option<LabelId>),
    Else,
    /// The label is its end.
    Try {
        label: LabelId,
        catches: Vec<Catch>,
    },
    /// Closes the innermost open Block, Loop, If or Try.
    End,
    Br(LabelId),
    Switch {
        index: Expr,
        targets: Vec<SwitchTarget>,
        default: SwitchTarget,
    },
}

/// A statement's walk over its expressions; `$iter` is `iter` or `iter_mut`.
macro_rules! visit_exprs {
    ($stmt:expr, $visit:ident, $iter:ident) => {
        match $stmt {
            Stmt::Set(_, e) | Stmt::Drop(e) | Stmt::GlobalSet(_, e) | Stmt::ThrowRef(e) | Stmt::If(e, _) => $visit(e),
            Stmt::Store { address, value, .. } => [address, value].into_iter().for_each($visit),
            Stmt::StructSet { object, value, .. } => [object, value].into_iter().for_each($visit),
            Stmt::ArraySet { array, index, value, .. } => [array, index, value].into_iter().for_each($visit),
            Stmt::TableSet(_, index, value) => [index, value].into_iter().for_each($visit),
            Stmt::TableWrite { first, value, .. } => [first, value].into_iter().for_each($visit),
            Stmt::TableCheck { first, .. } => $visit(first),
            Stmt::Atomic { args, .. }
            | Stmt::Bulk { args, .. }
            | Stmt::Alloc { args, .. }
            | Stmt::Return(args)
            | Stmt::Throw(_, args) => args.$iter().for_each($visit),
            Stmt::Call { callee, args, .. } | Stmt::TailCall { callee, args } => {
                args.$iter().for_each(&mut *$visit);
                match callee {
                    Callee::Ref(_, e, _) | Callee::Table(_, _, e) => $visit(e),
                    Callee::Func(_) => {}
                }
            }
            Stmt::Switch { index, targets, default } => {
                $visit(index);
                for target in targets.$iter().chain([default]) {
                    target.moves.$iter().for_each(|(_, e)| $visit(e));
                }
            }
            Stmt::Unreachable
            | Stmt::Block(_)
            | Stmt::Loop(_)
            | Stmt::Else
            | Stmt::Try { .. }
            | Stmt::End
            | Stmt::Br(_) => {}
        }
    };
}

impl Func {
    pub fn new_temp(&mut self, ty: ValType, name: Option<String>) -> VarId {
        self.vars.push(Var { ty, kind: VarKind::Temp, name });
        VarId(self.vars.len() as u32 - 1)
    }
}

impl Stmt {
    /// Whether control never reaches the next statement.
    pub fn diverges(&self) -> bool {
        matches!(
            self,
            Stmt::TailCall { .. }
                | Stmt::Return(_)
                | Stmt::Throw(..)
                | Stmt::ThrowRef(_)
                | Stmt::Unreachable
                | Stmt::Br(_)
                | Stmt::Switch { .. }
        )
    }

    /// Calls `visit` with every expression of the statement, outermost only.
    pub fn for_each_expr<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit_exprs!(self, visit, iter)
    }

    /// The same, to change them.
    pub fn for_each_expr_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        visit_exprs!(self, visit, iter_mut)
    }

    /// Variables that one of a switch's branches assigns.
    pub fn for_each_move(&self, visit: &mut dyn FnMut(VarId)) {
        if let Stmt::Switch { targets, default, .. } = self {
            let moves = targets.iter().chain([default]).flat_map(|target| &target.moves);
            moves.for_each(|(var, _)| visit(*var));
        }
    }

    /// Variables that the statement assigns on its normal way out (a `try`'s and a switch's belong to their branches).
    pub fn assigned(&self) -> &[VarId] {
        match self {
            Stmt::Set(var, _) => std::slice::from_ref(var),
            Stmt::Bulk { result: Some(var), .. } => std::slice::from_ref(var),
            Stmt::Alloc { result, .. } | Stmt::Atomic { result, .. } => std::slice::from_ref(result),
            Stmt::Call { results, .. } => results,
            _ => &[],
        }
    }

    /// The same, to change them.
    pub fn assigned_mut(&mut self) -> &mut [VarId] {
        match self {
            Stmt::Set(var, _) => std::slice::from_mut(var),
            Stmt::Bulk { result: Some(var), .. } => std::slice::from_mut(var),
            Stmt::Alloc { result, .. } | Stmt::Atomic { result, .. } => std::slice::from_mut(result),
            Stmt::Call { results, .. } => results,
            _ => &mut [],
        }
    }

    /// Every variable that the statement reads or assigns, to change it.
    pub fn for_each_var_mut(&mut self, visit: &mut dyn FnMut(&mut VarId)) {
        self.for_each_expr_mut(&mut |expr| expr.for_each_var_mut(visit));
        self.assigned_mut().iter_mut().for_each(&mut *visit);
        match self {
            Stmt::Switch { targets, default, .. } => {
                let moves = targets.iter_mut().chain([default]).flat_map(|target| &mut target.moves);
                moves.for_each(|(var, _)| visit(var));
            }
            Stmt::Try { catches, .. } => {
                catches.iter_mut().flat_map(|catch| catch.payload.iter_mut().chain(&mut catch.exnref)).for_each(visit)
            }
            _ => {}
        }
    }

    /// Every label that the statement is or goes to, to change it.
    pub fn for_each_label_mut(&mut self, visit: &mut dyn FnMut(&mut LabelId)) {
        match self {
            Stmt::Block(label) | Stmt::Loop(label) | Stmt::If(_, Some(label)) | Stmt::Br(label) => visit(label),
            Stmt::Try { label, catches } => {
                visit(label);
                catches.iter_mut().for_each(|catch| visit(&mut catch.label));
            }
            Stmt::Switch { targets, default, .. } => {
                targets.iter_mut().chain([default]).for_each(|target| visit(&mut target.label))
            }
            _ => {}
        }
    }
}

impl Expr {
    /// Calls `visit` with the direct operands.
    pub fn for_each_operand<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match self {
            Expr::I32(_)
            | Expr::I64(_)
            | Expr::F32(_)
            | Expr::F64(_)
            | Expr::V128(_)
            | Expr::Null(_)
            | Expr::Var(_)
            | Expr::Half(..)
            | Expr::GlobalGet(_)
            | Expr::RefFunc(_)
            | Expr::MemorySize(_)
            | Expr::TableSize(_) => {}
            Expr::Unary(_, e)
            | Expr::RefI31(e)
            | Expr::TableGet(_, e)
            | Expr::TableRead { first: e, .. }
            | Expr::RefIsNull(e, _)
            | Expr::RefAsNonNull(e, _)
            | Expr::Load { address: e, .. }
            | Expr::StructGet { object: e, .. }
            | Expr::ArrayLen { array: e, .. }
            | Expr::I31Get { value: e, .. }
            | Expr::RefTest { value: e, .. }
            | Expr::RefCast { value: e, .. } => visit(e),
            Expr::Binary(_, pair)
            | Expr::Shuffle(_, pair)
            | Expr::RefEq(pair)
            | Expr::ArrayGet { operands: pair, .. } => pair.iter().for_each(visit),
            Expr::Ternary(_, three) | Expr::Select(three) => three.iter().for_each(visit),
            Expr::Lane { operands, .. } | Expr::Wide(_, operands) => operands.iter().for_each(visit),
        }
    }

    /// The same, to change them.
    pub fn for_each_operand_mut(&mut self, visit: &mut dyn FnMut(&mut Expr)) {
        match self {
            Expr::I32(_)
            | Expr::I64(_)
            | Expr::F32(_)
            | Expr::F64(_)
            | Expr::V128(_)
            | Expr::Null(_)
            | Expr::Var(_)
            | Expr::Half(..)
            | Expr::GlobalGet(_)
            | Expr::RefFunc(_)
            | Expr::MemorySize(_)
            | Expr::TableSize(_) => {}
            Expr::Unary(_, e)
            | Expr::RefI31(e)
            | Expr::TableGet(_, e)
            | Expr::TableRead { first: e, .. }
            | Expr::RefIsNull(e, _)
            | Expr::RefAsNonNull(e, _)
            | Expr::Load { address: e, .. }
            | Expr::StructGet { object: e, .. }
            | Expr::ArrayLen { array: e, .. }
            | Expr::I31Get { value: e, .. }
            | Expr::RefTest { value: e, .. }
            | Expr::RefCast { value: e, .. } => visit(e),
            Expr::Binary(_, pair)
            | Expr::Shuffle(_, pair)
            | Expr::RefEq(pair)
            | Expr::ArrayGet { operands: pair, .. } => pair.iter_mut().for_each(visit),
            Expr::Ternary(_, three) | Expr::Select(three) => three.iter_mut().for_each(visit),
            Expr::Lane { operands, .. } | Expr::Wide(_, operands) => operands.iter_mut().for_each(visit),
        }
    }

    pub fn reads(&self, var: VarId) -> bool {
        let mut found = false;
        self.for_each_var(&mut |read| found |= read == var);
        found
    }

    /// Calls `visit` with every variable that the expression reads.
    pub fn for_each_var(&self, visit: &mut dyn FnMut(VarId)) {
        if let Expr::Var(var) | Expr::Half(_, var) = self {
            visit(*var);
        }
        self.for_each_operand(&mut |operand| operand.for_each_var(visit));
    }

    /// The same, to change them.
    pub fn for_each_var_mut(&mut self, visit: &mut dyn FnMut(&mut VarId)) {
        if let Expr::Var(var) | Expr::Half(_, var) = self {
            visit(var);
        }
        self.for_each_operand_mut(&mut |operand| operand.for_each_var_mut(visit));
    }

    pub fn is_constant(&self) -> bool {
        match self {
            Expr::I32(_) | Expr::I64(_) | Expr::F32(_) | Expr::F64(_) | Expr::V128(_) => true,
            Expr::Null(_) | Expr::RefFunc(_) => true,
            Expr::RefI31(number) => number.is_constant(),
            _ => false,
        }
    }

    /// Constants and variables: cheap to write twice.
    pub fn is_simple(&self) -> bool {
        self.is_constant() || matches!(self, Expr::Var(_))
    }
}
