//! Makes `gc-runtime/hoot/regexp-case.inc` and `regexp-properties.inc`: Unicode's facts, as regex-syntax and the standard
//! library have them, in the form that `regexp-set.c` and `regexp-property.c` tell. They are checked in, since their
//! Unicode version should not depend on who builds: `BLESS=1 cargo test --test regexp tables` writes them anew.

use std::fmt::Write;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

pub const CASE: &str = "gc-runtime/hoot/regexp-case.inc";
pub const PROPERTIES: &str = "gc-runtime/hoot/regexp-properties.inc";

const CHARACTERS: u32 = 0x110000;
const SURROGATES: RangeInclusive<u32> = 0xd800..=0xdfff;

// ---- case ----

pub fn case() -> String {
    let mut text = String::from("// Made by tests/regexp/tables.rs.\n");
    case_runs(&mut text, "re_upper_runs", &upper);
    case_runs(&mut text, "re_fold_runs", &fold);
    text
}

/// ECMA-262 §22.2.2.7.3: upper case, where it is one character and does not leave or enter ASCII.
fn upper(c: char) -> char {
    let mut mapped = c.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(single), None) if c.is_ascii() || !single.is_ascii() => single,
        _ => c,
    }
}

/// Simple case folding. regex-syntax knows which characters are one; which of them stands for the others is nobody's
/// business, but that it be in ASCII where one is, and small or else the first. Of characters that are younger than its
/// tables the standard library may know the small letter.
fn fold(c: char) -> char {
    let mut class = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
    class.case_fold_simple();
    let members: Vec<char> = class.iter().flat_map(|range| range.start()..=range.end()).collect();
    let small = members.iter().copied().find(|member| member.is_lowercase());
    match members[0] {
        single if members.len() == 1 && UNASSIGNED[single as usize] => small_letter(single),
        first if first.is_ascii() => first.to_ascii_lowercase(),
        first => small.unwrap_or(first),
    }
}

static UNASSIGNED: LazyLock<Vec<bool>> = LazyLock::new(|| members(r"\p{gc=Cn}"));

