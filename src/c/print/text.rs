//! Literals and comments.
//!
//! In: numbers, bytes, and texts that an attacker may have chosen. Out: printable ASCII that C reads as meant, whatever the
//! dialect: with trigraphs or without, with lines spliced at a backslash.

use super::layout::FORCED;
use std::fmt::Write;

/// Columns of a piece of a long string, without its quotes.
const STRING_WIDTH: usize = 80;

pub fn push_int(out: &mut String, value: i64) {
    // 9223372036854775808 fits no signed type, so its negation is not a literal.
    let written = match value {
        i64::MIN => write!(out, "(-{} - 1)", i64::MAX),
        _ => write!(out, "{value}"),
    };
    written.expect("a String takes everything");
}

/// Rust's `{:?}` is the shortest decimal that reads back the same, always with a point or an exponent.
pub fn push_f32(out: &mut String, bits: u32) {
    let value = f32::from_bits(bits);
    let written = match value.is_finite() {
        true => write!(out, "{value:?}f"),
        false => write!(out, "f32_from_bits({bits:#010x}u)"),
    };
    written.expect("a String takes everything");
}

/// See [`push_f32`].
pub fn push_f64(out: &mut String, bits: u64) {
    let value = f64::from_bits(bits);
    let written = match value.is_finite() {
        true => write!(out, "{value:?}"),
        false => write!(out, "f64_from_bits({bits:#018x}ull)"),
    };
    written.expect("a String takes everything");
}

/// A string literal; a long one in pieces, each in a line of its own.
pub fn push_string(out: &mut String, bytes: &[u8]) {
    let mut piece = String::new();
    let mut pieces = Vec::new();
    for &byte in bytes {
        if piece.len() >= STRING_WIDTH {
            pieces.push(std::mem::take(&mut piece));
        }
        push_string_byte(&mut piece, byte);
    }
    pieces.push(piece);
    let many = pieces.len() > 1;
    for piece in pieces {
        if many {
            // Instead of the space, or the mark, that is there.
            let end = out.trim_end_matches(|c: char| c == ' ' || c.is_ascii_control()).len();
            out.truncate(end);
            out.push(FORCED);
        }
        out.push('"');
        out.push_str(&piece);
        out.push('"');
    }
}

fn push_string_byte(piece: &mut String, byte: u8) {
    match byte {
        b'"' => piece.push_str("\\\""),
        b'\\' => piece.push_str("\\\\"),
        b'\n' => piece.push_str("\\n"),
        b'\t' => piece.push_str("\\t"),
        // `??/` is a backslash where trigraphs live.
        b'?' if piece.ends_with('?') => piece.push_str("\\?"),
        b' '..=b'~' => piece.push(byte as char),
        // Octal ends after three digits; hexadecimal would swallow a digit that follows.
        _ => push_octal(piece, byte),
    }
}

/// By hand, because data segments have megabytes and `write!` is slower.
fn push_octal(piece: &mut String, byte: u8) {
    piece.push('\\');
    piece.extend([byte >> 6, byte >> 3 & 7, byte & 7].map(|digit| char::from(b'0' + digit)));
}

/// The text of a `//` comment, such that the line ends where the comment ends: all of it is printable ASCII, and the only
/// backslashes are those of our escapes, which end by a digit or a brace.
pub fn comment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim_end_matches(' ').chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' => out.push_str("\\x5c"),
            // `??/` is a backslash where trigraphs live.
            '?' if out.ends_with('?') => out.push_str("\\x3f"),
            ' '..='~' => out.push(c),
            '\0'..='\x7f' => write!(out, "\\x{:02x}", c as u32).expect("a String takes everything"),
            _ => write!(out, "\\u{{{:x}}}", c as u32).expect("a String takes everything"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn string(bytes: &[u8]) -> String {
        let mut out = String::new();
        push_string(&mut out, bytes);
        out
    }

    #[test]
    fn strings_are_escaped() {
        assert_eq!(string(b""), r#""""#);
        assert_eq!(string(b"a\"b\\c\n\t\r\x001\xff"), r#""a\"b\\c\n\t\015\0001\377""#);
        assert_eq!(string(b"what??/ ????"), r#""what?\?/ ?\?\?\?""#);
    }

    #[test]
    fn a_long_string_is_cut_between_its_escapes() {
        let text = string(&[b'"'; 41]);
        assert_eq!(text, format!("\x05\"{}\"\x05\"\\\"\"", "\\\"".repeat(40)));
    }

    #[test]
    fn a_comment_never_leaves_its_line() {
        assert_eq!(comment("$name\\"), "$name\\x5c");
        assert_eq!(comment("$name\\  "), "$name\\x5c");
        assert_eq!(comment("$name??/"), "$name?\\x3f/");
        assert_eq!(comment("a\nb\rc\x01"), "a\\nb\\x0dc\\x01");
        assert_eq!(comment("λ*/\u{2028}\u{85}"), "\\u{3bb}*/\\u{2028}\\u{85}");
    }

    #[test]
    fn numbers_at_their_limits() {
        let print = |push: &dyn Fn(&mut String)| {
            let mut out = String::new();
            push(&mut out);
            out
        };
        assert_eq!(print(&|out| push_int(out, i64::MIN)), "(-9223372036854775807 - 1)");
        assert_eq!(print(&|out| push_f64(out, 1.0_f64.to_bits())), "1.0");
        assert_eq!(print(&|out| push_f64(out, (-0.0_f64).to_bits())), "-0.0");
        assert_eq!(print(&|out| push_f64(out, 5e-324_f64.to_bits())), "5e-324");
        assert_eq!(print(&|out| push_f64(out, f64::NAN.to_bits())), "f64_from_bits(0x7ff8000000000000ull)");
        assert_eq!(print(&|out| push_f32(out, 0.1_f32.to_bits())), "0.1f");
        assert_eq!(print(&|out| push_f32(out, 1e16_f32.to_bits())), "1e16f");
        assert_eq!(print(&|out| push_f32(out, f32::NEG_INFINITY.to_bits())), "f32_from_bits(0xff800000u)");
    }
}
