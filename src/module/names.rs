//! The name section, and how a name that came from outside may be shown.
//!
//! In: custom sections. Out: names in [`Module`] and [`TypeTable`]. A name section cannot make a module invalid: from the
//! first malformed entry on it is ignored.

use super::Module;
use super::types::TypeTable;
use wasmparser::{KnownCustom, Name, NameMap, NameSectionReader, Parser, Payload};

/// `None` where a name section is malformed: stop reading it.
type Read = Option<()>;

/// Applies a name section to a module whose sections have all been read.
pub fn apply(reader: NameSectionReader<'_>, module: &mut Module<'_>, types: &mut TypeTable) {
    let mut reader = reader;
    // Names of locals are kept by index, so a few bytes could ask for many empty entries: no more than this.
    let mut budget = 1_000_000 + 4 * module.bytes.len();
    let _ = reader.try_for_each(|names| subsection(names.ok()?, module, types, &mut budget));
}

fn subsection(names: Name<'_>, module: &mut Module<'_>, types: &mut TypeTable, budget: &mut usize) -> Read {
    match names {
        Name::Module { name, .. } => {
            module.name = Some(name.to_string());
            Some(())
        }
        Name::Function(names) => set_names(names, &mut module.funcs, |func| &mut func.name),
        Name::Table(names) => set_names(names, &mut module.tables, |table| &mut table.name),
        Name::Memory(names) => set_names(names, &mut module.memories, |memory| &mut memory.name),
        Name::Global(names) => set_names(names, &mut module.globals, |global| &mut global.name),
        Name::Tag(names) => set_names(names, &mut module.tags, |tag| &mut tag.name),
        Name::Local(funcs) => funcs.into_iter().try_for_each(|func| {
            let func = func.ok()?;
            local_names(func.index, func.names, module, types, budget)
        }),
        Name::Type(names) => names.into_iter().try_for_each(|named| {
            let named = named.ok()?;
            if let Some(id) = module.types.get(named.index as usize) {
                types.set_name(*id, named.name.to_string());
            }
            Some(())
        }),
        Name::Field(structs) => structs.into_iter().try_for_each(|fields| {
            let fields = fields.ok()?;
            field_names(fields.index, fields.names, module, types)
        }),
        _ => Some(()),
    }
}

fn set_names<T>(names: NameMap<'_>, items: &mut [T], slot: impl Fn(&mut T) -> &mut Option<String>) -> Read {
    for named in names {
        let named = named.ok()?;
        if let Some(item) = items.get_mut(named.index as usize) {
            *slot(item) = Some(named.name.to_string());
        }
    }
    Some(())
}

fn local_names(func: u32, names: NameMap<'_>, module: &mut Module<'_>, types: &TypeTable, budget: &mut usize) -> Read {
    let Some(func) = module.funcs.get_mut(func as usize) else { return Some(()) };
    let count = types.func(func.ty).params.len() + declared_locals(func.body.as_ref());
    for named in names {
        let named = named.ok()?;
        let index = named.index as usize;
        if index >= count {
            continue;
        }
        if index >= func.local_names.len() {
            *budget = budget.checked_sub(index + 1 - func.local_names.len())?;
            func.local_names.resize(index + 1, None);
        }
        func.local_names[index] = Some(named.name.to_string());
    }
    Some(())
}

fn declared_locals(body: Option<&wasmparser::FunctionBody<'_>>) -> usize {
    let locals = body.and_then(|body| body.get_locals_reader().ok());
    locals.into_iter().flatten().flatten().map(|(count, _)| count as usize).sum()
}

fn field_names(ty: u32, names: NameMap<'_>, module: &Module<'_>, types: &mut TypeTable) -> Read {
    let id = module.types.get(ty as usize).copied();
    for named in names {
        let named = named.ok()?;
        if let Some(id) = id {
            types.set_field_name(id, named.index as usize, named.name.to_string());
        }
    }
    Some(())
}

/// How messages call a function of a module that may be malformed: `$name`, or `func 12`.
pub fn function_label(bytes: &[u8], index: u32) -> String {
    match function_name(bytes, index) {
        Some(name) => dollar(&name),
        None => format!("func {index}"),
    }
}

fn function_name(bytes: &[u8], index: u32) -> Option<String> {
    let payloads = Parser::new(0).parse_all(bytes).map_while(Result::ok);
    let mut sections = payloads.filter_map(|payload| match payload {
        Payload::CustomSection(section) => match section.as_known() {
            KnownCustom::Name(names) => Some(names),
            _ => None,
        },
        _ => None,
    });
    let functions = sections.next()?.map_while(Result::ok).find_map(|names| match names {
        Name::Function(names) => Some(names),
        _ => None,
    })?;
    let mut named = functions.into_iter().map_while(Result::ok);
    named.find(|named| named.index == index).map(|named| named.name.to_string())
}

/// A name as the text format writes it: `$len`, or `$"two words"`. Safe in a message, and in a C comment of one line.
pub fn dollar(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-./:<=>?@^_`|~".contains(c);
    match !name.is_empty() && name.chars().all(plain) {
        true => format!("${name}"),
        false => format!("$\"{}\"", escape(name)),
    }
}

/// Control characters, characters that change the direction of text, double quotes and backslashes as escapes.
pub fn escape(text: &str) -> String {
    let escaped = |c: char| if matches!(c, '"' | '\\') { format!("\\{c}") } else { shown(c) };
    text.chars().map(escaped).collect()
}

/// Someone else's message, of several lines perhaps: nothing but what is dangerous is escaped, and overlong lines are cut.
pub fn escape_message(text: &str) -> String {
    const WIDTH: usize = 400;
    let line = |line: &str| line.chars().take(WIDTH).map(shown).collect();
    text.lines().map(line).collect::<Vec<String>>().join("\n")
}

/// A printable character as it is.
fn shown(c: char) -> String {
    match c {
        '\'' | '"' | '\\' => c.to_string(),
        _ => c.escape_debug().to_string(),
    }
}
