//! `wastrel bench`: programs by Wastrel and by others, measured so that the answer can be trusted.

pub mod stats;
