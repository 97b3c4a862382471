//! The printer, read by people (expected text) and by compilers (compiled, run, compared).

use super::ast::*;
use super::print::{print_func, print_unit};

mod compiled;
mod counted;
mod read;

fn name(text: &str) -> Expr {
    Expr::Name(text.into())
}

fn call(callee: &str, args: &[Expr]) -> Expr {
    Expr::Call(Box::new(name(callee)), args.to_vec())
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr::Binary(op, Box::new([left, right]))
}

fn unary(op: UnaryOp, operand: Expr) -> Expr {
    Expr::Unary(op, Box::new(operand))
}

fn conditional(condition: Expr, yes: Expr, no: Expr) -> Expr {
    Expr::Conditional(Box::new([condition, yes, no]))
}

fn named(text: &str) -> Type {
    Type::Named(text.into())
}

fn pointer(ty: Type) -> Type {
    Type::Pointer(Box::new(ty))
}

fn cast(ty: &str, operand: Expr) -> Expr {
    Expr::Cast(named(ty), Box::new(operand))
}

fn assign(lhs: &str, rhs: Expr) -> Stmt {
    Stmt::Assign(name(lhs), rhs)
}

fn when(condition: Expr, then: Vec<Stmt>) -> Stmt {
    Stmt::If { condition, then, otherwise: vec![] }
}

fn when_else(condition: Expr, then: Vec<Stmt>, otherwise: Vec<Stmt>) -> Stmt {
    Stmt::If { condition, then, otherwise }
}

fn declare(ty: &str, name: &str, init: Option<Expr>) -> Stmt {
    Stmt::Declare { ty: named(ty), name: name.into(), init, volatile_: false }
}

fn param(ty: &str, name: &str) -> Param {
    Param { ty: named(ty), name: name.into(), unused: false }
}

fn func(result: &str, name: &str, params: Vec<Param>, body: Vec<Stmt>) -> Func {
    let head = Prototype { prefix: vec![], result: named(result), name: name.into(), params };
    Func { comment: vec![], head, body }
}

/// `if (x == 0u) f(0u); else if (x == 1u) f(1u); … else f(LINKS);`
fn else_if_chain(links: u32) -> Vec<Stmt> {
    let call_f = |i| vec![Stmt::Expr(call("f", &[Expr::U32(i)]))];
    let link = |otherwise, i| vec![when_else(binary(BinaryOp::Eq, name("x"), Expr::U32(i)), call_f(i), otherwise)];
    (0..links).rev().fold(call_f(links), link)
}
