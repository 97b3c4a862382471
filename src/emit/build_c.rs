//! Short names for building C trees.

use crate::c::ast::{BinaryOp, Expr, Name, Stmt, Type, UnaryOp};

pub fn name(text: &str) -> Expr {
    Expr::Name(Name::from(text))
}

pub fn named(text: &str) -> Type {
    Type::Named(Name::from(text))
}

pub fn call(function: &str, args: Vec<Expr>) -> Expr {
    Expr::Call(Box::new(name(function)), args)
}

pub fn unary(op: UnaryOp, operand: Expr) -> Expr {
    Expr::Unary(op, Box::new(operand))
}

pub fn binary(op: BinaryOp, a: Expr, b: Expr) -> Expr {
    Expr::Binary(op, Box::new([a, b]))
}

/// A vector constant, as its four lanes of 32 bits.
pub fn v128(bits: u128) -> Expr {
    let lane = |i: u32| Expr::U32((bits >> (32 * i)) as u32);
    call("v128_const", (0..4).map(lane).collect())
}

pub fn cast(ty: Type, operand: Expr) -> Expr {
    Expr::Cast(ty, Box::new(operand))
}

pub fn arrow(object: Expr, field: &str) -> Expr {
    Expr::Arrow(Box::new(object), Name::from(field))
}

pub fn member(object: Expr, field: &str) -> Expr {
    Expr::Member(Box::new(object), Name::from(field))
}

pub fn index(array: Expr, at: u32) -> Expr {
    Expr::Index(Box::new([array, Expr::Int(at.into())]))
}

pub fn address_of(place: Expr) -> Expr {
    unary(UnaryOp::AddressOf, place)
}

/// `sp + slots`
pub fn sp_above(slots: usize) -> Expr {
    if slots == 0 { name("sp") } else { binary(BinaryOp::Add, name("sp"), Expr::Int(slots as i64)) }
}

pub fn slot_of_frame(slot: usize) -> Expr {
    index(name("sp"), slot as u32)
}

pub fn expr_stmt(expr: Expr) -> Stmt {
    Stmt::Expr(expr)
}

pub fn is_jump(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Break | Stmt::Continue | Stmt::Goto(_) | Stmt::Return(_) | Stmt::TailReturn(_))
}
