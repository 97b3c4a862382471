//! Types, and what they declare.
//!
//! In: a type and the text of what has that type. Out: C's declarator, built from the name outwards: a pointer puts a star
//! before what is there, a function or an array something behind it.

use super::layout::COMMA;
use crate::c::ast::Type;
use std::fmt::Write;

/// A declaration in its two halves, so that the names of a struct's fields can be aligned.
pub struct Declaration {
    pub base: String,
    pub declarator: String,
}

impl Declaration {
    pub fn joined(self) -> String {
        match self.declarator.is_empty() {
            true => self.base,
            false => format!("{} {}", self.base, self.declarator),
        }
    }
}

/// `T name`; the name may already be more than a name, such as `f(u32 x)`.
pub fn declare(ty: &Type, name: &str) -> String {
    declaration(ty, name).joined()
}

/// A type that declares nothing: of a cast, or of a parameter of a pointer to function.
pub fn abstract_type(ty: &Type) -> String {
    declare(ty, "")
}

/// `volatile` belongs to the variable, not to what it points to.
pub fn declare_volatile(ty: &Type, name: &str) -> String {
    match ty {
        Type::Pointer(_) | Type::Function { .. } => declare(ty, &format!("volatile {name}")),
        Type::Const(inner) if is_pointer(inner) => declare(ty, &format!("volatile {name}")),
        _ => format!("volatile {}", declare(ty, name)),
    }
}

fn is_pointer(ty: &Type) -> bool {
    matches!(ty, Type::Pointer(_) | Type::Function { .. })
}

pub fn declaration(ty: &Type, name: &str) -> Declaration {
    let mut declarator = name.to_string();
    let mut constant = false;
    let mut ty = ty;
    loop {
        ty = match ty {
            Type::Named(base) => return Declaration { base: qualified(constant, base), declarator },
            Type::Struct(tag) => {
                let base = qualified(constant, &format!("struct {tag}"));
                return Declaration { base, declarator };
            }
            Type::Const(inner) => {
                constant = true;
                inner
            }
            Type::Pointer(pointee) => {
                declarator = star(std::mem::take(&mut constant), &declarator);
                if is_array(pointee) {
                    declarator = format!("({declarator})");
                }
                pointee
            }
            Type::Function { result, params } => {
                let pointer = star(std::mem::take(&mut constant), &declarator);
                declarator = format!("({pointer})({})", abstract_params(params));
                result
            }
            // A constant array is an array of constants: the flag stays up.
            Type::Array(element, length) => {
                push_bounds(&mut declarator, *length);
                element
            }
        }
    }
}

fn is_array(ty: &Type) -> bool {
    match ty {
        Type::Const(inner) => is_array(inner),
        _ => matches!(ty, Type::Array(..)),
    }
}

fn qualified(constant: bool, base: &str) -> String {
    match constant {
        true => format!("const {base}"),
        false => base.to_string(),
    }
}

fn star(constant: bool, declarator: &str) -> String {
    match (constant, declarator.is_empty()) {
        (false, _) => format!("*{declarator}"),
        (true, true) => "*const".to_string(),
        (true, false) => format!("*const {declarator}"),
    }
}

fn abstract_params(params: &[Type]) -> String {
    match params {
        [] => "void".to_string(),
        _ => params.iter().map(abstract_type).collect::<Vec<_>>().join(&format!(",{COMMA}")),
    }
}

fn push_bounds(declarator: &mut String, length: Option<u64>) {
    let written = match length {
        Some(length) => write!(declarator, "[{length}]"),
        None => write!(declarator, "[]"),
    };
    written.expect("a String takes everything");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Type {
        Type::Named(name.into())
    }

    fn pointer(ty: Type) -> Type {
        Type::Pointer(Box::new(ty))
    }

    fn constant(ty: Type) -> Type {
        Type::Const(Box::new(ty))
    }

    fn array(ty: Type, length: u64) -> Type {
        Type::Array(Box::new(ty), Some(length))
    }

    fn function(result: Type, params: &[Type]) -> Type {
        Type::Function { result: Box::new(result), params: params.to_vec() }
    }

    #[test]
    fn declarators_grow_from_the_inside_out() {
        let struct_pointer = pointer(Type::Struct("cell".into()));
        let code = function(named("u32"), &[pointer(named("ref")), named("u64")]);
        let cases = [
            (named("u32"), "u32 x"),
            (struct_pointer.clone(), "struct cell *x"),
            (pointer(constant(named("u8"))), "const u8 *x"),
            (constant(pointer(named("u8"))), "u8 *const x"),
            (pointer(constant(pointer(constant(named("u8"))))), "const u8 *const *x"),
            (array(pointer(named("u8")), 4), "u8 *x[4]"),
            (pointer(array(named("u8"), 4)), "u8 (*x)[4]"),
            (constant(array(pointer(named("u8")), 4)), "u8 *const x[4]"),
            (array(array(named("u8"), 2), 3), "u8 x[3][2]"),
            (code.clone(), "u32 (*x)(ref *,\x01u64)"),
            (constant(code.clone()), "u32 (*const x)(ref *,\x01u64)"),
            (array(code.clone(), 2), "u32 (*x[2])(ref *,\x01u64)"),
            (pointer(code.clone()), "u32 (**x)(ref *,\x01u64)"),
            (function(struct_pointer, &[]), "struct cell *(*x)(void)"),
            (function(code.clone(), &[named("f64")]), "u32 (*(*x)(f64))(ref *,\x01u64)"),
            (function(named("void"), &[code]), "void (*x)(u32 (*)(ref *,\x01u64))"),
        ];
        for (ty, expected) in cases {
            assert_eq!(declare(&ty, "x"), expected);
        }
    }

    #[test]
    fn abstract_types_have_no_name() {
        assert_eq!(abstract_type(&pointer(named("u8"))), "u8 *");
        assert_eq!(abstract_type(&function(named("void"), &[])), "void (*)(void)");
        assert_eq!(abstract_type(&constant(pointer(named("u8")))), "u8 *const");
    }

    #[test]
    fn a_function_that_returns_a_code_pointer() {
        assert_eq!(declare(&function(named("void"), &[]), "f(u32 x)"), "void (*f(u32 x))(void)");
    }

    #[test]
    fn volatile_is_the_variable() {
        assert_eq!(declare_volatile(&named("ref"), "x"), "volatile ref x");
        assert_eq!(declare_volatile(&pointer(named("ref")), "x"), "ref *volatile x");
        assert_eq!(declare_volatile(&function(named("void"), &[]), "x"), "void (*volatile x)(void)");
    }
}