fn small_letter(c: char) -> char {
    let mut mapped = c.to_lowercase();
    match (mapped.next(), mapped.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

fn case_runs(text: &mut String, name: &str, map: &dyn Fn(char) -> char) {
    struct Run {
        first: u32,
        last: u32,
        step: u32,
        delta: i64,
    }
    let mut runs: Vec<Run> = Vec::new();
    for c in '\0'..=char::MAX {
        let (code, delta) = (c as u32, i64::from(map(c) as u32) - i64::from(c as u32));
        if delta == 0 {
            continue;
        }
        match runs.last_mut().filter(|run| run.delta == delta && (run.step == 0 || code - run.last == run.step)) {
            Some(run) if run.step != 0 || code - run.last <= 2 => {
                run.step = code - run.last;
                run.last = code;
            }
            _ => runs.push(Run { first: code, last: code, step: 0, delta }),
        }
    }
    line(text, format_args!("static const struct re_case_run {name}[] = {{"));
    for Run { first, last, step, delta } in runs {
        let step = step.max(1);
        line(text, format_args!("  {{{first:#x}, {delta}, {}, {step}}},", (last - first) / step + 1));
    }
    line(text, format_args!("}};"));
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    writeln!(text, "{arguments}").expect("writing to a string");
}

// ---- properties ----

/// In the order of their numbers; the names of each, the one that regex-syntax is asked for first.
const CATEGORIES: [&str; 30] = [
    "Lu Uppercase_Letter",
    "Ll Lowercase_Letter",
    "Lt Titlecase_Letter",
    "Lm Modifier_Letter",
    "Lo Other_Letter",
    "Mn Nonspacing_Mark",
    "Mc Spacing_Mark",
    "Me Enclosing_Mark",
    "Nd Decimal_Number digit",
    "Nl Letter_Number",
    "No Other_Number",
    "Pc Connector_Punctuation",
    "Pd Dash_Punctuation",
    "Ps Open_Punctuation",
    "Pe Close_Punctuation",
    "Pi Initial_Punctuation",
    "Pf Final_Punctuation",
    "Po Other_Punctuation",
    "Sm Math_Symbol",
    "Sc Currency_Symbol",
    "Sk Modifier_Symbol",
    "So Other_Symbol",
    "Zs Space_Separator",
    "Zl Line_Separator",
    "Zp Paragraph_Separator",
    "Cc Control cntrl",
    "Cf Format",
    "Cs Surrogate",
    "Co Private_Use",
    "Cn Unassigned",
];
/// Capital and small letters in turn.
const UPPER_AND_LOWER: u8 = 31;

const GROUPS: [(&str, &str); 8] = [
    ("L", "L Letter"),
    ("Lu Ll Lt", "LC Cased_Letter"),
    ("M", "M Mark Combining_Mark"),
    ("N", "N Number"),
    ("P", "P Punctuation punct"),
    ("S", "S Symbol"),
    ("Z", "Z Separator"),
    ("C", "C Other"),
];

const BINARY: [&str; 40] = [
    "ASCII",
    "Any",
    "Assigned",
    "ASCII_Hex_Digit AHex",
    "Alphabetic Alpha",
    "Bidi_Control Bidi_C",
    "Case_Ignorable CI",
    "Cased",
    "Dash",
    "Default_Ignorable_Code_Point DI",
    "Deprecated Dep",
    "Diacritic Dia",
    "Emoji",
    "Emoji_Component EComp",
    "Emoji_Modifier EMod",
    "Emoji_Modifier_Base EBase",
    "Emoji_Presentation EPres",
    "Extended_Pictographic ExtPict",
    "Extender Ext",
    "Hex_Digit Hex",
    "IDS_Binary_Operator IDSB",
    "IDS_Trinary_Operator IDST",
    "ID_Continue IDC",
    "ID_Start IDS",
    "Ideographic Ideo",
    "Join_Control Join_C",
    "Logical_Order_Exception LOE",
    "Lowercase Lower",
    "Math",
    "Noncharacter_Code_Point NChar",
    "Pattern_Syntax Pat_Syn",
    "Pattern_White_Space Pat_WS",
    "Quotation_Mark QMark",
    "Radical",
    "Regional_Indicator RI",
    "Unified_Ideograph UIdeo",
    "Uppercase Upper",
    "Variation_Selector VS",
    "White_Space space",
    "XID_Start XIDS",
];

/// Those of living languages and others that are met with; what has none of these is number 255.
const SCRIPTS: &str = "Zyyy Common\nZinh Inherited Qaai\nLatn Latin\nGrek Greek\nCyrl Cyrillic\nArmn Armenian\n\
    Hebr Hebrew\nArab Arabic\nSyrc Syriac\nThaa Thaana\nDeva Devanagari\nBeng Bengali\nGuru Gurmukhi\nGujr Gujarati\n\
    Orya Oriya\nTaml Tamil\nTelu Telugu\nKnda Kannada\nMlym Malayalam\nSinh Sinhala\nThai Thai\nLaoo Lao\nTibt Tibetan\n\
    Mymr Myanmar\nGeor Georgian\nHang Hangul\nEthi Ethiopic\nCher Cherokee\nCans Canadian_Aboriginal\nKhmr Khmer\n\
    Mong Mongolian\nHira Hiragana\nKana Katakana\nBopo Bopomofo\nHani Han\nYiii Yi\nCopt Coptic Qaac\nGoth Gothic\n\
    Runr Runic\nOgam Ogham\nTfng Tifinagh\nNkoo Nko\nAdlm Adlam\nBali Balinese\nJava Javanese\nTglg Tagalog\n\
    Glag Glagolitic\nBrai Braille";

/// Whether each character is in the class.
fn members(class: &str) -> Vec<bool> {
    let hir = regex_syntax::Parser::new().parse(class).unwrap_or_else(|error| panic!("{class}: {error}"));
    let ranges: Vec<(u32, u32)> = match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().map(|range| (range.start() as u32, range.end() as u32)).collect()
        }
        // A class of one character.
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).expect("a character");
            text.chars().map(|c| (c as u32, c as u32)).collect()
        }
        // A class of none.
        _ => Vec::new(),
    };
    let mut members = vec![false; CHARACTERS as usize];
    for (first, last) in ranges {
        members[first as usize..=last as usize].fill(true);
    }
    members
}

