//! C as a value: tree, identifiers, printer. A leaf of the crate: it knows C, not Wasm.

pub mod ast;
pub mod names;
pub mod print;
pub mod statistics;

#[cfg(test)]
mod tests;
