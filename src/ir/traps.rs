//! The ways in which an expression can trap, as a set.
//!
//! Two expressions whose order C does not fix may both trap only if no one can tell which did: see [`Traps::may_swap`].

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Traps(pub u16);

pub const NONE: Traps = Traps(0);
pub const DIV_ZERO: Traps = Traps(1);
pub const INT_OVERFLOW: Traps = Traps(2);
pub const CONVERSION: Traps = Traps(4);
pub const MEMORY: Traps = Traps(8);
pub const TABLE: Traps = Traps(16);
pub const NULL: Traps = Traps(32);
pub const NULL_FUNC: Traps = Traps(64);
pub const NULL_I31: Traps = Traps(128);
pub const ARRAY_BOUNDS: Traps = Traps(256);
pub const CAST: Traps = Traps(512);
/// `call_indirect`: index, null or type.
pub const CALL: Traps = Traps(1024);
/// Of an atomic access.
pub const UNALIGNED: Traps = Traps(2048);

impl Traps {
    pub fn any(self) -> bool {
        self.0 != 0
    }

    pub fn union(self, other: Traps) -> Traps {
        Traps(self.0 | other.0)
    }

    /// Whether evaluating the two in either order shows the same: at most one message between them.
    pub fn may_swap(self, other: Traps) -> bool {
        !self.any() || !other.any() || self.union(other).0.count_ones() == 1
    }
}
