//! Gotos → structure, where a label has one goto.
//!
//! In: a body in which each `block`'s end may be a label. Out: the same with `if (c) { s; goto l; } a; l:;` written as
//! `if (c) { s; } else { a; }`, which also gives `if (c) { s; } else { a; }` for `if (!c) { a; goto l; } s; l:;`. wasm_of_ocaml's
//! pattern matches are made of such blocks. Nothing is moved across a label that something else jumps to. What only one case
//! of a `switch` goes to becomes that case's body.

use super::build_c::is_jump;
use super::declare::{children, children_mut};
use crate::c::ast::{Name, Stmt as S};
use std::collections::HashMap;

/// The deepest nesting that this pass makes: below what the C compilers accept.
const MAX_DEPTH: usize = 60;

pub fn structure(body: Vec<S>) -> Vec<S> {
    let mut uses = HashMap::new();
    count(&body, &mut uses);
    let mut body = Structurer { uses }.list(body).0;
    thread(&mut body);
    let mut uses = HashMap::new();
    count(&body, &mut uses);
    fill_switches(&mut body, &uses);
    let mut left = HashMap::new();
    count(&body, &mut left);
    drop_unused(&mut body, &left);
    body
}

/// `switch (x) { case 1: goto l; … } … l:; s` → `switch (x) { case 1: s … }`, where nothing else goes to `l`, nothing falls into
/// it, and `s` ends in a jump. A case that then ends by going to what follows the switch breaks. Returns how deep the list nests.
fn fill_switches(list: &mut Vec<S>, uses: &HashMap<Name, usize>) -> usize {
    let mut deepest = 0;
    for stmt in list.iter_mut() {
        for inner in children_mut(stmt) {
            deepest = deepest.max(fill_switches(inner, uses) + 1);
        }
    }
    if deepest + 2 >= MAX_DEPTH {
        return deepest;
    }
    let mut at = 0;
    while at < list.len() {
        if matches!(list[at], S::Switch { .. }) {
            let rest = list.split_off(at + 1);
            let mut switch = list.pop().expect("just seen");
            let rest = fill_switch(&mut switch, rest, uses);
            break_to_end(&mut switch, &rest);
            list.push(switch);
            list.extend(rest);
        }
        at += 1;
    }
    deepest + 2
}

/// Takes what it can out of the statements behind a switch; returns the others.
fn fill_switch(switch: &mut S, behind: Vec<S>, uses: &HashMap<Name, usize>) -> Vec<S> {
    let mut cases: HashMap<Name, &mut Vec<S>> = HashMap::new();
    for body in children_mut(switch) {
        if let Some(S::Goto(label)) = body.last()
            && uses.get(label) == Some(&1)
        {
            cases.insert(label.clone(), body);
        }
    }
    let mut left: Vec<S> = Vec::with_capacity(behind.len());
    let mut reached = false;
    for segment in segments(behind) {
        let end = segment.last().is_some_and(leaves);
        let case = match &segment[0] {
            S::Label(label) if !reached && end && !segment.iter().any(breaks) => cases.get_mut(label),
            _ => None,
        };
        match case {
            Some(case) => {
                case.pop();
                case.extend(segment.into_iter().skip(1));
            }
            None => {
                reached = !end;
                left.extend(segment);
            }
        }
    }
    left
}

/// The statements from each label up to the next.
fn segments(list: Vec<S>) -> Vec<Vec<S>> {
    let mut segments: Vec<Vec<S>> = Vec::new();
    for stmt in list {
        match segments.last_mut() {
            Some(segment) if !matches!(stmt, S::Label(_)) => segment.push(stmt),
            _ => segments.push(vec![stmt]),
        }
    }
    segments
}

/// Whether the next statement is not reached.
fn leaves(stmt: &S) -> bool {
    match stmt {
        S::If { then, otherwise, .. } => then.last().is_some_and(leaves) && otherwise.last().is_some_and(leaves),
        other => super::func::ends_in_jump(other) && !matches!(other, S::Switch { .. }),
    }
}

