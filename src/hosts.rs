//! What the host provides to a module: the functions that `wasi/`, `gc-runtime/hoot/` and `gc-runtime/spectest/` define in C.
//!
//! In: their `calls.def`, one call a line, which the C sides read too. Out: [`find`], by the import's names, and whether a
//! signature of the module's fits. Nothing here says how a host function is called: that is `emit/imports.rs`.

use std::sync::LazyLock;

use crate::module::types::{CompositeType, FuncType, HeapType, RefType, StorageType, TypeId, TypeTable, ValType};
use crate::module::{Import, Module};

/// A family of host functions: linked into a program only if the program imports one of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Host {
    /// WASI preview 1: files, arguments, clocks.
    Wasi,
    /// The console of Guile Hoot: numbers, strings, files.
    Hoot,
    /// What MoonBit's programs and spec scripts print with.
    Spectest,
    /// Runs spec scripts. No module imports from it: it is the caller of what the script's modules export.
    Script,
}

impl Host {
    pub const ALL: [Host; 4] = [Host::Wasi, Host::Hoot, Host::Spectest, Host::Script];

    /// Where its C lies.
    pub fn folder(self) -> &'static str {
        match self {
            Host::Wasi => "wasi/",
            Host::Hoot => "gc-runtime/hoot/",
            Host::Spectest => "gc-runtime/spectest/",
            Host::Script => "gc-runtime/script/",
        }
    }

    /// Declares its functions; to be found from the include folder `gc-runtime`.
    pub fn header(self) -> &'static str {
        match self {
            Host::Wasi => "../wasi/wasi.h",
            Host::Hoot => "hoot/hoot.h",
            Host::Spectest => "spectest/spectest.h",
            Host::Script => "script/script.h",
        }
    }

    /// The module that its functions are imported from, if that is one.
    fn module(self) -> Option<&'static str> {
        match self {
            Host::Wasi => Some("wasi_snapshot_preview1"),
            Host::Hoot | Host::Script => None,
            Host::Spectest => Some("spectest"),
        }
    }

    /// What the C names of its functions begin with.
    fn prefix(self) -> &'static str {
        match self {
            Host::Wasi => "wasi",
            Host::Hoot => "hoot",
            Host::Spectest => "spectest",
            Host::Script => "script",
        }
    }

    /// Whether its functions take the instance's memory first.
    pub fn takes_memory(self) -> bool {
        self == Host::Wasi
    }

    pub fn objects(self) -> &'static [HostObject] {
        match self {
            Host::Hoot => HOOT_OBJECTS,
            Host::Wasi | Host::Spectest | Host::Script => &[],
        }
    }

    fn calls(self) -> &'static str {
        match self {
            Host::Wasi => include_str!("../wasi/calls.def"),
            Host::Hoot => include_str!("../gc-runtime/hoot/calls.def"),
            Host::Spectest => include_str!("../gc-runtime/spectest/calls.def"),
            Host::Script => "",
        }
    }
}

/// A type of objects that a host makes in the heap: no type of the module's, and not a `struct` or `array` to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostObject {
    /// The C constant that holds the type word.
    pub c_name: &'static str,
    /// As the collector needs it.
    pub kind: HostObjectKind,
    pub display: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostObjectKind {
    ArrayOfWords,
    ArrayOfRefs,
    Ephemeron,
}

