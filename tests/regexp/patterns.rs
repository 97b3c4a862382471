//! Random regular expressions, and subjects that they have a chance to match.

use proptest::prelude::*;
use proptest::sample::select;

/// One question to the driver.
#[derive(Clone, Debug)]
pub struct Question {
    pub pattern: Vec<u8>,
    pub flags: String,
    pub subject: Vec<u8>,
    pub start: usize,
}

/// Few characters, that meet often; some of them are equal but for case, or only with the flag u.
const CHARACTERS: [&str; 16] = ["a", "b", "a", "b", "A", "B", "1", "_", "-", "\n", "é", "É", "ſ", "s", "σ", "😀"];

const CLASSES: [&str; 8] = [".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", "[^]"];

const MEMBERS: [&str; 22] = [
    "a", "b", "a-c", "A-Z", "é", "À-ÿ", "α-ω", "ſ", "-", "^", ".", r"\d", r"\w", r"\W", r"\S", r"\n", r"\b", r"\-",
    r"\x61", r"\u00e9", r"\cA", "😀",
];

/// What is an error with the flag u, or something else.
const ODD: [&str; 25] = [
    "{", "}", "]", "a{", "a{1", "a{1,", "{1}", r"\0", r"\07", r"\8", r"\9", r"\x4", r"\x41", r"\u0061", r"\u{61}",
    r"\cA", r"\c", r"\q", r"\-", r"\k", r"[\c]", r"[\1]", r"[\w-a]", "[b-a]", "(?",
];

const QUANTIFIERS: [&str; 9] = ["*", "+", "?", "{2}", "{1,}", "{0,2}", "{1,3}", "{0}", "{2,3}"];

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    select(texts).prop_map(str::to_string)
}

fn class() -> impl Strategy<Value = String> {
    let members = prop::collection::vec(select(&MEMBERS[..]), 0..4);
    (any::<bool>(), members).prop_map(|(negated, members)| {
        let sign = if negated { "^" } else { "" };
        format!("[{sign}{}]", members.concat())
    })
}

fn leaf() -> impl Strategy<Value = String> {
    prop_oneof![
        40 => one_of(&CHARACTERS),
        12 => one_of(&CLASSES),
        10 => class(),
        8 => (1..5u32).prop_map(|number| format!("\\{number}")),
        8 => one_of(&["^", "$", r"\b", r"\B"]),
        2 => Just(r"\k<n>".to_string()),
        2 => one_of(&ODD),
        1 => Just(String::new()),
    ]
}

fn pattern() -> impl Strategy<Value = String> {
    leaf().prop_recursive(5, 24, 3, |inner| {
        let lazy = one_of(&["", "", "?"]);
        let group = one_of(&["(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(", "(?:"]);
        prop_oneof![
            6 => prop::collection::vec(inner.clone(), 2..4).prop_map(|terms| terms.concat()),
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("(?:{a}|{b})")),
            2 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}|{b}")),
            6 => (group.clone(), inner.clone()).prop_map(|(open, inside)| format!("{open}{inside})")),
            1 => inner.clone().prop_map(|inside| format!("(?<n>{inside})")),
            6 => (group, inner.clone(), one_of(&QUANTIFIERS), lazy.clone())
                .prop_map(|(open, inside, quantifier, lazy)| format!("{open}{inside}){quantifier}{lazy}")),
            2 => (inner, one_of(&QUANTIFIERS), lazy).prop_map(|(atom, quantifier, lazy)| atom + &quantifier + &lazy),
        ]
    })
}

fn flags() -> impl Strategy<Value = String> {
    let flags = [("i", 0.4), ("m", 0.3), ("s", 0.3), ("u", 0.3)];
    flags
        .map(|(flag, often)| prop::bool::weighted(often).prop_map(move |is_set| if is_set { flag } else { "" }))
        .prop_map(|flags| flags.concat())
}

pub fn question() -> impl Strategy<Value = Question> {
    let subject = prop::collection::vec(select(&CHARACTERS[..]), 0..8).prop_map(|texts| texts.concat());
    (pattern(), flags(), subject).prop_map(|(pattern, flags, subject)| Question {
        pattern: pattern.into_bytes(),
        flags,
        subject: subject.into_bytes(),
        start: 0,
    })
}

