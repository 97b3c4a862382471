//! Imported functions: what the host provides, and stubs for what it does not.
//!
//! In: a module's imports and `wasi/calls.def`. Out: one C function for each, under the instance's prefix and the usual
//! convention. It passes a host function the instance's memory first.

use super::build_c::*;
use super::func::{WORD_PARAMS, from_word, to_word};
use super::program::{Instance, Program};
use crate::c::ast::{Expr as C, Func as CFunc, Name, Stmt as S};
use crate::error::{Error, Result};
use crate::module::types::{FuncType, ValType};
use crate::module::{FuncId, Import};

/// `WASI_CALL(fd_write, "iiii", "i")`, one a line.
const WASI_CALLS: &str = include_str!("../../wasi/calls.def");

/// What becomes of an import that nothing provides.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub enum UnknownImports {
    /// A stub that traps when it is called, and names itself.
    #[default]
    Trap,
    /// The module is refused.
    Error,
}

/// The type of a function that the host provides under this name.
pub fn host_function(import: &Import) -> Option<FuncType> {
    if import.module != "wasi_snapshot_preview1" {
        return None;
    }
    WASI_CALLS.lines().find_map(|line| {
        let call = line.strip_prefix("WASI_CALL(")?;
        let (field, rest) = call.split_once(',')?;
        if field != import.field {
            return None;
        }
        let mut quoted = rest.split('"').skip(1).step_by(2);
        let params = quoted.next().map(val_types).unwrap_or_default();
        let results = quoted.next().map(val_types).unwrap_or_default();
        Some(FuncType { params, results })
    })
}

pub fn is_provided(module: &str, field: &str) -> bool {
    host_function(&Import { module: module.to_string(), field: field.to_string() }).is_some()
}

fn val_types(letters: &str) -> Vec<ValType> {
    letters.chars().map(|letter| if letter == 'I' { ValType::I64 } else { ValType::I32 }).collect()
}

pub fn emit_import(
    program: &Program<'_>,
    instance: &Instance<'_>,
    id: FuncId,
    import: &Import,
    unknown: UnknownImports,
) -> Result<CFunc> {
    let signature = program.types.func(instance.module.funcs[id.index()].ty);
    let body = match host_function(import) {
        Some(provided) if provided == *signature => host_call(program, instance, id, import, signature),
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
    import: &Import,
    signature: &FuncType,
) -> Vec<S> {
    let convention = instance.convention(program, id);
    let memory = match instance.module.memories.first() {
        Some(_) => instance.memory(crate::module::MemoryId(0)),
        None => address_of(name("wr_no_memory")),
    };
    let mut args = vec![memory];
    for (i, ty) in signature.params.iter().enumerate() {
        let arg = if convention.uniform && i >= WORD_PARAMS {
            index(name("wr_overflow"), (i - WORD_PARAMS) as u32)
        } else {
            name(&format!("x{i}"))
        };
        args.push(if convention.uniform { from_word(ty, program, arg) } else { arg });
    }
    let value = call(&format!("wasi_{}", import.field), args);
    match signature.results.first() {
        Some(ty) if convention.uniform => vec![S::Return(Some(to_word(ty, program, value)))],
        Some(_) => vec![S::Return(Some(value))],
        None if convention.uniform => vec![expr_stmt(value), S::Return(Some(C::U64(0)))],
        None => vec![expr_stmt(value)],
    }
}