const HOOT_OBJECTS: &[HostObject] = &[
    HostObject { c_name: "hoot_bignum_type", kind: HostObjectKind::ArrayOfWords, display: "bignum" },
    HostObject { c_name: "hoot_weak_map_type", kind: HostObjectKind::ArrayOfRefs, display: "weak map" },
    HostObject { c_name: "hoot_ephemeron_type", kind: HostObjectKind::Ephemeron, display: "ephemeron" },
    HostObject { c_name: "hoot_procedure_type", kind: HostObjectKind::ArrayOfRefs, display: "procedure" },
    HostObject { c_name: "hoot_registry_type", kind: HostObjectKind::ArrayOfRefs, display: "finalization registry" },
    HostObject { c_name: "hoot_regexp_type", kind: HostObjectKind::ArrayOfWords, display: "regexp" },
    HostObject { c_name: "hoot_match_type", kind: HostObjectKind::ArrayOfRefs, display: "regexp match" },
    HostObject { c_name: "hoot_captures_type", kind: HostObjectKind::ArrayOfWords, display: "captures" },
    HostObject { c_name: "hoot_date_type", kind: HostObjectKind::ArrayOfWords, display: "date" },
    HostObject { c_name: "hoot_uint8array_type", kind: HostObjectKind::ArrayOfWords, display: "uint8array" },
    HostObject { c_name: "hoot_promise_type", kind: HostObjectKind::ArrayOfRefs, display: "promise" },
    HostObject { c_name: "hoot_stream_type", kind: HostObjectKind::ArrayOfWords, display: "stream" },
    HostObject { c_name: "hoot_read_result_type", kind: HostObjectKind::ArrayOfRefs, display: "result of reading" },
];

/// One function of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostFunction {
    pub host: Host,
    pub module: &'static str,
    pub field: &'static str,
    /// A letter for each value, as [`letter_fits`] reads them.
    params: &'static str,
    results: &'static str,
    /// May allocate in the heap: it takes the side stack's pointer, before its own parameters.
    pub collects: bool,
    /// May call the program's functions before it returns.
    pub calls: bool,
    /// Is given procedures to call, now or later: such a program is linked with [`REFLECTION`].
    pub reflects: bool,
}

/// The host's way into a Hoot program: a module in text that imports from the program's own as "abi".
pub const REFLECTION: &str = include_str!("../gc-runtime/hoot/reflect.wat");

static FUNCTIONS: LazyLock<Vec<HostFunction>> = LazyLock::new(|| {
    Host::ALL.into_iter().flat_map(|host| host.calls().lines().filter_map(move |line| parse(host, line))).collect()
});

/// `WASI_CALL(field, "params", "results")`; a host of several modules names them: `HOOT_CALL(module, field, "params",
/// "results", collects)`. Comments may follow; lines that begin otherwise are the file's prose.
fn parse(host: Host, line: &'static str) -> Option<HostFunction> {
    let (head, rest) = line.split_once("_CALL(")?;
    if head != host.prefix().to_ascii_uppercase() {
        return None;
    }
    let words: Vec<&str> = rest.split(')').next()?.split(',').map(|word| word.trim().trim_matches('"')).collect();
    let function = |module, field, params, results, effect| {
        let (collects, reflects, calls) = match effect {
            "none" => (false, false, false),
            "collects" => (true, false, false),
            "keeps" => (true, true, false),
            "calls" => (true, true, true),
            other => unreachable!("calls.def: no effect is called {other}"),
        };
        Some(HostFunction { host, module, field, params, results, collects, calls, reflects })
    };
    match (&words[..], host.module()) {
        (&[field, params, results], Some(module)) => function(module, field, params, results, "none"),
        (&[module, field, params, results, effect], None) => function(module, field, params, results, effect),
        _ => unreachable!("calls.def: {line}"),
    }
}

/// The host's function of this name, whatever its type.
pub fn find(import: &Import) -> Option<&'static HostFunction> {
    FUNCTIONS.iter().find(|function| function.module == import.module && function.field == import.field)
}

pub fn is_provided(module: &str, field: &str) -> bool {
    find(&Import { module: module.to_string(), field: field.to_string() }).is_some()
}

/// Whether a module gives the host procedures to call.
pub fn reflects(module: &Module<'_>) -> bool {
    module.funcs.iter().any(|func| func.import.as_ref().and_then(find).is_some_and(|function| function.reflects))
}

