//! Gotos → structure, where a label has one goto.
//!
//! In: a body in which each `block`'s end may be a label. Out: the same with `if (c) { s; goto l; } a; l:;` written as
//! `if (c) { s; } else { a; }`, which also gives `if (c) { s; } else { a; }` for `if (!c) { a; goto l; } s; l:;`. wasm_of_ocaml's
//! pattern matches are made of such blocks. Nothing is moved across a label that something else jumps to.

use crate::c::ast::{Name, Stmt as S};
use std::collections::HashMap;

/// The deepest nesting that this pass makes: below what the C compilers accept.
const MAX_DEPTH: usize = 60;

pub fn structure(body: Vec<S>) -> Vec<S> {
    let mut uses = HashMap::new();
    count(&body, &mut uses);
    let mut body = Structurer { uses }.list(body).0;
    let mut left = HashMap::new();
    count(&body, &mut left);
    drop_unused(&mut body, &left);
    body
}

/// Labels that nothing goes to any more.
fn drop_unused(list: &mut Vec<S>, uses: &HashMap<Name, usize>) {
    list.retain(|stmt| !matches!(stmt, S::Label(label) if !uses.contains_key(label)));
    for stmt in list {
        match stmt {
            S::If { then, otherwise, .. } => [then, otherwise].into_iter().for_each(|list| drop_unused(list, uses)),
            S::Loop { body, .. } | S::Block(body) => drop_unused(body, uses),
            S::Switch { cases, default, .. } => {
                cases.iter_mut().map(|case| &mut case.body).chain([default]).for_each(|list| drop_unused(list, uses))
            }
            _ => {}
        }
    }
}

fn count(list: &[S], uses: &mut HashMap<Name, usize>) {
    for stmt in list {
        match stmt {
            S::Goto(label) => *uses.entry(label.clone()).or_default() += 1,
            S::If { then, otherwise, .. } => [then, otherwise].into_iter().for_each(|list| count(list, uses)),
            S::Loop { body, .. } | S::Block(body) => count(body, uses),
            S::Switch { cases, default, .. } => {
                cases.iter().map(|case| &case.body).chain([default]).for_each(|list| count(list, uses))
            }
            _ => {}
        }
    }
}

struct Structurer {
    uses: HashMap<Name, usize>,
}

impl Structurer {
    /// Also returns how deep the list nests.
    fn list(&mut self, list: Vec<S>) -> (Vec<S>, usize) {
        let mut written: Vec<S> = Vec::with_capacity(list.len());
        let mut depths: Vec<usize> = Vec::with_capacity(list.len());
        // The `if` of this list whose arm ends in the only goto to a label.
        let mut sources: HashMap<Name, usize> = HashMap::new();
        for stmt in list {
            let (stmt, depth) = self.children(stmt);
            let at = match &stmt {
                S::Label(label) => match self.absorbing(label, &sources, &depths) {
                    Some(at) => {
                        absorb(&mut written, &mut depths, at, label);
                        sources.retain(|_, &mut source| source < at);
                        at
                    }
                    None => {
                        written.push(stmt);
                        depths.push(depth);
                        continue;
                    }
                },
                _ => {
                    written.push(stmt);
                    depths.push(depth);
                    written.len() - 1
                }
            };
            for label in last_gotos(&written[at]) {
                if self.uses.get(&label) == Some(&1) {
                    sources.insert(label, at);
                }
            }
        }
        let depth = depths.into_iter().max().unwrap_or(0);
        (written, depth)
    }

    fn children(&mut self, mut stmt: S) -> (S, usize) {
        let mut deepest = 0;
        let mut inside = |list: &mut Vec<S>| {
            let (structured, depth) = self.list(std::mem::take(list));
            *list = structured;
            deepest = deepest.max(depth + 1);
        };
        match &mut stmt {
            S::If { then, otherwise, .. } => [then, otherwise].into_iter().for_each(&mut inside),
            S::Loop { body, .. } | S::Block(body) => inside(body),
            S::Switch { cases, default, .. } => {
                cases.iter_mut().map(|case| &mut case.body).chain([default]).for_each(&mut inside)
            }
            _ => {}
        }
        (stmt, deepest)
    }

    /// The `if` that can take what stands between it and the label.
    fn absorbing(&self, label: &Name, sources: &HashMap<Name, usize>, depths: &[usize]) -> Option<usize> {
        let at = *sources.get(label)?;
        let deepest = depths[at..].iter().max().copied().unwrap_or(0);
        (deepest + 1 < MAX_DEPTH).then_some(at)
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
fn absorb(written: &mut Vec<S>, depths: &mut Vec<usize>, at: usize, label: &Name) {
    let mut rest: Vec<S> = written.drain(at + 1..).collect();
    let deepest = depths.drain(at..).max().unwrap_or(0);
    depths.push(deepest + 1);
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
