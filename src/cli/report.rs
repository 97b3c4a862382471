//! Errors as the user sees them: `error: …`, then `hint: …`, on stderr.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt::Write as _;
use std::io::Write as _;

use crate::error::Error;

pub fn print(error: &anyhow::Error, color: bool) {
    let _ = std::io::stderr().write_all(text(error, color).as_bytes());
}

fn text(error: &anyhow::Error, color: bool) -> String {
    let (red, cyan, plain) = if color { ("\x1b[1;31m", "\x1b[1;36m", "\x1b[0m") } else { ("", "", "") };
    let mut text = format!("{red}error:{plain} {}\n", tame(&format!("{error:#}")));
    let hint = error.chain().find_map(|cause| cause.downcast_ref::<Error>()).and_then(Error::hint);
    if let Some(hint) = hint {
        writeln!(text, "{cyan}hint:{plain} {}", tame(&hint)).expect("writing to a string");
    }
    text
}

/// Names in a module are the attacker's: no control character of theirs reaches the terminal.
fn tame(text: &str) -> String {
    let keep = |c: char| !c.is_control() || c == '\n' || c == '\t';
    text.trim_end().chars().flat_map(|c| if keep(c) { vec![c] } else { c.escape_unicode().collect() }).collect()
}

/// A panic is a bug of ours, and says so.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let message = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("panic");
        let place = panic.location().map(|place| format!(" ({place})")).unwrap_or_default();
        let mut text = format!("error: internal error: {}{place}\n", tame(message));
        text.push_str("hint: this is a bug in Wastrel; please report it, with the module\n");
        let backtrace = Backtrace::capture();
        if backtrace.status() == BacktraceStatus::Captured {
            writeln!(text, "{backtrace}").expect("writing to a string");
        }
        let _ = std::io::stderr().write_all(text.as_bytes());
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn an_error_has_its_causes_and_a_hint() {
        let error = Error::User { message: "cannot do it".into(), hint: Some("do it otherwise".into()) };
        let error = Err::<(), _>(error).context("x.wasm").unwrap_err();
        assert_eq!(text(&error, false), "error: x.wasm: cannot do it\nhint: do it otherwise\n");
    }

    #[test]
    fn no_control_character_reaches_the_terminal() {
        assert_eq!(tame("a\x1b[31mb\nc"), "a\\u{1b}[31mb\nc");
    }
}
