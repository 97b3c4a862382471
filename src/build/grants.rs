//! What the user lets a program reach, as the program reads it.
//!
//! In: [`Grants`], from the command line. Out: their text (`wasi/grants.h` has the format), and a copy of an executable in
//! which it is written, so that nothing its user says later adds to it.

use object::{Object, ObjectSection};

use crate::error::{Error, Result};

/// The environment variable by which `run` passes grants to the program that it becomes.
pub const VARIABLE: &str = "WASTREL_GRANTS";
const SECTION: &str = ".wastrel.grants";
/// `struct wasi_grants`: a word that says whether somebody wrote, then the text and a zero byte.
const TEXT_OFFSET: usize = 4;
/// `enum wasi_grants_written`.
const SEALED: u32 = 1;
const OPEN: u32 = 2;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    pub folders: Vec<Folder>,
    /// By the name of its tier (`wasi/sandbox.h`); without one, the best that works.
    pub sandbox: Option<&'static str>,
    /// Whether the program says on stderr which that is.
    pub tells_sandbox: bool,
    /// `NAME=VALUE`, or `NAME` for the host's value.
    pub variables: Vec<String>,
    pub inherit_env: bool,
    pub argv0: Option<String>,
    /// Where relative paths begin, as the program calls it.
    pub cwd: Option<String>,
    /// Nanoseconds after 1970 where a clock begins that only the program moves; without, clocks are the host's.
    pub clock: Option<u64>,
    /// What random numbers follow from; without, they are the host's.
    pub random: Option<u64>,
    /// Whether system calls are filtered.
    pub filters_calls: bool,
    /// Of a compiled executable: whether its user may add grants.
    pub is_open: bool,
}

/// The host's folder, and what the program calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    pub host: String,
    pub guest: String,
    pub read_only: bool,
}

impl Grants {
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |fields: &[&str]| {
            let escaped: Vec<String> = fields.iter().map(|field| escape(field)).collect();
            text.push_str(&escaped.join("\t"));
            text.push('\n');
        };
        if self.inherit_env {
            line(&["inherit-env"]);
        }
        self.variables.iter().for_each(|variable| line(&["env", variable]));
        self.argv0.iter().for_each(|name| line(&["argv0", name]));
        for Folder { host, guest, read_only } in &self.folders {
            let fields = ["dir", host, guest, "ro"];
            line(if *read_only { &fields } else { &fields[..3] });
        }
        if self.sandbox.is_some() || self.tells_sandbox {
            let fields = ["sandbox", self.sandbox.unwrap_or("auto"), "told"];
            line(if self.tells_sandbox { &fields } else { &fields[..2] });
        }
        self.cwd.iter().for_each(|folder| line(&["cwd", folder]));
        self.clock.iter().for_each(|start| line(&["clock", &start.to_string()]));
        self.random.iter().for_each(|seed| line(&["random", &seed.to_string()]));
        if self.filters_calls {
            line(&["seccomp"]);
        }
        text
    }

    /// Writes the grants into an executable. One without the section uses nothing that could be granted.
    pub fn write_into(&self, executable: &mut [u8]) -> Result<()> {
        let Some((start, size)) = section(executable) else { return Ok(()) };
        let text = self.text();
        if TEXT_OFFSET + text.len() >= size {
            return Err(Error::User {
                message: format!(
                    "the grants are too long for an executable: {} bytes, at most {}",
                    text.len(),
                    size - TEXT_OFFSET - 1
                ),
                hint: Some("grant a folder that contains the others, or shorter variables".into()),
            });
        }
        let place = &mut executable[start..start + size];
        place.fill(0);
        let written: u32 = if self.is_open { OPEN } else { SEALED };
        place[..TEXT_OFFSET].copy_from_slice(&written.to_le_bytes());
        place[TEXT_OFFSET..TEXT_OFFSET + text.len()].copy_from_slice(text.as_bytes());
        Ok(())
    }
}

/// Where the section lies in the file: offset and size.
fn section(executable: &[u8]) -> Option<(usize, usize)> {
    let file = object::File::parse(executable).ok()?;
    let (start, size) = file.section_by_name(SECTION)?.file_range()?;
    Some((start as usize, size as usize))
}

fn escape(field: &str) -> String {
    field.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_are_lines_of_escaped_fields() {
        let grants = Grants {
            folders: vec![
                Folder { host: "/a\tb".into(), guest: "/data".into(), read_only: false },
                Folder { host: "c".into(), guest: "/".into(), read_only: true },
            ],
            sandbox: Some("openat2"),
            tells_sandbox: false,
            variables: vec!["X=1\n2".into(), "Y".into()],
            inherit_env: true,
            argv0: Some("back\\slash".into()),
            cwd: Some("/data".into()),
            clock: Some(7),
            random: Some(8),
            filters_calls: true,
            is_open: false,
        };
        let variables = "inherit-env\nenv\tX=1\\n2\nenv\tY\nargv0\tback\\\\slash\n";
        let folders = "dir\t/a\\tb\t/data\ndir\tc\t/\tro\n";
        let fixed = "cwd\t/data\nclock\t7\nrandom\t8\nseccomp\n";
        assert_eq!(grants.text(), format!("{variables}{folders}sandbox\topenat2\n{fixed}"));
        let told = Grants { tells_sandbox: true, ..Grants::default() };
        assert_eq!(told.text(), "sandbox\tauto\ttold\n");
    }

    #[test]
    fn what_is_no_executable_takes_none() {
        let mut bytes = b"no ELF".to_vec();
        Grants::default().write_into(&mut bytes).unwrap();
        assert_eq!(bytes, b"no ELF");
    }
}
