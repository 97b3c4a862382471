//! Statements.
//!
//! In: a tree that the emitter keeps at most some 64 levels deep, apart from `else if` chains, which may have any length and
//! are printed by a loop. Out: lines. An `if` with an `else` always has braces, so no `else` dangles.

use super::layout::{COMMA, EQUALS, INDENT, Page};
use super::{expr, local, text};
use crate::c::ast::{Expr, Stmt, SwitchCase};

impl Page {
    pub fn indented(&mut self, body: &[Stmt]) {
        self.indent += INDENT;
        for stmt in body {
            self.stmt(stmt);
        }
        self.indent -= INDENT;
    }

    fn stmt(&mut self, stmt: &Stmt) {
        if let Some(line) = simple(stmt) {
            return self.line(&line);
        }
        match stmt {
            Stmt::Declare { ty, name, init, volatile_ } => {
                self.declaration(&local(ty, name, *volatile_), init.as_ref())
            }
            Stmt::If { condition, then, otherwise } => self.if_chain(condition, then, otherwise),
            Stmt::Loop { comment, body } => self.braced(&loop_head(comment.as_deref()), body),
            Stmt::Switch { value, cases, default } => self.switch(value, cases, default),
            Stmt::Block(body) => self.braced("{", body),
            Stmt::Label(name) => self.label(name),
            Stmt::Comment(comment) => self.comment(&text::comment(comment)),
            _ => unreachable!("`simple` prints the statements of one line"),
        }
    }

    fn braced(&mut self, head: &str, body: &[Stmt]) {
        self.line(head);
        self.indented(body);
        self.line("}");
    }

    /// The empty statement after the label lets a declaration, or the end of the block, follow.
    fn label(&mut self, name: &str) {
        let indent = self.indent;
        self.indent = self.margin().saturating_sub(INDENT);
        self.line(&format!("{name}:;"));
        self.indent = indent;
    }

    fn if_chain(&mut self, condition: &Expr, then: &[Stmt], otherwise: &[Stmt]) {
        if otherwise.is_empty()
            && let Some(line) = self.if_in_one_line(condition, then)
        {
            return self.line(&line);
        }
        self.line(&format!("if ({}) {{", expr::expr(condition)));
        self.indented(then);
        let mut rest = otherwise;
        while let [Stmt::If { condition, then, otherwise }] = rest {
            self.line(&format!("}} else if ({}) {{", expr::expr(condition)));
            self.indented(then);
            rest = otherwise;
        }
        if !rest.is_empty() {
            self.line("} else {");
            self.indented(rest);
        }
        self.line("}");
    }

    fn if_in_one_line(&self, condition: &Expr, then: &[Stmt]) -> Option<String> {
        let [only] = then else { return None };
        let line = format!("if ({}) {}", expr::expr(condition), simple(only)?);
        self.fits(&line).then_some(line)
    }

    fn switch(&mut self, value: &Expr, cases: &[SwitchCase], default: &[Stmt]) {
        self.line(&format!("switch ({}) {{", expr::expr(value)));
        self.indent += INDENT;
        for SwitchCase { values, body } in cases {
            self.case(&case_labels(values), body);
        }
        self.case("default:", if does_something(default) { default } else { &[Stmt::Break] });
        self.indent -= INDENT;
        self.line("}");
    }

    fn case(&mut self, labels: &str, body: &[Stmt]) {
        if let Some(line) = self.case_in_one_line(labels, body) {
            return self.line(&line);
        }
        if body.iter().any(|stmt| matches!(stmt, Stmt::Declare { .. })) {
            // A label cannot stand before a declaration, and the cases share one scope.
            return self.braced(&format!("{labels} {{"), body);
        }
        self.line(labels);
        self.indented(body);
    }

    fn case_in_one_line(&self, labels: &str, body: &[Stmt]) -> Option<String> {
        let [only] = body else { return None };
        let line = format!("{labels} {}", simple(only)?);
        self.fits(&line).then_some(line)
    }
}

/// The statements that fit behind an `if (…)`.
fn simple(stmt: &Stmt) -> Option<String> {
    Some(match stmt {
        Stmt::Expr(value) => format!("{};", expr::expr(value)),
        Stmt::Assign(lhs, rhs) | Stmt::Spill(lhs, rhs) => assignment(lhs, rhs),
        Stmt::Break => "break;".to_string(),
        Stmt::Continue => "continue;".to_string(),
        Stmt::Goto(label) => format!("goto {label};"),
        Stmt::Return(None) => "return;".to_string(),
        Stmt::Return(Some(value)) => format!("return {};", expr::expr(value)),
        Stmt::TailReturn(call) => format!("WR_TAIL return {};", expr::expr(call)),
        _ => return None,
    })
}

fn assignment(lhs: &Expr, rhs: &Expr) -> String {
    let mut line = expr::expr(lhs);
    line.push_str(" =");
    line.push(EQUALS);
    expr::push(&mut line, rhs);
    line.push(';');
    line
}

fn loop_head(comment: Option<&str>) -> String {
    match comment {
        Some(comment) => format!("for (;;) {{  // {}", text::comment(comment)),
        None => "for (;;) {".to_string(),
    }
}

fn case_labels(values: &[u32]) -> String {
    let labels: Vec<_> = values.iter().map(|value| format!("case {value}u:")).collect();
    labels.join(&COMMA.to_string())
}

/// A label needs a statement after it, and a comment is none.
fn does_something(body: &[Stmt]) -> bool {
    !body.iter().all(|stmt| matches!(stmt, Stmt::Comment(_)))
}
