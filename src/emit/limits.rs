//! What a valid module may ask for and this emitter does not do: refused before anything is written.

use super::program::{Instance, Program};
use super::words;
use crate::error::{Error, Result};
use crate::module::Import;
use crate::module::types::CompositeType;

/// `WR_PAYLOAD_MAX`
const MAX_PAYLOAD: usize = 32;
/// Offsets of reference slots are 16 bits wide in the collector's table.
const MAX_STRUCT_BYTES: u32 = 1 << 16;

pub fn check(program: &Program<'_>, instance: &Instance<'_>) -> Result<()> {
    let module = instance.module;
    let links = &instance.links;
    let tables = module.tables.iter().zip(&links.tables).map(|(table, def)| (&table.import, def.instance, "a table"));
    let memories =
        module.memories.iter().zip(&links.memories).map(|(memory, def)| (&memory.import, def.instance, "a memory"));
    let globals =
        module.globals.iter().zip(&links.globals).map(|(global, def)| (&global.import, def.instance, "a global"));
    let tags = module.tags.iter().zip(&links.tags).map(|(tag, def)| (&tag.import, def.instance, "a tag"));
    for (import, from, what) in tables.chain(memories).chain(globals).chain(tags) {
        if let Some(import) = import.as_ref().filter(|_| from == instance.number) {
            return Err(not_a_function(import, what));
        }
    }
    for tag in &module.tags {
        if words::count(&program.types.func(tag.ty).params) > MAX_PAYLOAD {
            return Err(unsupported("an exception with more than 32 values, of which a vector counts for two"));
        }
    }
    for (id, ty) in program.types.iter() {
        if matches!(ty.composite, CompositeType::Struct(_)) && program.layouts.get(id).size > MAX_STRUCT_BYTES {
            return Err(unsupported("a struct type of more than 64 KiB"));
        }
    }
    Ok(())
}

fn not_a_function(import: &Import, what: &str) -> Error {
    let message = format!("it is {what}, and only functions can be imported");
    Error::UnknownImport { module: import.module.clone(), field: import.field.clone(), message }
}

fn unsupported(what: &str) -> Error {
    Error::Unsupported { what: what.to_string(), function: None, offset: 0 }
}
