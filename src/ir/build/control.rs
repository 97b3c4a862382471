//! Blocks, branches and handlers: how an open construct's values meet at its label.
//!
//! In: control operators, by [`Builder::operator`]. Out: structure markers, and moves into the variables of a branch's target.

use super::*;

impl Builder<'_, '_> {
    pub(super) fn frame(&self, depth: u32) -> usize {
        self.frames.len() - 1 - depth as usize
    }

    pub(super) fn block_types(&self, ty: &BlockType) -> (Vec<ValType>, Vec<ValType>) {
        match ty {
            BlockType::Empty => (Vec::new(), Vec::new()),
            BlockType::Type(ty) => (Vec::new(), vec![self.convert.val_type(*ty)]),
            BlockType::FuncType(index) => {
                let ty = self.types.func(self.module.types[*index as usize]);
                (ty.params.clone(), ty.results.clone())
            }
        }
    }

    /// Whether nothing but ends of constructs follows `end` before the function returns.
    pub(super) fn is_tail(&self, end: u32, results: usize) -> bool {
        let parent = self.frames.last().expect("the function's frame is outermost");
        if results != self.func.results.len() {
            return false;
        }
        match self.operators.get(end as usize + 1) {
            Some(Operator::Return) | None => true,
            Some(Operator::End | Operator::Else | Operator::Catch { .. } | Operator::CatchAll) => {
                parent.tail && parent.kind != FrameKind::Loop && !parent.is_try_body()
            }
            _ => false,
        }
    }

    /// The local that takes the construct's only result right after its end.
    pub(super) fn result_local(&self, end: u32, results: &[ValType]) -> Option<VarId> {
        match (self.operators.get(end as usize + 1), results) {
            (Some(Operator::LocalSet { local_index } | Operator::LocalTee { local_index }), [_]) => {
                Some(VarId(*local_index))
            }
            _ => None,
        }
    }

    pub(super) fn open(&mut self, kind: FrameKind, ty: &BlockType, condition: Option<Expr>) -> LabelId {
        let (params, results) = self.block_types(ty);
        let start = self.position as u32;
        let end = self.plan.ends[self.position];
        let label = self.new_label();
        let local = self.result_local(end, &results);
        let writes = any_within(&self.plan.world_writes, start, end);
        let plan = self.plan;
        // What stays pending below must read and trap after the construct as it would before it.
        self.flush(|effects| {
            effects.traps.any()
                || (writes && effects.reads_world)
                || effects.reads.iter().any(|&var| plan.assigned_within(var, start, end) || local == Some(var))
        });
        let result_vars: Vec<VarId> = match local {
            Some(var) => vec![var],
            None => results.iter().map(|&ty| self.new_temp(ty, None)).collect(),
        };
        let height = self.stack.len() - params.len();
        let tail = self.is_tail(end, results.len());
        let mut frame = Frame {
            kind,
            label,
            height,
            targets: result_vars.clone(),
            target_types: results.clone(),
            results: result_vars,
            result_types: results,
            tail: tail && kind != FrameKind::Loop,
            end_reached: false,
            label_used: false,
            opening: 0,
            params: Vec::new(),
            result_is_local: local.is_some(),
            landing: None,
            handlers: VecDeque::new(),
            caught: None,
        };
        match kind {
            FrameKind::Loop => {
                frame.targets = params.iter().map(|&ty| self.new_temp(ty, None)).collect();
                frame.target_types = params;
                let operands = self.stack.pop_many(frame.targets.len());
                for (&var, operand) in frame.targets.iter().zip(operands) {
                    self.assign(var, operand);
                }
                for &var in &frame.targets {
                    // A branch to the loop assigns it again: a change under whoever still reads it.
                    let mut operand = Operand::stable(Expr::Var(var), self.var_type(var));
                    operand.effects = Effects::read(var);
                    self.stack.push(operand);
                }
            }
            FrameKind::If => {
                let mut operands = self.stack.pop_many(params.len());
                for i in 0..operands.len() {
                    if !operands[i].effects.is_stable() || operands[i].effects.depth > 0 {
                        self.materialise_in_place(&mut operands, i);
                    }
                }
                frame.params = operands.clone();
                operands.into_iter().for_each(|operand| self.stack.push(operand));
            }
            _ => {}
        }
        frame.opening = self.func.code.len();
        self.frames.push(frame);
        match kind {
            FrameKind::Block | FrameKind::LegacyTry => self.emit(Stmt::Block(label)),
            FrameKind::Loop => self.emit(Stmt::Loop(label)),
            FrameKind::If => self.emit(Stmt::If(condition.expect("an if has a condition"), None)),
            FrameKind::Try | FrameKind::LegacyCatch | FrameKind::Function | FrameKind::Else => {}
        }
        label
    }

