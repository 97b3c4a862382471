//! Expressions.
//!
//! In: a tree. Out: text whose parse is that tree, in as few parentheses as C needs and `-Wall -Wextra` of gcc and clang ask
//! for. The text has marks where `layout.rs` may break it. Not done here: any simplification.

use super::declarator::abstract_type;
use super::layout::{COMMA, LOGICAL, OPERATOR};
use super::text;
use crate::c::ast::{BinaryOp, Expr, UnaryOp};
use std::fmt::Write;

/// How tightly an expression holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tightness {
    Conditional,
    Binary,
    Unary,
    Postfix,
}

pub fn expr(expr: &Expr) -> String {
    let mut out = String::new();
    push(&mut out, expr);
    out
}

pub fn push(out: &mut String, expr: &Expr) {
    match expr {
        Expr::Name(name) => out.push_str(name),
        Expr::U32(value) => push_display(out, format_args!("{value}u")),
        Expr::U64(value) => push_display(out, format_args!("{value}ull")),
        Expr::Int(value) => text::push_int(out, *value),
        Expr::F32(bits) => text::push_f32(out, *bits),
        Expr::F64(bits) => text::push_f64(out, *bits),
        Expr::Str(bytes) => text::push_string(out, bytes),
        Expr::Call(callee, args) => push_call(out, callee, args),
        Expr::Unary(op, operand) => push_unary(out, *op, operand),
        Expr::Binary(op, operands) => push_binary(out, *op, operands),
        Expr::Conditional(operands) => push_conditional(out, operands),
        Expr::Cast(ty, operand) => {
            push_display(out, format_args!("({})", abstract_type(ty)));
            push_at_least(out, operand, Tightness::Unary);
        }
        Expr::Member(base, field) => push_member(out, base, ".", field),
        Expr::Arrow(base, field) => push_member(out, base, "->", field),
        Expr::Index(operands) => push_index(out, operands),
        Expr::Braces(items) => push_braces(out, items),
        Expr::Repeat(count, value) => {
            push_display(out, format_args!("[0 ... {}] = ", count.saturating_sub(1)));
            push(out, value);
        }
        Expr::Designated(field, value) => {
            push_display(out, format_args!(".{field} = "));
            push(out, value);
        }
    }
}

pub fn push_list(out: &mut String, items: &[Expr]) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
            out.push(COMMA);
        }
        push(out, item);
    }
}

/// Parenthesised unless nothing can tear it apart: for the text of a macro.
pub fn push_closed(out: &mut String, expr: &Expr) {
    push_at_least(out, expr, Tightness::Postfix);
}

fn push_display(out: &mut String, text: std::fmt::Arguments) {
    out.write_fmt(text).expect("a String takes everything");
}

fn push_parenthesised(out: &mut String, expr: &Expr, parentheses: bool) {
    if parentheses {
        out.push('(');
        push(out, expr);
        out.push(')');
    } else {
        push(out, expr);
    }
}

fn push_at_least(out: &mut String, expr: &Expr, tightness: Tightness) {
    push_parenthesised(out, expr, tightness_of(expr) < tightness);
}

fn tightness_of(expr: &Expr) -> Tightness {
    match expr {
        Expr::Conditional(_) => Tightness::Conditional,
        Expr::Binary(..) => Tightness::Binary,
        Expr::Unary(..) | Expr::Cast(..) => Tightness::Unary,
        literal if is_negative_literal(literal) => Tightness::Unary,
        _ => Tightness::Postfix,
    }
}

/// A literal that prints with a minus in front. `i64::MIN` prints in parentheses, and a NaN as a call.
fn is_negative_literal(expr: &Expr) -> bool {
    match *expr {
        Expr::Int(value) => value < 0 && value != i64::MIN,
        Expr::F32(bits) => f32::from_bits(bits).is_finite() && f32::from_bits(bits).is_sign_negative(),
        Expr::F64(bits) => f64::from_bits(bits).is_finite() && f64::from_bits(bits).is_sign_negative(),
        _ => false,
    }
}

fn push_call(out: &mut String, callee: &Expr, args: &[Expr]) {
    push_at_least(out, callee, Tightness::Postfix);
    out.push('(');
    push_list(out, args);
    out.push(')');
}

fn push_member(out: &mut String, base: &Expr, arrow: &str, field: &str) {
    push_at_least(out, base, Tightness::Postfix);
    out.push_str(arrow);
    out.push_str(field);
}

fn push_index(out: &mut String, [base, index]: &[Expr; 2]) {
    push_at_least(out, base, Tightness::Postfix);
    out.push('[');
    push(out, index);
    out.push(']');
}

fn push_braces(out: &mut String, items: &[Expr]) {
    if items.is_empty() {
        return out.push_str("{}");
    }
    out.push_str("{ ");
    push_list(out, items);
    out.push_str(" }");
}

fn push_unary(out: &mut String, op: UnaryOp, operand: &Expr) {
    let (sign, doubled) = match op {
        UnaryOp::Not => ("!", false),
        UnaryOp::Complement => ("~", false),
        // `--x` and `&&x` are other tokens.
        UnaryOp::Negate => ("-", matches!(operand, Expr::Unary(UnaryOp::Negate, _)) || is_negative_literal(operand)),
        UnaryOp::AddressOf => ("&", matches!(operand, Expr::Unary(UnaryOp::AddressOf, _))),
        UnaryOp::Deref => ("*", false),
    };
    out.push_str(sign);
    push_parenthesised(out, operand, doubled || tightness_of(operand) < Tightness::Unary);
}

