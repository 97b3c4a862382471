//! What can be wrong with the user's input, with its place and a hint. A panic is never an answer to input.

use std::path::PathBuf;

/// Errors of the compiler's core. The command line prints `error: ` + `Display`, then `hint: ` + [`Error::hint`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not a module, or it fails validation; `message` holds the validator's words.
    #[error("{}: {message} (at offset {offset:#x})", in_function(.function, "invalid module"))]
    Invalid { message: String, function: Option<String>, offset: usize },
    /// Valid Wasm that this compiler does not compile yet: `what` names the proposal or feature.
    #[error("{}: {what} is not supported (first used at offset {offset:#x})", in_function(.function, "unsupported module"))]
    Unsupported { what: String, function: Option<String>, offset: usize },
    /// An import that no host module provides, under `--unknown-imports=error`.
    #[error("unknown import `{module}.{field}`: {message}")]
    UnknownImport { module: String, field: String, message: String },
    /// A C compiler that is missing or too old, or that rejected our C.
    #[error("{message}")]
    Toolchain { message: String, hint: Option<String>, kept: Option<PathBuf> },
    /// Anything else that the user can mend.
    #[error("{message}")]
    User { message: String, hint: Option<String> },
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Invalid { .. } | Error::UnknownImport { .. } => None,
            Error::Unsupported { .. } => Some("`wastrel inspect features FILE` lists what the module uses".into()),
            Error::Toolchain { hint, .. } | Error::User { hint, .. } => hint.clone(),
        }
    }
}

fn in_function(function: &Option<String>, what: &str) -> String {
    match function {
        Some(name) => format!("{what}: function {name}"),
        None => what.to_string(),
    }
}
