//! Which functions the C compiler is to inline: short ones without loops.
//!
//! gcc -O2 inlines by its own will what is no larger than a call; a Wasm accessor with its checks seems larger to it than it is. The
//! word `inline` raises that limit from 15 to 70 of its instructions: wasm_of_ocaml's Bigarray access takes .45 of its time, and compiling
//! takes none more (gcc 12). Twice the size bought nothing further.

use crate::ir::{Expr, Func, Stmt};

const MAX_STATEMENTS: usize = 12;
const MAX_EXPRESSIONS: usize = 80;

/// Whether a function is short, and has nothing that would stand in a C compiler's way: no loop and no handler; and no tail call,
/// as gcc 16 refuses some of those (`musttail`) in what it inlines.
pub fn is_small(func: &Func) -> bool {
    let (mut statements, mut expressions) = (0, 0);
    for stmt in &func.code {
        match stmt {
            Stmt::Loop(_) | Stmt::Try { .. } | Stmt::TailCall { .. } => return false,
            Stmt::Block(_) | Stmt::Else | Stmt::End => {}
            _ => statements += 1,
        }
        stmt.for_each_expr(&mut |expr| expressions += size(expr));
        if statements > MAX_STATEMENTS || expressions > MAX_EXPRESSIONS {
            return false;
        }
    }
    true
}

fn size(expr: &Expr) -> usize {
    let mut size = 1;
    expr.for_each_operand(&mut |operand| size += self::size(operand));
    size
}
