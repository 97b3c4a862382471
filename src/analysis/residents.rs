//! Which references live on the side stack for all their lives, instead of being spilled and reloaded at each safepoint.
//!
//! In: a function, its liveness. Out: a slot for each *resident*. A reference that is alive across many calls and read
//! seldom costs two moves a call in a register, and one a mention in memory: start-up code that holds twenty objects over
//! a thousand allocations is a tenth of the size that way. Slots are given out by linear scan over the statement list:
//! references whose lives do not meet share one.

use super::cfg::Structure;
use super::liveness::Liveness;
use crate::ir::{Func, Stmt, VarId};
use std::collections::{BTreeMap, BTreeSet};

/// Moves saved, below which a reference stays in its register: it may be read where no call is.
const LEAST_GAIN: i64 = 16;
/// Costs are in quarters of a move: what an allocation's slow path spills is paid in size alone,
const MOVE: i64 = 4;
const SLOW_MOVE: i64 = 1;
/// and size is all that counts where a function's slow paths spill more than this: it is start-up code.
const MANY_SLOW_MOVES: usize = 1000;
/// A loop counts for so many rounds.
const ROUNDS: i64 = 8;
/// Loops deeper than this count as this deep.
const MAX_DEPTH: u32 = 4;

#[derive(Default)]
pub struct Residents {
    slots: BTreeMap<VarId, usize>,
}

impl Residents {
    /// A function with handlers has none: those keep homes of their own.
    pub fn new(func: &Func, structure: &Structure, liveness: &Liveness) -> Residents {
        if func.code.iter().any(|stmt| matches!(stmt, Stmt::Try { .. })) {
            return Residents::default();
        }
        let weights = weights(func);
        let mut gains = gains(func, liveness, &weights);
        loop {
            gains.retain(|_, gain| *gain >= LEAST_GAIN);
            if gains.is_empty() {
                return Residents::default();
            }
            let lives = lives(func, structure, liveness, &gains);
            let slots = scan(&lives);
            if !charge_holes(&mut gains, &lives, &slots, liveness, &weights) {
                return Residents { slots };
            }
        }
    }

    pub fn slot(&self, var: VarId) -> Option<usize> {
        self.slots.get(&var).copied()
    }

    /// Slots in all.
    pub fn height(&self) -> usize {
        self.slots.values().max().map_or(0, |last| last + 1)
    }

    /// Where the spilled references of a safepoint start, and the slots below that hold nothing alive and must be cleared.
    /// The `results` are assigned before what was spilled is reloaded: they must not lie on it.
    pub fn frame(&self, alive: &[VarId], results: &[VarId]) -> (usize, Vec<usize>) {
        let slots = |vars: &[VarId]| vars.iter().filter_map(|&var| self.slot(var)).collect::<BTreeSet<usize>>();
        let used = slots(alive);
        let mut height = used.last().map_or(0, |last| last + 1);
        if used.len() < alive.len() {
            height = height.max(slots(results).last().map_or(0, |last| last + 1));
        }
        (height, (0..height).filter(|slot| !used.contains(slot)).collect())
    }
}

/// How often each statement is taken to run.
fn weights(func: &Func) -> Vec<i64> {
    let mut depth = 0u32;
    let mut open = Vec::new();
    let weight_of = |stmt: &Stmt| {
        let is_loop = matches!(stmt, Stmt::Loop(_));
        match stmt {
            Stmt::Block(_) | Stmt::Loop(_) | Stmt::If(..) => {
                open.push(is_loop);
                depth += is_loop as u32;
            }
            Stmt::End => depth -= open.pop().expect("every end closes something") as u32,
            _ => {}
        }
        ROUNDS.pow(depth.min(MAX_DEPTH))
    };
    func.code.iter().map(weight_of).collect()
}