/// Whether it holds a `break` of a loop around it, which in a switch would be the switch's.
fn breaks(stmt: &S) -> bool {
    match stmt {
        S::Break => true,
        S::Loop { .. } | S::Switch { .. } => false,
        other => children(other).into_iter().flatten().any(breaks),
    }
}

fn break_to_end(switch: &mut S, behind: &[S]) {
    if let Some(S::Label(end)) = behind.first() {
        children_mut(switch).into_iter().for_each(|body| replace_goto(body, end));
    }
}

fn replace_goto(list: &mut [S], end: &Name) {
    for stmt in list.iter_mut() {
        match stmt {
            S::Goto(label) if label == end => *stmt = S::Break,
            S::Loop { .. } | S::Switch { .. } => {}
            other => children_mut(other).into_iter().for_each(|inner| replace_goto(inner, end)),
        }
    }
}

/// Lets gotos to a goto go where that one goes: C compilers take a chain of 10^4 of them for a problem of its own (gcc 12
/// spends 5 s in branch prediction on 3000, and .2 s on the same without the chain).
fn thread(body: &mut [S]) {
    let mut next = HashMap::new();
    find_chains(body, &mut next);
    if next.is_empty() {
        return;
    }
    let mut ends: HashMap<Name, Name> = HashMap::new();
    for start in next.keys() {
        let mut path = vec![start];
        let end = loop {
            let last = path[path.len() - 1];
            match (ends.get(last), next.get(last)) {
                (Some(end), _) => break end.clone(),
                // Gotos in a circle, which is an endless loop: whichever.
                (None, Some(target)) if path.len() <= next.len() => path.push(target),
                _ => break last.clone(),
            }
        };
        path.into_iter().for_each(|label| drop(ends.insert(label.clone(), end.clone())));
    }
    retarget(body, &ends);
}

/// For each label in front of a goto: where that goes.
fn find_chains(list: &[S], next: &mut HashMap<Name, Name>) {
    let mut labels: Vec<&Name> = Vec::new();
    for stmt in list {
        match stmt {
            S::Label(label) => labels.push(label),
            S::Goto(target) => labels.drain(..).for_each(|label| drop(next.insert(label.clone(), target.clone()))),
            _ => labels.clear(),
        }
        children(stmt).into_iter().for_each(|list| find_chains(list, next));
    }
}

fn retarget(list: &mut [S], ends: &HashMap<Name, Name>) {
    for stmt in list {
        if let S::Goto(label) = stmt
            && let Some(end) = ends.get(label)
        {
            *label = end.clone();
        }
        children_mut(stmt).into_iter().for_each(|list| retarget(list, ends));
    }
}

/// Labels that nothing goes to any more, and gotos that this leaves behind a jump.
fn drop_unused(list: &mut Vec<S>, uses: &HashMap<Name, usize>) {
    list.retain(|stmt| !matches!(stmt, S::Label(label) if !uses.contains_key(label)));
    list.dedup_by(|stmt, before| matches!(stmt, S::Goto(_)) && is_jump(before));
    for stmt in list {
        children_mut(stmt).into_iter().for_each(|list| drop_unused(list, uses));
    }
}

fn count(list: &[S], uses: &mut HashMap<Name, usize>) {
    for stmt in list {
        if let S::Goto(label) = stmt {
            *uses.entry(label.clone()).or_default() += 1;
        }
        children(stmt).into_iter().for_each(|list| count(list, uses));
    }
}

struct Structurer {
    uses: HashMap<Name, usize>,
}