/// Neither is text, or even well formed.
pub fn noise() -> impl Strategy<Value = Question> {
    let special = select(b"()[]{}?*+|^$.\\<>=!:-,0123456789abcdkpquxwWdDsSbB&\xf0\x9f\x98\x80\xed\xa0\xc3".to_vec());
    let byte = prop_oneof![3 => special, 1 => any::<u8>()];
    let pattern = prop::collection::vec(byte.clone(), 0..40);
    let flags = select(vec!["", "i", "u", "iu", "v", "iv", "m", "s", "y", "ig"]).prop_map(str::to_string);
    let subject = prop::collection::vec(byte, 0..16);
    (pattern, flags, subject, 0..20usize).prop_map(|(pattern, flags, subject, start)| Question {
        pattern,
        flags,
        subject,
        start,
    })
}

/// Whether regress 0.12 is a judge. It is not of:
/// - `\b*`: no term but a lookahead may be an assertion (§22.2.1, B.1.2), regress repeats word boundaries;
/// - `[\W]` with the flag i: it does not match `s` (§22.2.2.9);
/// - `ſ` with the flag i alone: it is no `s`, since what is not ASCII never becomes ASCII (§22.2.2.7.3);
/// - `\u{61}` without the flag u: it is `u`, 61 times (B.1.2);
/// - `(a|\1)`: a group that is still open matches nothing, successfully (§22.2.2.7.2);
/// - `(?:(a|){2}){2}`, a loop in a counted one: counts are wrong after a failure, up to loops without end (§22.2.2.3.1);
/// - two groups of one name, which came in 2025.
pub fn has_judge(question: &Question) -> bool {
    let pattern = String::from_utf8_lossy(&question.pattern);
    let subject = String::from_utf8_lossy(&question.subject);
    let is_unicode = question.flags.contains('u');
    let repeats_boundary = pattern.match_indices('\\').any(|(at, _)| {
        let mut behind = pattern[at + 1..].chars();
        matches!(behind.next(), Some('b' | 'B')) && matches!(behind.next(), Some('*' | '+' | '?' | '{'))
    });
    // Also in a range.
    let has_long_s =
        pattern.contains('ſ') || subject.contains('ſ') || pattern.contains("-α") || pattern.contains("-😀");
    let has_class = pattern.contains('[') && pattern.contains(r"\W");
    let folds = question.flags.contains('i') && (has_class || !is_unicode && has_long_s);
    let has_braces = !is_unicode && pattern.contains(r"\u{");
    let names = pattern.matches("(?<n>").count();
    let groups = Groups::of(&pattern);
    !(repeats_boundary || folds || has_braces || names > 1 || groups.refer_to_themselves || groups.nest_counts)
}

/// What a look at the groups of a pattern tells.
#[derive(Default)]
struct Groups {
    /// By number or name.
    refer_to_themselves: bool,
    /// One that is quantified by `{…}` has a quantifier in it.
    nest_counts: bool,
}

impl Groups {
    fn of(pattern: &str) -> Groups {
        let mut groups = Groups::default();
        // The number of each group that is open, 0 for one without, and whether there is a count in it.
        let mut open: Vec<(u32, bool)> = Vec::new();
        let (mut count, mut named, mut in_class) = (0, 0, false);
        let mut rest = pattern.chars();
        while let Some(c) = rest.next() {
            let behind = rest.as_str();
            match c {
                '\\' => {
                    let escaped = rest.next().unwrap_or(' ');
                    let number = if behind.starts_with("k<n>") { named } else { escaped.to_digit(10).unwrap_or(0) };
                    groups.refer_to_themselves |= number > 0 && open.iter().any(|&(group, _)| group == number);
                }
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class => {
                    let is_named = behind.starts_with("?<n>");
                    let captures = is_named || !behind.starts_with('?');
                    count += u32::from(captures);
                    named = if is_named { count } else { named };
                    open.push((if captures { count } else { 0 }, false));
                }
                ')' if !in_class => {
                    let has_count = open.pop().is_some_and(|(_, has_count)| has_count);
                    groups.nest_counts |= has_count && behind.starts_with('{');
                    open.last_mut().into_iter().for_each(|(_, outer)| *outer |= has_count);
                }
                '{' | '*' | '+' if !in_class => {
                    open.last_mut().into_iter().for_each(|(_, has_count)| *has_count = true)
                }
                _ => {}
            }
        }
        groups
    }
}