    /// Leaves the construct's results in its variables, at the end of an arm.
    pub(super) fn leave_arm(&mut self) {
        if !self.reachable {
            return;
        }
        let frame = self.frames.last().expect("an arm has a frame");
        if frame.returns_at_end() {
            let count = frame.result_types.len();
            let values = self.take(count, None);
            self.emit(Stmt::Return(values));
            return;
        }
        let results = frame.results.clone();
        let mut operands = self.stack.pop_many(results.len());
        self.sequence(&mut operands, None);
        self.move_all(&results, operands);
        self.frames.last_mut().expect("an arm has a frame").end_reached = true;
    }

    /// Assigns all at once, as far as anyone can tell.
    pub(super) fn move_all(&mut self, vars: &[VarId], mut operands: Vec<Operand>) {
        for i in 0..operands.len() {
            for j in i + 1..operands.len() {
                if operands[j].expr.reads(vars[i]) && vars[i] != vars[j] {
                    self.materialise_in_place(&mut operands, j);
                }
            }
        }
        let last = operands.len();
        for (i, (operand, &var)) in operands.into_iter().zip(vars).enumerate() {
            let operand = Operand { fresh: operand.fresh && last == 1 && i == 0, ..operand };
            self.assign(var, operand);
        }
    }

    pub(super) fn else_arm(&mut self) {
        self.leave_arm();
        let frame = self.frames.last_mut().expect("validated: else belongs to an if");
        frame.kind = FrameKind::Else;
        let (height, params) = (frame.height, frame.params.clone());
        self.stack.truncate(height);
        params.into_iter().for_each(|operand| self.stack.push(operand));
        self.emit(Stmt::Else);
        self.reachable = true;
    }

    pub(super) fn end(&mut self) {
        let kind = self.frames.last().expect("validated: end closes a frame").kind;
        if kind == FrameKind::If {
            // Without an else the operands are the results.
            if self.frames.last().is_some_and(|frame| !frame.params.is_empty() || frame.returns_at_end()) {
                self.else_arm();
                self.end();
                return;
            }
            self.leave_arm();
            self.frames.last_mut().expect("just seen").end_reached = true;
        } else if self.reachable
            && self.frames.last().is_some_and(|frame| frame.falls_through_only() && !frame.returns_at_end())
        {
            self.frames.pop();
            self.func.code.push(Stmt::End);
            return;
        } else {
            self.leave_arm();
            self.close_landing();
        }
        let frame = self.frames.pop().expect("just seen");
        self.stack.truncate(frame.height);
        self.close(&frame);
        let reached = frame.end_reached || (frame.label_used && frame.kind != FrameKind::Loop);
        self.reachable = reached;
        if !reached {
            return;
        }
        if frame.kind == FrameKind::Function {
            let values = frame.results.iter().map(|&var| Expr::Var(var)).collect();
            self.emit(Stmt::Return(values));
            return;
        }
        for &var in &frame.results {
            let operand = if frame.result_is_local {
                self.variable(var)
            } else {
                Operand::stable(Expr::Var(var), self.var_type(var))
            };
            self.stack.push(operand);
        }
    }

    pub(super) fn close(&mut self, frame: &Frame) {
        if matches!(frame.kind, FrameKind::If | FrameKind::Else)
            && frame.label_used
            && let Stmt::If(_, label) = &mut self.func.code[frame.opening]
        {
            *label = Some(frame.label);
        }
        self.func.code.push(Stmt::End);
    }

    /// Marks a label as used, and returns where its values go.
    pub(super) fn use_label(&mut self, index: usize) -> (LabelId, Vec<VarId>) {
        if self.frames[index].kind == FrameKind::Function && self.frames[index].targets.len() != self.func.results.len()
        {
            let vars: Vec<VarId> = self.func.results.clone().into_iter().map(|ty| self.new_temp(ty, None)).collect();
            self.frames[index].targets = vars.clone();
            self.frames[index].results = vars;
        }
        let frame = &mut self.frames[index];
        frame.label_used = true;
        (frame.label, frame.targets.clone())
    }

