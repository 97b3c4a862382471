//! Exports behind one C signature, for callers in C: arguments and results are words of 64 bits.

use super::build_c::*;
use super::program::{Instance, Program};
use super::words;
use crate::c::ast::{Expr as C, Func as CFunc, Name, Param, Prototype, Stmt as S, Type};
use crate::module::FuncId;
use crate::module::types::ValType;

/// `PREFIX void OWN(ref *sp, u64 *words)`: arguments in, results out.
pub fn adaptor(prefix: Vec<Name>, own: Name, body: Vec<S>) -> CFunc {
    let sp = Param { ty: Type::Pointer(Box::new(named("ref"))), name: "sp".into(), unused: true };
    let words = Param { ty: Type::Pointer(Box::new(named("u64"))), name: "words".into(), unused: true };
    let head = Prototype { prefix, result: named("void"), name: own, params: vec![sp, words] };
    CFunc { comment: Vec::new(), head, body }
}

fn word(i: usize) -> C {
    index(name("words"), i as u32)
}

/// The body of a function's adaptor, the number of words that its arguments take, and its results.
pub fn function<'p>(program: &'p Program<'_>, instance: &Instance<'_>, id: FuncId) -> (Vec<S>, usize, &'p [ValType]) {
    let signature = program.types.func(instance.module.funcs[id.index()].ty);
    let convention = instance.convention(program, id);
    let mut body = Vec::new();
    let mut args = if convention.sp { vec![name("sp")] } else { Vec::new() };
    let count = words::count(&signature.params);
    if convention.uniform {
        args.extend((0..count.min(words::WORD_PARAMS)).map(word));
        body.extend((words::WORD_PARAMS..count).map(|at| S::Assign(words::overflow(at), word(at))));
        args = vec![call(&format!("WR_ARGS{}", count.min(words::WORD_PARAMS)), args)];
    } else {
        let values = words::ranges(&signature.params).zip(&signature.params);
        args.extend(values.map(|(range, ty)| words::from_words(ty, program, range, word)));
    }
    let value = call(instance.func_name(id), args);
    // What the call itself returns: a word, or a value of its own C type.
    let returned = match signature.results.first() {
        None if convention.uniform => {
            body.push(expr_stmt(cast(named("void"), value)));
            0
        }
        None => {
            body.push(expr_stmt(value));
            0
        }
        Some(_) if convention.uniform => {
            body.push(S::Assign(word(0), value));
            1
        }
        Some(ty) => {
            body.extend(stored(program, ty, value));
            words::count(std::slice::from_ref(ty))
        }
    };
    let others = returned.max(1)..words::count(&signature.results);
    body.extend(others.map(|at| S::Assign(word(at), words::result(at))));
    (body, count, &signature.results)
}

/// A value into the first words. A vector is named, as it is written twice.
pub fn stored(program: &Program<'_>, ty: &ValType, value: C) -> Vec<S> {
    let mut body = Vec::new();
    let mut value = value;
    if *ty == ValType::V128 {
        let own: Name = "value".into();
        body.push(S::Declare { ty: program.c_type(ty), name: own.clone(), init: Some(value), volatile_: false });
        value = C::Name(own);
    }
    let all = words::to_words(ty, program, value);
    body.extend(all.into_iter().enumerate().map(|(at, part)| S::Assign(word(at), part)));
    body
}
