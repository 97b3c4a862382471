//! Imported functions: what the host provides, and stubs for what it does not.
//!
//! In: a module's imports and the host's functions (`hosts.rs`). Out: one C function for each, under the instance's prefix
//! and the usual convention. It passes a host function what its family takes (the instance's memory, the side stack's
//! pointer), then its own arguments; results after the first come back in `wr_results`.

use super::build_c::*;
use super::func::{WORD_PARAMS, from_word, to_word};
use super::program::{Instance, Program};
use crate::c::ast::{Expr as C, Func as CFunc, Name, Stmt as S};
use crate::error::{Error, Result};
use crate::hosts::{self, HostFunction};
use crate::module::types::FuncType;
use crate::module::{FuncId, Import};

/// What becomes of an import that nothing provides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum UnknownImports {
    /// A stub that traps when it is called, and names itself.
    #[default]
    Trap,
    /// The module is refused.
    Error,
}

pub fn emit_import(
    program: &Program<'_>,
    instance: &Instance<'_>,
    id: FuncId,
    import: &Import,
    unknown: UnknownImports,
) -> Result<CFunc> {
    let signature = program.types.func(instance.module.funcs[id.index()].ty);
    let body = match hosts::find(import) {
        Some(provided) if provided.fits(program.types, signature) => {
            host_call(program, instance, id, provided, signature)
        }
        Some(_) => {
            let message = "the host's function has another type".to_string();
            return Err(Error::UnknownImport { module: import.module.clone(), field: import.field.clone(), message });
        }
        None if unknown == UnknownImports::Error => {
            let message = "no host module provides it".to_string();
            return Err(Error::UnknownImport { module: import.module.clone(), field: import.field.clone(), message });
        }
        None => {
            let text = |text: &str| C::Str(text.as_bytes().to_vec());
            vec![expr_stmt(call("wr_unknown_import", vec![text(&import.module), text(&import.field)]))]
        }
    };
    let names: Vec<Name> = (0..signature.params.len()).map(|i| format!("x{i}").into()).collect();
    let mut head = instance.prototype(program, id, Some(&names));
    head.params.iter_mut().filter(|param| !param.name.is_empty()).for_each(|param| param.unused = true);
    let comment = vec![format!("import {}.{}", import.module, import.field)];
    Ok(CFunc { comment, head, body })
}

fn host_call(
    program: &Program<'_>,
    instance: &Instance<'_>,
    id: FuncId,
    provided: &HostFunction,
    signature: &FuncType,
) -> Vec<S> {
    let convention = instance.convention(program, id);
    let mut args = Vec::new();
    if provided.host.takes_memory() {
        args.push(match instance.module.memories.first() {
            Some(_) => instance.memory(crate::module::MemoryId(0)),
            None => address_of(name("wr_no_memory")),
        });
    }
    if provided.collects {
        args.push(name("sp"));
    }
    for (i, ty) in signature.params.iter().enumerate() {
        let arg = if convention.uniform && i >= WORD_PARAMS {
            index(name("wr_overflow"), (i - WORD_PARAMS) as u32)
        } else {
            name(&format!("x{i}"))
        };
        args.push(if convention.uniform { from_word(ty, program, arg) } else { arg });
    }
    let value = call(&provided.c_name(), args);
    match signature.results.first() {
        Some(ty) if convention.uniform => vec![S::Return(Some(to_word(ty, program, value)))],
        Some(_) => vec![S::Return(Some(value))],
        None if convention.uniform => vec![expr_stmt(value), S::Return(Some(C::U64(0)))],
        None => vec![expr_stmt(value)],
    }
}
