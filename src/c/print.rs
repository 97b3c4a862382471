//! From the tree to text: files, declarations, functions.
//!
//! In: a [`Unit`] (or, for tests, a [`Func`]). Out: C, indented by 2, wrapped at 100 columns, that compiles silently with
//! `-Wall -Wextra` as far as that is a matter of form. Not done here: checking that the C is well-typed or that names are
//! valid (`names.rs` makes them so), and any rewriting.

mod declarator;
mod expr;
mod layout;
mod stmt;
mod text;

use super::ast::{Expr, Func, Item, Name, Param, Prototype, StructField, Type, Unit};
use declarator::{Declaration, declaration, declare};
use layout::{COMMA, EQUALS, INDENT, Page, WIDTH, flat};

pub fn print_unit(unit: &Unit) -> String {
    let mut page = Page::default();
    for item in &unit.items {
        page.item(item);
    }
    page.text
}

pub fn print_func(func: &Func) -> String {
    let mut page = Page::default();
    page.func(func);
    page.text
}

/// Field names stand in one column, unless a type is longer than this.
const WIDEST_ALIGNED_TYPE: usize = 24;

/// An initialiser with more items than this does not fit into a line, so we need not try.
const MOST_ITEMS_IN_A_LINE: usize = 64;

impl Page {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Include(path) => self.line(&include(path)),
            Item::Pragma(text) => self.line(&format!("#pragma {text}")),
            Item::Define(name, values) => self.define(name, values),
            Item::Comment(text) => self.comment(&text::comment(text)),
            Item::Blank => self.blank(),
            Item::Struct { comment, name, fields } => self.structure(comment, name, fields),
            Item::Macro { comment, name, args, semicolon } => self.macro_call(comment, name, args, *semicolon),
            Item::Prototype(head) => self.line(&format!("{};", prototype(head))),
            Item::Func(func) => self.func(func),
            Item::Variable { prefix, ty, name, init, comment } => {
                let declared = prefixed(prefix, declare(ty, name));
                self.variable(&declared, init.as_ref(), comment.as_deref());
            }
        }
    }

    fn comments(&mut self, comments: &[String]) {
        for comment in comments {
            self.comment(&text::comment(comment));
        }
    }

    /// A macro's text is one line, however long.
    fn define(&mut self, name: &Name, values: &[Expr]) {
        let mut list = String::new();
        for value in values {
            list.push_str(if list.is_empty() { "" } else { ", " });
            expr::push_closed(&mut list, value);
        }
        self.text.push_str(&format!("#define {name} {}\n", flat(&list)));
    }

    fn structure(&mut self, comment: &[String], name: &Name, fields: &[StructField]) {
        self.comments(comment);
        self.line(&format!("struct {name} {{"));
        self.indent += INDENT;
        let declarations: Vec<_> = fields.iter().map(|field| declaration(&field.ty, &field.name)).collect();
        let column = declarations.iter().map(|d| d.base.len()).filter(|&len| len <= WIDEST_ALIGNED_TYPE).max();
        for Declaration { base, declarator } in declarations {
            self.line(&format!("{base:0$} {declarator};", column.unwrap_or(0)));
        }
        self.indent -= INDENT;
        self.line("};");
    }

    fn macro_call(&mut self, comment: &[String], name: &Name, args: &[Expr], semicolon: bool) {
        self.comments(comment);
        let mut line = format!("{name}(");
        expr::push_list(&mut line, args);
        line.push_str(if semicolon { ");" } else { ")" });
        self.line(&line);
    }

    fn func(&mut self, func: &Func) {
        self.comments(&func.comment);
        let head = prototype(&func.head);
        if func.body.is_empty() {
            return self.line(&format!("{head} {{}}"));
        }
        self.line(&format!("{head} {{"));
        self.indented(&func.body);
        self.line("}");
    }

    /// The comment stands behind the declaration if there is room, else above it.
    fn variable(&mut self, declared: &str, init: Option<&Expr>, comment: Option<&str>) {
        let comment = comment.map(text::comment);
        if let (Some(line), Some(comment)) = (self.short_declaration(declared, init), &comment) {
            let line = format!("{line}  // {comment}");
            if line.len() <= WIDTH {
                return self.line(&line);
            }
        }
        if let Some(comment) = comment {
            self.comment(&comment);
        }
        self.declaration(declared, init);
    }

    /// `T name = init;`, where a long list of lists takes a line for each.
    fn declaration(&mut self, declared: &str, init: Option<&Expr>) {
        if let Some(line) = self.short_declaration(declared, init) {
            return self.line(&line);
        }
        match init {
            Some(Expr::Braces(items)) if items.iter().any(is_list) => self.table(declared, items),
            _ => self.line(&declaration_line(declared, init)),
        }
    }

    fn short_declaration(&self, declared: &str, init: Option<&Expr>) -> Option<String> {
        if matches!(init, Some(Expr::Braces(items)) if items.len() > MOST_ITEMS_IN_A_LINE) {
            return None;
        }
        Some(declaration_line(declared, init)).filter(|line| self.fits(line))
    }

    fn table(&mut self, declared: &str, items: &[Expr]) {
        self.line(&format!("{declared} = {{"));
        self.indent += INDENT;
        for item in items {
            self.line(&format!("{},", expr::expr(item)));
        }
        self.indent -= INDENT;
        self.line("};");
    }
}

fn include(path: &str) -> String {
    match path.starts_with('<') {
        true => format!("#include {path}"),
        false => format!("#include \"{path}\""),
    }
}

fn declaration_line(declared: &str, init: Option<&Expr>) -> String {
    let mut line = declared.to_string();
    if let Some(init) = init {
        line.push_str(" =");
        line.push(EQUALS);
        expr::push(&mut line, init);
    }
    line.push(';');
    line
}

/// Does it deserve a line of its own in a table?
fn is_list(item: &Expr) -> bool {
    match item {
        Expr::Designated(_, value) | Expr::Repeat(_, value) => is_list(value),
        _ => matches!(item, Expr::Braces(_)),
    }
}

fn prefixed(prefix: &[Name], text: String) -> String {
    prefix.iter().map(|word| format!("{word} ")).collect::<String>() + &text
}

fn prototype(head: &Prototype) -> String {
    let params = match &head.params[..] {
        [] => "void".to_string(),
        params => params.iter().map(param).collect::<Vec<_>>().join(&format!(",{COMMA}")),
    };
    let declarator = format!("{}({params})", head.name);
    prefixed(&head.prefix, declare(&head.result, &declarator))
}

fn param(param: &Param) -> String {
    let declared = declare(&param.ty, &param.name);
    match param.unused {
        true => format!("{declared} WR_UNUSED"),
        false => declared,
    }
}

/// For `stmt.rs`: a local's declaration without its initialiser.
fn local(ty: &Type, name: &Name, volatile: bool) -> String {
    match volatile {
        true => declarator::declare_volatile(ty, name),
        false => declare(ty, name),
    }
}
