//! Identifiers.
//!
//! In: names as the module has them, which an attacker may have chosen. Out: valid C identifiers that mean nothing to C, to the
//! headers of libc, or to the runtime ([`sanitize`]), and that are unique where they are declared ([`Scope`]).
//! Entities of a module get their instance's prefix (`m0_`) from the emitter, after `sanitize` and before `Scope::unique`;
//! no sanitised name looks like one of theirs, so that a local never hides what its function calls.

use super::ast::Name;
use std::collections::HashMap;
use std::rc::Rc;

const LONGEST: usize = 60;

/// What is put before a name that may not begin as it does.
const PREFIX: &str = "x_";

/// A valid identifier that resembles `raw`. Different names may become the same.
pub fn sanitize(raw: &str) -> String {
    let mut name = String::new();
    for c in raw.chars() {
        if name.len() == LONGEST {
            break;
        }
        match c {
            // Leading underscores are the compiler's.
            '_' if name.is_empty() => {}
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => name.push(c),
            _ if name.is_empty() || name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, 'x');
    }
    if begins_like_ours(&name) {
        name.insert_str(0, PREFIX);
    }
    name.truncate(LONGEST);
    if is_reserved(&name) {
        name.truncate(LONGEST - 1);
        name.push('_');
    }
    name
}

/// Families of names: the runtime's, the numeric functions', and those of a module's entities.
fn begins_like_ours(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    // The bare family counts too: a second `m0` would become `m0_2`.
    let family = lower.split('_').next().unwrap_or_default();
    FAMILIES.contains(&family) || is_instance_prefix(family)
}

/// `m0`, `m1`, … of a module's entities, and `k0`, … of its static objects.
fn is_instance_prefix(family: &str) -> bool {
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    family.strip_prefix(['m', 'k']).is_some_and(is_number)
}

/// Does C, a header or the runtime give this very word a meaning?
fn is_reserved(name: &str) -> bool {
    looks_like_a_constant(name) || [KEYWORDS, RUNTIME, LIBC].iter().any(|words| words.contains(&name))
}

/// Macros are in capitals, and those that are not begin so: `SYS_read`, `PRIu32`, `M_PIf`.
fn looks_like_a_constant(name: &str) -> bool {
    let in_capitals = name.len() > 1 && !name.contains(|c: char| c.is_ascii_lowercase());
    let prefixes = ["AF_", "L_", "La_", "M_", "P_", "PF_", "PRI", "SCN", "SHT_", "SYS_"];
    // A trailing underscore is what we add ourselves.
    !name.ends_with('_') && (in_capitals || prefixes.iter().any(|prefix| name.starts_with(prefix)))
}

const FAMILIES: &[&str] = &[
    "wr", "gc", "ty", "wasi", "i31", "i32", "i64", "f32", "f64", "v128", "i8x16", "i16x8", "i32x4", "i64x2", "f32x4",
    "f64x2",
];

/// C11, C23, gnu and clang.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "alignas", "alignof", "asm", "auto", "bool", "break", "case", "char", "const", "constexpr", "continue", "default", "do",
    "double", "else", "enum", "extern", "false", "float", "for", "fortran", "goto", "half", "if", "inline", "int", "long",
    "nullptr", "pixel", "register", "restrict", "return", "short", "signed", "sizeof", "static", "static_assert", "struct",
    "switch", "thread_local", "true", "typedef", "typeof", "typeof_unqual", "union", "unsigned", "vector", "void", "volatile",
    "wchar_t", "while",
];

const RUNTIME: &[&str] = &[
    "hp",
    "i8",
    "i16",
    "main",
    "memory_atomic_notify",
    "memory_atomic_notify_checked",
    "memory_atomic_wait32",
    "memory_atomic_wait32_checked",
    "memory_atomic_wait64",
    "memory_atomic_wait64_checked",
    "ref",
    "ref_slot",
    "slot",
    "slot_ref",
    "sp",
    "u8",
    "u128",
    "u16",
    "u32",
    "u64",
];