fn push_conditional(out: &mut String, [condition, yes, no]: &[Expr; 3]) {
    push_parenthesised(out, condition, needs_parentheses_before_question_mark(condition));
    out.push_str(" ?");
    out.push(LOGICAL);
    push_parenthesised(out, yes, matches!(yes, Expr::Conditional(_)));
    out.push_str(" :");
    out.push(LOGICAL);
    push(out, no);
}

/// clang warns of `a | (b == c) ? x : y`; we spare the reader all arithmetic there.
fn needs_parentheses_before_question_mark(condition: &Expr) -> bool {
    match condition {
        Expr::Conditional(_) => true,
        Expr::Binary(op, _) => !matches!(class(*op), Class::Comparison | Class::LogicalAnd | Class::LogicalOr),
        _ => false,
    }
}

fn push_binary(out: &mut String, op: BinaryOp, [left, right]: &[Expr; 2]) {
    push_parenthesised(out, left, left_needs_parentheses(op, left));
    let (token, mark) = spelling(op);
    out.push(' ');
    out.push_str(token);
    out.push(mark);
    push_parenthesised(out, right, right_needs_parentheses(op, right));
}

fn spelling(op: BinaryOp) -> (&'static str, char) {
    match op {
        BinaryOp::Mul => ("*", OPERATOR),
        BinaryOp::Div => ("/", OPERATOR),
        BinaryOp::Rem => ("%", OPERATOR),
        BinaryOp::Add => ("+", OPERATOR),
        BinaryOp::Sub => ("-", OPERATOR),
        BinaryOp::Shl => ("<<", OPERATOR),
        BinaryOp::Shr => (">>", OPERATOR),
        BinaryOp::Lt => ("<", OPERATOR),
        BinaryOp::Gt => (">", OPERATOR),
        BinaryOp::Le => ("<=", OPERATOR),
        BinaryOp::Ge => (">=", OPERATOR),
        BinaryOp::Eq => ("==", OPERATOR),
        BinaryOp::Ne => ("!=", OPERATOR),
        BinaryOp::And => ("&", OPERATOR),
        BinaryOp::Xor => ("^", OPERATOR),
        BinaryOp::Or => ("|", OPERATOR),
        BinaryOp::LogicalAnd => ("&&", LOGICAL),
        BinaryOp::LogicalOr => ("||", LOGICAL),
    }
}

/// Operators in the groups that people know the precedence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Multiplicative,
    Additive,
    Shift,
    Comparison,
    Bitwise,
    LogicalAnd,
    LogicalOr,
}

fn class(op: BinaryOp) -> Class {
    use BinaryOp::*;
    match op {
        Mul | Div | Rem => Class::Multiplicative,
        Add | Sub => Class::Additive,
        Shl | Shr => Class::Shift,
        Lt | Gt | Le | Ge | Eq | Ne => Class::Comparison,
        And | Xor | Or => Class::Bitwise,
        LogicalAnd => Class::LogicalAnd,
        LogicalOr => Class::LogicalOr,
    }
}

fn left_needs_parentheses(parent: BinaryOp, left: &Expr) -> bool {
    match left {
        // `!a == b` and `!a & b` look like slips (-Wlogical-not-parentheses, -Wparentheses).
        Expr::Unary(UnaryOp::Not, _) => matches!(class(parent), Class::Comparison | Class::Bitwise),
        Expr::Binary(child, _) if class(*child) == class(parent) => !chains_to_the_left(parent, *child),
        _ => operand_needs_parentheses(parent, left),
    }
}

fn right_needs_parentheses(parent: BinaryOp, right: &Expr) -> bool {
    match right {
        Expr::Binary(child, _) if class(*child) == class(parent) => !(*child == parent && is_associative(parent)),
        _ => operand_needs_parentheses(parent, right),
    }
}

/// May `a child b parent c` stand for `(a child b) parent c`, both being of one class?
fn chains_to_the_left(parent: BinaryOp, child: BinaryOp) -> bool {
    match class(parent) {
        Class::Multiplicative | Class::Additive => true,
        Class::Shift | Class::Comparison => false,
        Class::Bitwise | Class::LogicalAnd | Class::LogicalOr => parent == child,
    }
}

/// `a op (b op c)` means the same as `(a op b) op c`; of floats, `+` and `*` do not.
fn is_associative(op: BinaryOp) -> bool {
    matches!(class(op), Class::Bitwise | Class::LogicalAnd | Class::LogicalOr)
}

/// For operands of another class than the parent's.
fn operand_needs_parentheses(parent: BinaryOp, operand: &Expr) -> bool {
    let child = match operand {
        Expr::Conditional(_) => return true,
        Expr::Binary(op, _) => class(*op),
        _ => return false,
    };
    match class(parent) {
        Class::Multiplicative | Class::Shift | Class::Bitwise => true,
        Class::Additive => child != Class::Multiplicative,
        Class::Comparison => !matches!(child, Class::Multiplicative | Class::Additive | Class::Shift),
        Class::LogicalAnd => child == Class::LogicalOr,
        Class::LogicalOr => child == Class::LogicalAnd,
    }
}