/// The hosts that a program's imports name functions of, and those that they stand on; in order.
pub fn used(imports: impl Iterator<Item = Import>) -> Vec<Host> {
    let mut hosts: Vec<Host> = imports.filter_map(|import| Some(find(&import)?.host)).collect();
    if hosts.contains(&Host::Hoot) {
        hosts.push(Host::Wasi); // for files
    }
    hosts.sort();
    hosts.dedup();
    hosts
}

impl HostFunction {
    /// The function's name in C.
    pub fn c_name(&self) -> String {
        format!("{}_{}", self.host.prefix(), self.field)
    }

    /// Whether a module may import it at this type.
    pub fn fits(&self, types: &TypeTable, signature: &FuncType) -> bool {
        let fit = |letters: &str, list: &[ValType]| {
            letters.len() == list.len() && letters.chars().zip(list).all(|(letter, ty)| letter_fits(types, letter, ty))
        };
        fit(self.params, &signature.params) && fit(self.results, &signature.results)
    }
}

fn letter_fits(types: &TypeTable, letter: char, ty: &ValType) -> bool {
    let reference = |nullable, heap| *ty == ValType::Ref(RefType { nullable, heap });
    match letter {
        'i' => *ty == ValType::I32,
        'I' => *ty == ValType::I64,
        'f' => *ty == ValType::F32,
        'd' => *ty == ValType::F64,
        // An upper-case letter is a reference that is not null.
        'E' => reference(false, HeapType::Extern),
        'e' => reference(true, HeapType::Extern),
        'Q' => reference(false, HeapType::Eq),
        'F' => reference(false, HeapType::Func),
        'B' => is_bytes(types, ty, false),
        'b' => is_bytes(types, ty, true),
        other => unreachable!("calls.def: no type is written {other:?}"),
    }
}

/// A reference to an `(array (mut i8))`.
fn is_bytes(types: &TypeTable, ty: &ValType, nullable: bool) -> bool {
    match ty {
        ValType::Ref(RefType { nullable: is_nullable, heap: HeapType::Concrete(id) }) => {
            *is_nullable == nullable && is_byte_array(types, *id)
        }
        _ => false,
    }
}

fn is_byte_array(types: &TypeTable, id: TypeId) -> bool {
    matches!(&types.get(id).composite, CompositeType::Array(field) if field.mutable && field.storage == StorageType::I8)
}

/// The type of the strings that cross between the module and the host: that of `rt.string_to_wtf8`'s result.
pub fn string_type(module: &Module<'_>, types: &TypeTable) -> Option<TypeId> {
    let converter = module
        .funcs
        .iter()
        .find(|func| func.import.as_ref().and_then(find).is_some_and(|function| function.field == "string_to_wtf8"))?;
    match types.func(converter.ty).results.first() {
        Some(ValType::Ref(RefType { heap: HeapType::Concrete(id), .. })) if is_byte_array(types, *id) => Some(*id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_a_function() {
        for host in Host::ALL {
            let calls = host.calls().lines().filter(|line| line.contains("_CALL(") && !line.starts_with("//")).count();
            let parsed: Vec<_> = FUNCTIONS.iter().filter(|function| function.host == host).collect();
            assert_eq!(parsed.len(), calls, "{host:?}");
            let known = |letters: &str| letters.chars().all(|letter| "iIfdEeQFBb".contains(letter));
            assert!(parsed.iter().all(|function| known(function.params) && known(function.results)), "{host:?}");
        }
    }

    #[test]
    fn types_are_letters() {
        let types = TypeTable::new();
        let fd_seek = find(&Import { module: "wasi_snapshot_preview1".into(), field: "fd_seek".into() }).unwrap();
        use ValType::{F64, I32, I64};
        assert!(fd_seek.fits(&types, &FuncType { params: vec![I32, I64, I32, I32], results: vec![I32] }));
        assert!(!fd_seek.fits(&types, &FuncType { params: vec![I32, F64, I32, I32], results: vec![I32] }));
        assert!(!fd_seek.fits(&types, &FuncType { params: vec![I32, I64, I32], results: vec![I32] }));
    }
}