/// Macros of gcc and of glibc's headers that are not in capitals (from `gcc -dM -E` over 50 headers), types, and the functions
/// that macros call.
#[rustfmt::skip]
const LIBC: &[&str] = &[
    "I", "abort", "alloca", "assert", "assert_perror", "atomic_init", "atomic_load", "atomic_store", "clrbit", "complex",
    "d_fileno", "environ", "errno", "exit", "fpclassify", "free", "howmany", "i386", "int16_t", "int32_t", "int64_t", "int8_t",
    "intmax_t", "intptr_t", "isclr", "isfinite", "isgreater", "isinf", "isless", "isnan", "isnormal", "isset", "jmp_buf",
    "kill_dependency", "linux", "longjmp", "major", "makedev", "malloc", "math_errhandling", "max_align_t", "memcmp", "memcpy",
    "memmove", "memset", "minor", "noreturn", "off_t", "offsetof", "powerof2", "printf", "ptrdiff_t", "roundup", "s6_addr",
    "s6_addr16", "s6_addr32", "sa_handler", "sa_sigaction", "sched_priority", "setbit", "setjmp", "si_addr", "si_addr_lsb",
    "si_arch", "si_band", "si_call_addr", "si_fd", "si_int", "si_lower", "si_overrun", "si_pid", "si_pkey", "si_ptr", "si_status",
    "si_stime", "si_syscall", "si_timerid", "si_uid", "si_upper", "si_utime", "si_value", "sigev_notify_attributes",
    "sigev_notify_function", "sigmask", "signbit", "sigsetjmp", "size_t", "ssize_t", "st_atime", "st_ctime", "st_mtime",
    "stderr", "stdin", "stdout", "strdupa", "strndupa", "sun", "timeradd", "timerclear", "timercmp", "timerisset", "timersub",
    "toascii", "uint16_t", "uint32_t", "uint64_t", "uint8_t", "uintmax_t", "uintptr_t", "unix", "va_arg", "va_copy", "va_end",
    "va_list", "va_start", "vax",
];

/// The names that are taken in one C scope, and in those around it.
///
/// `unique` depends on nothing but the calls before it; the map is never iterated, and its hash is std's keyed one because the
/// names may be an attacker's.
#[derive(Debug, Default)]
pub struct Scope {
    around: Option<Rc<Scope>>,
    /// Each name that is taken, and the first suffix that may still be free behind it.
    taken: HashMap<Name, u32>,
}

impl Scope {
    pub fn new() -> Scope {
        Scope::default()
    }

    /// A scope whose names also differ from those of the scope around it, as that is now.
    pub fn child_of(around: &Rc<Scope>) -> Scope {
        Scope { around: Some(Rc::clone(around)), taken: HashMap::new() }
    }

    pub fn contains(&self, name: &str) -> bool {
        self.next_suffix(name).is_some()
    }

    /// Takes a name that somebody else declares.
    pub fn reserve(&mut self, name: &str) {
        if !self.contains(name) {
            self.taken.insert(name.into(), FIRST_SUFFIX);
        }
    }

    /// Takes `wanted`, which must be an identifier already, or else `wanted_2`, `wanted_3`, …
    ///
    /// Each suffix is tried once for each base, so 10^5 equal names take 10^5 steps.
    pub fn unique(&mut self, wanted: &str) -> Name {
        let Some(mut suffix) = self.next_suffix(wanted) else { return self.take(wanted.into()) };
        loop {
            let candidate = format!("{wanted}_{suffix}");
            suffix += 1;
            if !self.contains(&candidate) {
                self.taken.insert(wanted.into(), suffix);
                return self.take(candidate.into());
            }
        }
    }

    fn take(&mut self, name: Name) -> Name {
        self.taken.insert(Rc::clone(&name), FIRST_SUFFIX);
        name
    }

