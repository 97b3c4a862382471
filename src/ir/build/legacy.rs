//! Legacy exception handling: a `try` with `catch`, `catch_all` and `rethrow`, or with `delegate`.
//!
//! In: their operators. Out: [`Stmt::Try`], whose clauses go to the ends of blocks around it, and behind these the clauses'
//! code. An exception that is thrown again is caught as an exnref. One that a `delegate` leaves to another try must pass those
//! between: it goes to that try's *landing*, the end of a block in its body (or the function's), behind which it is thrown
//! again. A `delegate` past nothing is a block's end.

use super::*;

/// Who takes an exception: the try at this position, or the caller.
pub(super) type Taker = Option<u32>;

/// The tries of a body, `try_table`s included, in the order of their positions. None if no `try` is among them.
#[derive(Default)]
pub(super) struct Tries {
    tries: Vec<Try>,
    /// Something is delegated to the caller past a try.
    lands_in_function: bool,
}

struct Try {
    at: u32,
    /// The try whose body it stands in.
    outer: Taker,
    role: Role,
    /// Of a `try`.
    clauses: Vec<Clause>,
    /// Who takes what is thrown in the body, for a clause to look at it or to pass it on.
    taker: Taker,
    /// The innermost try at or around it that handles exceptions when they pass.
    stop: Taker,
    /// It delegates past a try.
    forwards: bool,
    /// Something is delegated to it past a try.
    lands: bool,
}

enum Role {
    /// It has no clauses.
    Passes,
    Catches,
    /// To the innermost try whose body holds the label, or is it.
    Delegates(Taker),
}

struct Clause {
    at: u32,
    /// A `rethrow` names it.
    rethrown: bool,
}

/// A construct that is open during the scan.
struct Open {
    /// The try whose body this is a part of, itself included.
    body: Taker,
    /// Of a try: its number.
    number: Option<usize>,
}

