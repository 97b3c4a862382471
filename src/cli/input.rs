//! Reading the module's file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::Result;

use crate::build::words;
use crate::error::Error;

/// Wasm's own limits end long before; this one is for /dev/zero.
const MOST_BYTES: u64 = 1 << 30;

pub fn read(file: &Path) -> Result<Vec<u8>> {
    let bytes = read_bytes(file).map_err(|error| Error::User {
        message: format!("cannot read {}: {}", file.display(), words(&error)),
        hint: hint(file, &error),
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("{} is larger than 1 GiB, which no module may be", file.display());
        return Err(Error::User { message, hint: None }.into());
    }
    Ok(bytes)
}

fn read_bytes(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// `wastrel comiple x.wasm` asks for a file called `comiple`.
fn hint(file: &Path, error: &io::Error) -> Option<String> {
    let bare = file.extension().is_none() && file.components().count() == 1;
    (bare && error.kind() == io::ErrorKind::NotFound).then(|| {
        "it was taken for a FILE; the commands are `run`, `compile`, `inspect`, `bench` and `wast`".to_string()
    })
}
