//! Facts about functions, as side tables keyed by the IR's ids.
//!
//! `cfg.rs` gives control flow as a petgraph graph, `liveness.rs` the references alive at each safepoint, `residents.rs` those that
//! live on the side stack, `facts.rs` what a call of each function may do, `recursion.rs` which functions can return, `heat.rs` in which a program can spend its time. Nothing here changes the IR.

pub mod cfg;
pub mod facts;
mod heat;
pub mod liveness;
pub mod recursion;
pub mod residents;
mod resume;