impl Tries {
    pub(super) fn new(operators: &[Operator<'_>]) -> Tries {
        let mut tries = Tries::default();
        if operators.iter().any(|operator| matches!(operator, Operator::Try { .. })) {
            tries.scan(operators);
            tries.resolve();
        }
        tries
    }

    fn scan(&mut self, operators: &[Operator<'_>]) {
        let mut open: Vec<Open> = Vec::new();
        let of = |open: &[Open], depth: u32| open.len().checked_sub(1 + depth as usize);
        for (at, operator) in operators.iter().enumerate() {
            let at = at as u32;
            let body = open.last().and_then(|top| top.body);
            match operator {
                Operator::Try { .. } | Operator::TryTable { .. } => {
                    open.push(Open { body: Some(at), number: Some(self.tries.len()) });
                    self.tries.push(Try::new(at, body, operator));
                }
                Operator::Catch { .. } | Operator::CatchAll => {
                    let top = open.last_mut().expect("validated: a clause belongs to a try");
                    let of_try = &mut self.tries[top.number.expect("validated: a clause belongs to a try")];
                    of_try.role = Role::Catches;
                    of_try.clauses.push(Clause { at, rethrown: false });
                    top.body = of_try.outer;
                }
                Operator::Rethrow { relative_depth } => {
                    let number = of(&open, *relative_depth).and_then(|index| open[index].number);
                    let of_try = &mut self.tries[number.expect("validated: rethrow names a try")];
                    of_try.clauses.last_mut().expect("validated: rethrow names a clause").rethrown = true;
                }
                Operator::Delegate { relative_depth } => {
                    let number = open.pop().and_then(|closed| closed.number).expect("validated: delegate ends a try");
                    let to = of(&open, *relative_depth).and_then(|index| open[index].body);
                    self.tries[number].role = Role::Delegates(to);
                }
                Operator::End => drop(open.pop()),
                operator if opens(operator) => open.push(Open { body, number: None }),
                _ => {}
            }
        }
    }

    /// Finds out who takes what, from outside in.
    fn resolve(&mut self) {
        for number in 0..self.tries.len() {
            let Try { at, outer, ref role, .. } = self.tries[number];
            let stop = outer.and_then(|outer| self.get(outer).stop);
            let taker_of = |taker: Taker| taker.and_then(|at| self.get(at).taker);
            let (taker, forwards) = match *role {
                Role::Passes => (taker_of(outer), false),
                Role::Catches => (Some(at), false),
                Role::Delegates(to) => (taker_of(to), stop != taker_of(to)),
            };
            let stops = forwards || taker == Some(at);
            let resolved = &mut self.tries[number];
            (resolved.taker, resolved.forwards) = (taker, forwards);
            resolved.stop = if stops { Some(at) } else { stop };
            match taker {
                Some(at) if forwards => {
                    let number = self.number(at);
                    self.tries[number].lands = true;
                }
                None => self.lands_in_function |= forwards,
                Some(_) => {}
            }
        }
    }

    fn number(&self, at: u32) -> usize {
        self.tries.binary_search_by_key(&at, |found| found.at).expect("the scan found every try")
    }

    fn get(&self, at: u32) -> &Try {
        &self.tries[self.number(at)]
    }

    fn lands(&self, taker: Taker) -> bool {
        match taker {
            None => self.lands_in_function,
            Some(at) => !self.tries.is_empty() && self.get(at).lands,
        }
    }
}

impl Try {
    fn new(at: u32, outer: Taker, operator: &Operator<'_>) -> Try {
        let role = match operator {
            Operator::TryTable { try_table } if !try_table.catches.is_empty() => Role::Catches,
            _ => Role::Passes,
        };
        Try { at, outer, role, clauses: Vec::new(), taker: None, stop: None, forwards: false, lands: false }
    }
}

/// Where exceptions arrive that were delegated: the end of a block.
#[derive(Clone, Copy)]
pub(super) struct Landing {
    label: LabelId,
    exception: VarId,
}

/// What a clause finds when it begins.
pub(super) struct Handler {
    payload: Vec<VarId>,
    exnref: Option<VarId>,
}

impl Builder<'_, '_> {
    pub(super) fn legacy_try(&mut self, ty: &BlockType) {
        let plan = self.plan;
        let planned = plan.tries.get(self.position as u32);
        match planned.role {
            Role::Catches => self.try_with_clauses(ty, &planned.clauses),
            Role::Delegates(_) if planned.forwards => self.forward(ty, planned.taker),
            Role::Delegates(_) | Role::Passes => {
                self.open(FrameKind::Block, ty, None);
            }
        }
    }

    fn try_with_clauses(&mut self, ty: &BlockType, clauses: &[Clause]) {
        self.open(FrameKind::LegacyTry, ty, None);
        let mut catches = Vec::new();
        let mut handlers = VecDeque::new();
        for clause in clauses {
            let tag = match self.operators[clause.at as usize] {
                Operator::Catch { tag_index } => Some(TagId(tag_index)),
                _ => None,
            };
            let params = tag.map(|tag| self.types.func(self.module.tags[tag.index()].ty).params.clone());
            let payload: Vec<VarId> =
                params.unwrap_or_default().into_iter().map(|ty| self.new_temp(ty, None)).collect();
            let exnref = clause.rethrown.then(|| self.exception());
            catches.push(super::Catch { tag, payload: payload.clone(), exnref, label: self.new_label() });
            handlers.push_back(Handler { payload, exnref });
        }
        for catch in catches.iter().rev() {
            self.emit(Stmt::Block(catch.label));
        }
        let label = self.new_label();
        self.emit(Stmt::Try { label, catches });
        self.frames.last_mut().expect("just opened").handlers = handlers;
        self.open_landing(Some(self.position as u32));
    }

    /// A `try` whose `delegate` has tries to pass.
    fn forward(&mut self, ty: &BlockType, taker: Taker) {
        let Landing { label, exception } = self.landings[&taker];
        let catch = super::Catch { tag: None, payload: Vec::new(), exnref: Some(exception), label };
        self.open_try(ty, vec![catch]);
    }

    fn exception(&mut self) -> VarId {
        self.new_temp(ValType::Ref(RefType::non_null(HeapType::Exn)), Some("exception".into()))
    }

    /// In the body of what was just opened, if something lands there.
    pub(super) fn open_landing(&mut self, taker: Taker) {
        if self.plan.tries.lands(taker) {
            let landing = Landing { label: self.new_label(), exception: self.exception() };
            self.emit(Stmt::Block(landing.label));
            self.frames.last_mut().expect("just opened").landing = Some(landing);
            self.landings.insert(taker, landing);
        }
    }

    /// At the body's end, its results left.
    pub(super) fn close_landing(&mut self) {
        if let Some(landing) = self.frames.last_mut().and_then(|frame| frame.landing.take()) {
            self.skip_to_end();
            self.func.code.push(Stmt::End);
            self.emit(Stmt::ThrowRef(Expr::Var(landing.exception)));
        }
    }

    /// From the end of an arm past what follows in the construct.
    fn skip_to_end(&mut self) {
        if self.reachable {
            let frame = self.frames.last_mut().expect("an arm has a frame");
            frame.label_used = true;
            let label = frame.label;
            self.emit(Stmt::Br(label));
        }
    }

    /// `catch` or `catch_all`: ends the body or the clause before.
    pub(super) fn clause(&mut self) {
        self.leave_arm();
        self.close_landing();
        self.skip_to_end();
        let frame = self.frames.last_mut().expect("validated: a clause belongs to a try");
        if frame.kind == FrameKind::LegacyTry {
            self.func.code.push(Stmt::End);
        }
        self.func.code.push(Stmt::End);
        self.reachable = true;
        let Handler { payload, exnref } = frame.handlers.pop_front().expect("planned: a handler for each clause");
        frame.kind = FrameKind::LegacyCatch;
        frame.caught = exnref;
        let height = frame.height;
        self.stack.truncate(height);
        for var in payload {
            let operand = Operand::stable(Expr::Var(var), self.var_type(var));
            self.stack.push(operand);
        }
    }

    /// Throws again what the clause at this depth caught.
    pub(super) fn rethrow(&mut self, depth: u32) {
        let caught = self.frames[self.frame(depth)].caught.expect("planned: it catches an exnref");
        self.flush_traps();
        self.emit(Stmt::ThrowRef(Expr::Var(caught)));
    }
}
