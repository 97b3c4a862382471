//! The executable: everything is in the library, so that tests can use it.

use std::process::ExitCode;

fn main() -> ExitCode {
    wastrel::cli::main(std::env::args_os().collect())
}