impl Structurer {
    /// Also returns how deep the list nests.
    fn list(&mut self, list: Vec<S>) -> (Vec<S>, usize) {
        let mut written: Vec<S> = Vec::with_capacity(list.len());
        let mut depths = Depths::default();
        // The `if` of this list whose arm ends in the only goto to a label.
        let mut sources: HashMap<Name, usize> = HashMap::new();
        for stmt in list {
            let (stmt, depth) = self.children(stmt);
            let at = match &stmt {
                S::Label(label) => match absorbing(label, &written, &sources, &depths) {
                    Some(at) => {
                        absorb(&mut written, &mut depths, at, label);
                        at
                    }
                    None => {
                        depths.push(written.len(), depth);
                        written.push(stmt);
                        continue;
                    }
                },
                _ => {
                    depths.push(written.len(), depth);
                    written.push(stmt);
                    written.len() - 1
                }
            };
            for label in last_gotos(&written[at]) {
                if self.uses.get(&label) == Some(&1) {
                    sources.insert(label, at);
                }
            }
        }
        (written, depths.deepest_from(0))
    }

    fn children(&mut self, mut stmt: S) -> (S, usize) {
        let mut deepest = 0;
        let mut inside = |list: &mut Vec<S>| {
            let (structured, depth) = self.list(std::mem::take(list));
            *list = structured;
            deepest = deepest.max(depth + 1);
        };
        children_mut(&mut stmt).into_iter().for_each(&mut inside);
        (stmt, deepest)
    }
}

/// The `if` that can take what stands between it and the label.
fn absorbing(label: &Name, written: &[S], sources: &HashMap<Name, usize>, depths: &Depths) -> Option<usize> {
    let at = *sources.get(label)?;
    // Another `if` may have taken it, so that something else stands there.
    let is_source = written.get(at).is_some_and(|stmt| last_gotos(stmt).contains(label));
    (is_source && depths.deepest_from(at) + 1 < MAX_DEPTH).then_some(at)
}

/// How deep the statements of a list nest. Only those are kept than which no later one is deeper: positions ascend, depths
/// descend, so that 10^5 labels in a list do not each look at all that is before them.
#[derive(Default)]
struct Depths {
    deepest: Vec<(usize, usize)>,
}

impl Depths {
    fn push(&mut self, position: usize, depth: usize) {
        while self.deepest.last().is_some_and(|&(_, other)| other <= depth) {
            self.deepest.pop();
        }
        self.deepest.push((position, depth));
    }

    /// The greatest depth at or behind a position.
    fn deepest_from(&self, position: usize) -> usize {
        let first = self.deepest.partition_point(|&(other, _)| other < position);
        self.deepest.get(first).map_or(0, |&(_, depth)| depth)
    }

    /// All from `position` on become one statement there, one level deeper.
    fn absorb(&mut self, position: usize) {
        let deepest = self.deepest_from(position);
        self.deepest.truncate(self.deepest.partition_point(|&(other, _)| other < position));
        self.push(position, deepest + 1);
    }
}

/// The labels that the arms of an `if` end by going to.
fn last_gotos(stmt: &S) -> Vec<Name> {
    let S::If { then, otherwise, .. } = stmt else { return Vec::new() };
    let goto = |list: &Vec<S>| match list.last() {
        Some(S::Goto(label)) => Some(label.clone()),
        _ => None,
    };
    [then, otherwise].into_iter().filter_map(goto).collect()
}

/// `if (c) { s; goto l; } else { o } a; l:;` → `if (c) { s; } else { o a }`, and likewise for the other arm.
fn absorb(written: &mut Vec<S>, depths: &mut Depths, at: usize, label: &Name) {
    let mut rest: Vec<S> = written.drain(at + 1..).collect();
    depths.absorb(at);
    let Some(S::If { condition, mut then, mut otherwise }) = written.pop() else { unreachable!("a source is an if") };
    let goes = |list: &Vec<S>| matches!(list.last(), Some(S::Goto(target)) if target == label);
    if goes(&then) {
        then.pop();
        otherwise.append(&mut rest);
    } else {
        otherwise.pop();
        then.append(&mut rest);
    }
    written.push(super::func::conditional(condition, then, otherwise));
}