    /// Whether a branch to this frame can be a `return` (not across the end of a `try`: see `emit`).
    pub(super) fn is_return(&self, index: usize) -> bool {
        self.frames[index].tail && self.frames[index].kind != FrameKind::Loop
    }

    /// An unconditional branch with the operands on top of the stack.
    pub(super) fn branch(&mut self, index: usize, operands: Vec<Operand>) {
        if self.is_return(index) {
            self.emit(Stmt::Return(operands.into_iter().map(|operand| operand.expr).collect()));
            return;
        }
        let (label, targets) = self.use_label(index);
        self.move_all(&targets, operands);
        self.emit(Stmt::Br(label));
    }

    pub(super) fn br(&mut self, depth: u32) {
        let index = self.frame(depth);
        let count = self.frames[index].target_types.len();
        let mut operands = self.stack.pop_many(count);
        self.flush_traps();
        self.sequence(&mut operands, None);
        self.branch(index, operands);
    }

    /// `if (condition) branch`, the branch's operands staying on the stack; `last` replaces the topmost of them in the
    /// branch, and is not on the stack.
    pub(super) fn branch_if(&mut self, condition: Operand, depth: u32, last: Option<Operand>) {
        let index = self.frame(depth);
        let count = self.frames[index].target_types.len() - last.is_some() as usize;
        let mut operands = self.stack.pop_many(count);
        let mut condition = [condition];
        self.flush_traps();
        for i in 0..count {
            if !operands[i].expr.is_simple() {
                self.materialise_in_place(&mut operands, i);
            }
            operands[i].fresh = false;
        }
        self.sequence(&mut condition, None);
        let [condition] = condition;
        self.emit(Stmt::If(condition.expr, None));
        let taken: Vec<Operand> = operands.iter().cloned().chain(last).collect();
        self.branch(index, taken);
        self.func.code.push(Stmt::End);
        self.reachable = true;
        operands.into_iter().for_each(|operand| self.stack.push(operand));
    }

    pub(super) fn br_table(&mut self, table: &wasmparser::BrTable<'_>) -> Result<()> {
        let depths: Vec<u32> = table.targets().collect::<std::result::Result<_, _>>().map_err(invalid)?;
        let count = self.frames[self.frame(table.default())].target_types.len();
        let mut index = [self.stack.pop()];
        let mut operands = self.stack.pop_many(count);
        self.flush_traps();
        for i in 0..count {
            if !operands[i].expr.is_simple() || !operands[i].effects.is_stable() {
                self.materialise_in_place(&mut operands, i);
            }
        }
        self.sequence(&mut index, None);
        let [index] = index;
        let targets = depths.iter().map(|&depth| self.switch_target(depth, &operands)).collect();
        let default = self.switch_target(table.default(), &operands);
        self.emit(Stmt::Switch { index: index.expr, targets, default });
        Ok(())
    }

    pub(super) fn switch_target(&mut self, depth: u32, operands: &[Operand]) -> SwitchTarget {
        let (label, vars) = self.use_label(self.frame(depth));
        let moves = vars.into_iter().zip(operands.iter().map(|operand| operand.expr.clone()));
        SwitchTarget { moves: moves.filter(|(var, value)| *value != Expr::Var(*var)).collect(), label }
    }

    pub(super) fn try_table(&mut self, table: &wasmparser::TryTable) {
        let mut catches = Vec::new();
        for catch in &table.catches {
            use wasmparser::Catch as C;
            let (tag, with_ref, depth) = match *catch {
                C::One { tag, label } => (Some(TagId(tag)), false, label),
                C::OneRef { tag, label } => (Some(TagId(tag)), true, label),
                C::All { label } => (None, false, label),
                C::AllRef { label } => (None, true, label),
            };
            // Clauses are outside the try's own label.
            let (label, mut payload) = self.use_label(self.frame(depth));
            let exnref = if with_ref { payload.pop() } else { None };
            catches.push(super::Catch { tag, payload, exnref, label });
        }
        self.open_try(&table.ty, catches);
        self.open_landing(Some(self.position as u32));
    }

    pub(super) fn open_try(&mut self, ty: &BlockType, catches: Vec<super::Catch>) {
        let label = self.open(FrameKind::Try, ty, None);
        self.emit(Stmt::Try { label, catches });
    }
}