/// What each reference would save as a resident, in quarters of a move.
fn gains(func: &Func, liveness: &Liveness, weights: &[i64]) -> BTreeMap<VarId, i64> {
    let mut gains: BTreeMap<VarId, i64> = BTreeMap::new();
    let is_alloc = |at: usize| matches!(func.code[at], Stmt::Alloc { .. });
    let slow_moves: usize =
        liveness.safepoints.iter().filter(|(at, _)| is_alloc(*at)).map(|(_, alive)| alive.len()).sum();
    let slow_move = if slow_moves > MANY_SLOW_MOVES { MOVE } else { SLOW_MOVE };
    for (at, alive) in &liveness.safepoints {
        let cost = if is_alloc(*at) { slow_move } else { MOVE };
        for var in alive {
            *gains.entry(*var).or_default() += 2 * cost * weights[*at];
        }
    }
    // What starts as zero, and is no parameter, would be stored on entry as well: rare.
    liveness.entry.iter().filter(|var| var.0 as usize >= func.param_count).for_each(|var| {
        gains.remove(var);
    });
    for (stmt, weight) in func.code.iter().zip(weights) {
        for_each_mention(stmt, &mut |var| {
            // What is wanted seldom is no reason to have something else spilled in the loop around: regexp takes .92 of its time.
            if let Some(gain) = gains.get_mut(&var)
                && !func.made_late.contains(&var)
            {
                *gain -= MOVE * weight;
            }
        });
    }
    // A parameter is stored on entry.
    for (_, gain) in gains.range_mut(..VarId(func.param_count as u32)) {
        *gain -= MOVE;
    }
    gains
}

fn for_each_mention(stmt: &Stmt, visit: &mut dyn FnMut(VarId)) {
    stmt.for_each_expr(&mut |expr| expr.for_each_var(&mut |var| visit(var)));
    stmt.assigned().iter().for_each(|&var| visit(var));
    stmt.for_each_move(visit);
}

/// First and last statement of a life, both included.
type Life = (usize, usize);

fn lives(
    func: &Func,
    structure: &Structure,
    liveness: &Liveness,
    candidates: &BTreeMap<VarId, i64>,
) -> BTreeMap<VarId, Life> {
    let mut lives: BTreeMap<VarId, Life> = BTreeMap::new();
    let mut extend = |var: VarId, from: usize, to: usize| {
        if candidates.contains_key(&var) {
            let life = lives.entry(var).or_insert((from, to));
            *life = (life.0.min(from), life.1.max(to));
        }
    };
    for i in 0..func.param_count {
        extend(VarId(i as u32), 0, 0);
    }
    for (at, stmt) in func.code.iter().enumerate() {
        for_each_mention(stmt, &mut |var| extend(var, at, at));
    }
    for (at, alive) in &liveness.safepoints {
        alive.iter().for_each(|&var| extend(var, *at, *at));
    }
    // Alive where a loop begins: alive until its end, from where the next round starts.
    for (at, alive) in &liveness.loops {
        alive.iter().for_each(|&var| extend(var, *at, structure.end[*at]));
    }
    lives
}

fn scan(lives: &BTreeMap<VarId, Life>) -> BTreeMap<VarId, usize> {
    let mut by_start: Vec<(Life, VarId)> = lives.iter().map(|(var, life)| (*life, *var)).collect();
    by_start.sort_unstable();
    let mut busy_until: Vec<Option<usize>> = Vec::new();
    let mut slots = BTreeMap::new();
    for ((start, end), var) in by_start {
        let free = busy_until.iter().position(|until| until.is_none_or(|until| until < start));
        let slot = free.unwrap_or_else(|| {
            busy_until.push(None);
            busy_until.len() - 1
        });
        busy_until[slot] = Some(end);
        slots.insert(var, slot);
    }
    slots
}

/// Slots below those in use that hold nothing alive are cleared before a safepoint: charges that to whose they are, and
/// tells whether any is not worth it any more.
fn charge_holes(
    gains: &mut BTreeMap<VarId, i64>,
    lives: &BTreeMap<VarId, Life>,
    slots: &BTreeMap<VarId, usize>,
    liveness: &Liveness,
    weights: &[i64],
) -> bool {
    let mut by_slot: Vec<Vec<(Life, VarId)>> = vec![Vec::new(); slots.values().max().map_or(0, |last| last + 1)];
    for (var, slot) in slots {
        by_slot[*slot].push((lives[var], *var));
    }
    by_slot.iter_mut().for_each(|lives| lives.sort_unstable());
    let mut left = gains.clone();
    for (at, alive) in &liveness.safepoints {
        let height = alive.iter().filter_map(|var| slots.get(var)).max().map_or(0, |last| last + 1);
        for lives in &by_slot[..height] {
            let next = lives.partition_point(|((start, _), _)| start <= at);
            // Between two lives the earlier one left the hole; before the first, the first.
            let (_, owner) = lives[next.saturating_sub(1)];
            if alive.binary_search(&owner).is_err() {
                *left.get_mut(&owner).expect("a candidate") -= MOVE * weights[*at];
            }
        }
    }
    let before = gains.len();
    gains.retain(|var, _| left[var] >= LEAST_GAIN);
    gains.len() < before
}
