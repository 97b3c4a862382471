//! A syntax tree of the C that we emit. It knows C, not Wasm.
//!
//! In: what `emit/` builds. Out: the same, to `print.rs`. Nobody formats C by hand: precedence, literal suffixes and
//! indentation are the printer's, and statistics about the emitted code (`Func::statistics`) are counted on this tree.

use std::rc::Rc;

/// A C identifier, already valid and unique in its scope (see `names.rs`).
pub type Name = Rc<str>;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `u32`, `ref`, `void`, `wr_code`, …
    Named(Name),
    /// `struct NAME`
    Struct(Name),
    Pointer(Box<Type>),
    Const(Box<Type>),
    /// Pointer to function: `R (*)(P…)`. Printed around a name where it declares one.
    Function {
        result: Box<Type>,
        params: Vec<Type>,
    },
    /// `T name[n]`; `None` prints `[]`.
    Array(Box<Type>, Option<u64>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    Not,        // !
    Complement, // ~
    Negate,     // -
    AddressOf,  // &
    Deref,      // *
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    Mul,
    Div,
    Rem,
    Add,
    Sub,
    Shl,
    Shr,
    Lt,
    Gt,
    Le,
    Ge,
    Eq,
    Ne,
    And,
    Xor,
    Or,
    LogicalAnd,
    LogicalOr,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    Name(Name),
    /// Printed with suffix `u`.
    U32(u32),
    /// Printed with suffix `ull`.
    U64(u64),
    /// Printed without a suffix: array bounds, enumerations, results of comparison.
    Int(i64),
    /// Floats by their bits: the shortest decimal that reads back the same; infinities and NaNs by the runtime's `f32_from_bits(…u)`, `f64_from_bits(…ull)`.
    F32(u32),
    F64(u64),
    /// A string literal of any bytes.
    Str(Vec<u8>),
    Call(Box<Expr>, Vec<Expr>),
    Unary(UnaryOp, Box<Expr>),
    Binary(BinaryOp, Box<[Expr; 2]>),
    /// `a ? b : c`
    Conditional(Box<[Expr; 3]>),
    Cast(Type, Box<Expr>),
    /// `a.field`
    Member(Box<Expr>, Name),
    /// `a->field`
    Arrow(Box<Expr>, Name),
    Index(Box<[Expr; 2]>),
    /// `{ a, b, … }`, in initialisers only.
    Braces(Vec<Expr>),
    /// `[0 ... n-1] = e` (GNU), inside `Braces` only.
    Repeat(u64, Box<Expr>),
    /// `.field = e`, inside `Braces` only.
    Designated(Name, Box<Expr>),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Stmt {
    Expr(Expr),
    /// `lhs = rhs;`
    Assign(Expr, Expr),
    /// `T name;` or `T name = init;`. `volatile_` qualifies the variable itself.
    Declare {
        ty: Type,
        name: Name,
        init: Option<Expr>,
        volatile_: bool,
    },
    If {
        condition: Expr,
        then: Vec<Stmt>,
        otherwise: Vec<Stmt>,
    },
    /// `for (;;) { … }`; the comment (a Wasm label) follows the brace.
    Loop {
        comment: Option<String>,
        body: Vec<Stmt>,
    },
    /// Every case ends by a jump that is in it. The default comes last.
    Switch {
        value: Expr,
        cases: Vec<SwitchCase>,
        default: Vec<Stmt>,
    },
    Block(Vec<Stmt>),
    Break,
    Continue,
    Goto(Name),
    /// `name:;` — in a line of its own, outdented.
    Label(Name),
    Return(Option<Expr>),
    /// `return f(…);` that must become a jump: `WR_TAIL return f(…);`
    TailReturn(Expr),
    /// `// text`, escaped by the printer so that no text can leave the comment.
    Comment(String),
    /// A root's spill or reload: prints as an assignment, and is counted apart.
    Spill(Expr, Expr),
}

#[derive(Clone, Debug, PartialEq)]
pub struct SwitchCase {
    pub values: Vec<u32>,
    pub body: Vec<Stmt>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    pub ty: Type,
    pub name: Name,
    /// Printed with `WR_UNUSED` after it.
    pub unused: bool,
}

/// A function's head: `prefix result name(params) `, where the prefix holds `static`, `inline`, attributes (macros).
#[derive(Clone, Debug, PartialEq)]
pub struct Prototype {
    pub prefix: Vec<Name>,
    pub result: Type,
    pub name: Name,
    pub params: Vec<Param>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Func {
    pub comment: Vec<String>,
    pub head: Prototype,
    pub body: Vec<Stmt>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StructField {
    pub ty: Type,
    pub name: Name,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `#include "…"`
    Include(String),
    /// `#pragma …`
    Pragma(&'static str),
    /// `#define NAME text`, for constants: an expression, or several separated by commas.
    Define(Name, Vec<Expr>),
    Comment(String),
    Blank,
    /// `struct name { … };` with a comment above (the Wasm type).
    Struct {
        comment: Vec<String>,
        name: Name,
        fields: Vec<StructField>,
    },
    /// `NAME(args)`: a macro of the runtime that defines something, such as `WR_ARRAY_OF_REFS(m0_block)`.
    Macro {
        comment: Vec<String>,
        name: Name,
        args: Vec<Expr>,
        semicolon: bool,
    },
    Prototype(Prototype),
    Func(Func),
    /// `prefix T name = init;`
    Variable {
        prefix: Vec<Name>,
        ty: Type,
        name: Name,
        init: Option<Expr>,
        comment: Option<String>,
    },
}

/// One file of C.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    pub file_name: String,
    pub items: Vec<Item>,
}

/// How well we write: counted on the tree, root spills apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Assignments, initialised declarations, calls, jumps, ifs, loops, switches, returns.
    pub statements: u64,
    /// Of these, `local = local;` and `local = constant;`, as assignment or initialised declaration.
    pub copies: u64,
    pub gotos: u64,
    /// Spills and reloads of roots, not in `statements`.
    pub spills: u64,
}
