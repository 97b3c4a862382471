//! What must be known about a body before it is walked.
//!
//! In: its operators. Out: a [`Plan`].

use super::*;

/// What must be known about a body before it is walked.
pub(super) struct Plan {
    /// For each Block, Loop, If, TryTable, Try: the position of its End or Delegate. Elsewhere 0.
    pub(super) ends: Vec<u32>,
    /// Positions at which each local is assigned.
    pub(super) assignments: Vec<Vec<u32>>,
    /// Positions of instructions that other code can see.
    pub(super) world_writes: Vec<u32>,
    pub(super) tries: Tries,
}

impl Plan {
    pub(super) fn new(operators: &[Operator<'_>], locals: usize) -> Plan {
        let mut plan = Plan {
            ends: vec![0; operators.len()],
            assignments: vec![Vec::new(); locals],
            world_writes: Vec::new(),
            tries: Tries::new(operators),
        };
        let mut open = Vec::new();
        for (position, operator) in operators.iter().enumerate() {
            let at = position as u32;
            match operator {
                operator if opens(operator) => open.push(position),
                Operator::End | Operator::Delegate { .. } => {
                    if let Some(start) = open.pop() {
                        plan.ends[start] = at;
                    }
                }
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    plan.assignments[*local_index as usize].push(at)
                }
                other if writes_world(other) => plan.world_writes.push(at),
                _ => {}
            }
        }
        plan
    }

    pub(super) fn assigned_within(&self, var: VarId, start: u32, end: u32) -> bool {
        self.assignments.get(var.0 as usize).is_some_and(|positions| any_within(positions, start, end))
    }
}

/// Whether it begins what an `end` or a `delegate` ends.
pub(super) fn opens(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::Block { .. }
            | Operator::Loop { .. }
            | Operator::If { .. }
            | Operator::TryTable { .. }
            | Operator::Try { .. }
    )
}

pub(super) fn any_within(positions: &[u32], start: u32, end: u32) -> bool {
    let first = positions.partition_point(|&at| at < start);
    positions.get(first).is_some_and(|&at| at < end)
}

/// Conservative: whatever is not known to write nothing.
pub(super) fn writes_world(operator: &Operator<'_>) -> bool {
    use Operator::*;
    macro_rules! is_store {
        ($($variant:ident $name:ident $ty:ident;)*) => { matches!(operator, $($variant { .. })|*) };
    }
    macro_rules! is_atomic {
        ($($variant:ident $name:ident ($($arg:ident)*) -> $result:ident;)*) => {
            matches!(operator, $($variant { .. })|*)
        };
    }
    if for_each_store!(is_store) || for_each_atomic!(is_atomic) {
        return true;
    }
    matches!(
        operator,
        Call { .. }
            | CallIndirect { .. }
            | CallRef { .. }
            | GlobalSet { .. }
            | V128Store8Lane { .. }
            | V128Store16Lane { .. }
            | V128Store32Lane { .. }
            | V128Store64Lane { .. }
            | StructSet { .. }
            | ArraySet { .. }
            | ArrayFill { .. }
            | ArrayCopy { .. }
            | ArrayInitData { .. }
            | ArrayInitElem { .. }
            | TableSet { .. }
            | TableGrow { .. }
            | TableFill { .. }
            | TableCopy { .. }
            | TableInit { .. }
            | ElemDrop { .. }
            | MemoryGrow { .. }
            | MemoryFill { .. }
            | MemoryCopy { .. }
            | MemoryInit { .. }
            | DataDrop { .. }
    )
}