fn first_name(names: &str) -> &str {
    names.split(' ').next().expect("names")
}

fn categories() -> Vec<u8> {
    let mut categories = vec![u8::MAX; CHARACTERS as usize];
    for (number, names) in CATEGORIES.iter().enumerate().filter(|(_, names)| !names.starts_with("Cs")) {
        for (c, is_member) in members(&format!("\\p{{gc={}}}", first_name(names))).into_iter().enumerate() {
            if is_member {
                categories[c] = number as u8;
            }
        }
    }
    let surrogate = CATEGORIES.iter().position(|names| names.starts_with("Cs")).expect("a category") as u8;
    categories[*SURROGATES.start() as usize..=*SURROGATES.end() as usize].fill(surrogate);
    assert!(categories.iter().all(|&category| category != u8::MAX), "every character has a category");
    categories
}

fn number(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 128 {
        bytes.push((value & 127) as u8 | 128);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Value and length of what is the same in a row.
fn runs<T: PartialEq + Copy>(values: &[T]) -> Vec<(T, u32)> {
    let mut runs: Vec<(T, u32)> = Vec::new();
    for &value in values {
        match runs.last_mut() {
            Some((last, length)) if *last == value => *length += 1,
            _ => runs.push((value, 1)),
        }
    }
    runs
}

/// Gaps and lengths of what is true, and how many there are.
fn gaps(values: &[bool]) -> (Vec<u8>, u32) {
    let (mut bytes, mut count, mut gap) = (Vec::new(), 0, 0);
    for (is_member, length) in runs(values) {
        if is_member {
            number(&mut bytes, gap);
            number(&mut bytes, length);
            count += 1;
        } else {
            gap = length;
        }
    }
    (bytes, count)
}

fn category_runs(categories: &[u8]) -> Vec<u8> {
    let mut merged: Vec<(u8, u32)> = Vec::new();
    for (category, length) in runs(categories) {
        let is_next = |last: u8, count: u32| last == UPPER_AND_LOWER && u32::from(category) == count % 2;
        match merged.last_mut() {
            Some((last, count)) if length == 1 && category <= 1 && is_next(*last, *count) => *count += 1,
            _ if length == 1 && category == 0 => merged.push((UPPER_AND_LOWER, 1)),
            _ => merged.push((category, length)),
        }
    }
    let mut bytes = Vec::new();
    for (category, length) in merged {
        let category = if category == UPPER_AND_LOWER && length == 1 { 0 } else { category };
        if length < 8 {
            bytes.push(category | (length as u8) << 5);
        } else {
            bytes.push(category);
            number(&mut bytes, length);
        }
    }
    bytes
}

fn array(text: &mut String, name: &str, bytes: &[u8]) {
    line(text, format_args!("static const u8 {name}[] = {{"));
    for bytes in bytes.chunks(40) {
        let bytes: Vec<String> = bytes.iter().map(u8::to_string).collect();
        line(text, format_args!("{},", bytes.join(",")));
    }
    line(text, format_args!("}};"));
}

fn names<'a>(text: &mut String, name: &str, lines: impl IntoIterator<Item = &'a str>) {
    line(text, format_args!("static const char {name}[] ="));
    for names in lines {
        line(text, format_args!("  \"{names}\\n\""));
    }
    line(text, format_args!("  \"\";"));
}

pub fn properties() -> String {
    let mut text = String::from("// Made by tests/regexp/tables.rs.\n#define RE_UPPER 0\n#define RE_LOWER 1\n");
    line(&mut text, format_args!("#define RE_UPPER_AND_LOWER {UPPER_AND_LOWER}"));
    let categories = categories();
    names(&mut text, "re_category_names", CATEGORIES);
    array(&mut text, "re_categories", &category_runs(&categories));
    category_groups(&mut text);
    binary(&mut text, &categories);
    scripts(&mut text);
    text
}

fn category_groups(text: &mut String) {
    names(text, "re_category_group_names", GROUPS.map(|(_, names)| names));
    line(text, format_args!("static const u32 re_category_groups[] = {{"));
    for (wanted, _) in GROUPS {
        let is_wanted = |category: &str| wanted.split(' ').any(|start| category.starts_with(start));
        let mask: u32 = (0..30).filter(|&i| is_wanted(CATEGORIES[i])).map(|i| 1 << i).sum();
        line(text, format_args!("  {mask:#x},"));
    }
    line(text, format_args!("}};"));
}

fn is_binary_member(names: &str) -> Vec<bool> {
    match first_name(names) {
        "Any" => vec![true; CHARACTERS as usize],
        "Assigned" => {
            let mut assigned = members(r"\P{gc=Cn}");
            assigned[*SURROGATES.start() as usize..=*SURROGATES.end() as usize].fill(true);
            assigned
        }
        "ASCII" => (0..CHARACTERS).map(|c| c < 128).collect(),
        name => members(&format!("\\p{{{name}}}")),
    }
}

/// Of a property the categories of which it has more than it lacks, and the exceptions.
fn binary(text: &mut String, categories: &[u8]) {
    let (mut exceptions, mut table) = (Vec::new(), String::new());
    for names in BINARY {
        let is_member = is_binary_member(names);
        let mut mask = 0;
        // The fewest ranges: a category is taken if that saves any.
        let mut best = gaps(&is_member).0;
        for category in 0..30 {
            let with = mask | 1u32 << category;
            let differs: Vec<bool> =
                is_member.iter().zip(categories).map(|(&is_member, &c)| is_member != (with >> c & 1 == 1)).collect();
            let bytes = gaps(&differs).0;
            if bytes.len() < best.len() {
                (mask, best) = (with, bytes);
            }
        }
        let from = exceptions.len();
        exceptions.extend(best);
        line(&mut table, format_args!("  {{{mask:#x}, {from}, {}}},", exceptions.len()));
    }
    self::names(text, "re_binary_names", BINARY);
    line(text, format_args!("static const struct re_binary_property re_binary_properties[] = {{\n{table}}};"));
    array(text, "re_exceptions", &exceptions);
}

fn scripts(text: &mut String) {
    const NONE: u8 = u8::MAX;
    let mut scripts = vec![NONE; CHARACTERS as usize];
    let mut extensions = Vec::new();
    let lines: Vec<&str> = SCRIPTS.lines().collect();
    for (index, names) in lines.iter().enumerate() {
        let name = names.split(' ').nth(1).expect("a long name");
        let is_member = members(&format!("\\p{{sc={name}}}"));
        for (c, _) in is_member.iter().enumerate().filter(|(_, is_member)| **is_member) {
            scripts[c] = index as u8;
        }
        let is_extended = members(&format!("\\p{{scx={name}}}"));
        let differs: Vec<bool> = is_member.iter().zip(is_extended).map(|(&a, b)| a != b).collect();
        let (bytes, count) = gaps(&differs);
        number(&mut extensions, count);
        extensions.extend(bytes);
    }
    let mut bytes = Vec::new();
    for (script, length) in runs(&scripts) {
        bytes.push(script);
        number(&mut bytes, length);
    }
    names(text, "re_script_names", lines);
    array(text, "re_scripts", &bytes);
    array(text, "re_extensions", &extensions);
}