    fn next_suffix(&self, name: &str) -> Option<u32> {
        let here = self.taken.get(name).copied();
        here.or_else(|| self.around.as_ref()?.next_suffix(name))
    }
}

const FIRST_SUFFIX: u32 = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sanitize_keeps_what_it_can() {
        let cases = [
            ("len", "len"),
            ("Stdlib.List.map", "Stdlib_List_map"),
            ("a->b", "a_b"),
            ("a__b", "a__b"),
            ("rev'", "rev_"),
            ("__wasm_call_ctors", "wasm_call_ctors"),
            ("+", "x"),
            ("", "x"),
            ("λ", "x"),
            ("4th", "x4th"),
            ("int", "int_"),
            ("nullptr", "nullptr_"),
            ("errno", "errno_"),
            ("EOF", "EOF_"),
            ("SYS_read", "SYS_read_"),
            ("X", "X"),
            ("u32", "u32_"),
            ("sp", "sp_"),
            ("wr_trap", "x_wr_trap"),
            ("WR_TRY", "x_WR_TRY"),
            ("i32_add", "x_i32_add"),
            ("i32.add", "x_i32_add"),
            ("m0_cons", "x_m0_cons"),
            ("M12_CONS", "x_M12_CONS"),
            ("m0", "x_m0"),
            ("i32", "x_i32"),
            ("map_m0", "map_m0"),
        ];
        for (raw, expected) in cases {
            assert_eq!(sanitize(raw), expected, "of {raw:?}");
        }
    }

    #[test]
    fn sanitize_cuts() {
        assert_eq!(sanitize(&"a".repeat(1000)), "a".repeat(60));
        assert_eq!(sanitize(&"A".repeat(1000)), "A".repeat(59) + "_");
        assert_eq!(sanitize(&format!("wr_{}", "a".repeat(1000))), format!("x_wr_{}", "a".repeat(55)));
    }

    proptest! {
        #[test]
        fn sanitised_names_are_identifiers(raw in ".{0,80}|[A-Zmi_0-9]{0,5}[a-z_]{0,6}") {
            let name = sanitize(&raw);
            prop_assert!(name.len() <= LONGEST);
            prop_assert!(name.starts_with(|c: char| c.is_ascii_alphabetic()));
            prop_assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
            prop_assert!(!is_reserved(&name) && !begins_like_ours(&name));
            prop_assert_eq!(sanitize(&name), name);
        }
    }

    #[test]
    fn a_scope_counts_from_two() {
        let mut scope = Scope::new();
        let names: Vec<_> = ["x", "x", "x_2", "x", "y"].iter().map(|name| scope.unique(name)).collect();
        assert_eq!(names.iter().map(|name| &**name).collect::<Vec<_>>(), ["x", "x_2", "x_2_2", "x_3", "y"]);
    }

    #[test]
    fn a_scope_avoids_what_was_there_before() {
        let mut scope = Scope::new();
        scope.reserve("x_2");
        scope.reserve("type");
        assert_eq!(&*scope.unique("x"), "x");
        assert_eq!(&*scope.unique("x"), "x_3");
        assert_eq!(&*scope.unique("type"), "type_2");
    }

    #[test]
    fn a_child_avoids_its_parents_names() {
        let mut parent = Scope::new();
        parent.unique("x");
        parent.unique("x");
        let parent = Rc::new(parent);
        let mut child = Scope::child_of(&parent);
        assert_eq!(&*child.unique("x"), "x_3");
        assert_eq!(&*child.unique("x_2"), "x_2_2");
        assert_eq!(&*Scope::child_of(&parent).unique("x"), "x_3");
        assert!(!parent.contains("x_3"));
    }

    #[test]
    fn many_equal_names_are_cheap() {
        let mut scope = Scope::new();
        for _ in 0..100_000 {
            scope.unique("x");
        }
        assert_eq!(&*scope.unique("x"), "x_100001");
    }
}
