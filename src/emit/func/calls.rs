//! Calls, tail calls and returns, by either convention ([`Convention`]).

use super::{FuncEmitter, WORD_PARAMS, from_word};
use crate::c::ast::{Expr as C, Stmt as S};
use crate::emit::build_c::*;
use crate::emit::program::Convention;
use crate::emit::words;
use crate::ir::{Callee, Expr, Stmt, VarId};
use crate::module::FuncId;
use crate::module::types::{FuncType, ValType};

impl FuncEmitter<'_> {
    pub(super) fn call(&mut self, at: usize, callee: &Callee, args: &[Expr], results: &[VarId]) {
        let roots = if self.instance.facts.resumes(self.func.id, callee) {
            self.count_roots(at, true);
            self.roots_at(at)
        } else {
            self.roots.calls += 1;
            self.roots.calls_without_spill += 1;
            if self.instance.facts.callee(callee).collects { self.roots_at_dead_end(at) } else { self.no_roots() }
        };
        self.move_out(at, &roots);
        let (value, convention) = self.call_expr(callee, args, sp_above(roots.above));
        self.exprs.out.clear();
        let stores = self.spill(&roots);
        stores.into_iter().for_each(|stmt| self.push(stmt));
        match results.first() {
            Some(&first) if self.is_read(first) => {
                let value = if convention.uniform { self.returned(*self.ty(first), value) } else { value };
                self.push(S::Assign(self.exprs.var(first), value));
            }
            Some(_) => self.push(expr_stmt(cast(named("void"), value))),
            None if convention.uniform => self.push(expr_stmt(cast(named("void"), value))),
            None => self.push(expr_stmt(value)),
        }
        if self.must_stay_a_call(at, callee) {
            self.push(expr_stmt(name("WR_KEEP_CALL")));
        }
        let types: Vec<ValType> = results.iter().map(|&var| *self.ty(var)).collect();
        for ((&var, ty), range) in results.iter().zip(&types).zip(words::ranges(&types)).skip(1) {
            if self.is_read(var) {
                let value = words::from_words(ty, self.program, range, words::result);
                self.push(S::Assign(self.exprs.var(var), value));
            }
        }
        let loads = self.reload(&roots);
        loads.into_iter().for_each(|stmt| self.push(stmt));
        results.iter().for_each(|&var| self.update_home(var));
    }

    /// The first result of a call that returns words.
    fn returned(&mut self, ty: ValType, value: C) -> C {
        if ty != ValType::V128 {
            return from_word(&ty, self.program, value);
        }
        // C may read the other word before it makes the call.
        let low = self.temporary("low");
        self.push(S::Declare { ty: named("u64"), name: low.clone(), init: Some(value), volatile_: false });
        let word = |word: usize| if word == 0 { C::Name(low.clone()) } else { words::result(word) };
        words::from_words(&ty, self.program, 0..2, word)
    }

    /// The words of a value, for places that are written one by one.
    pub(super) fn words_of(&mut self, ty: &ValType, value: C) -> Vec<C> {
        let value = match value {
            value if *ty == ValType::V128 && !matches!(value, C::Name(_)) => {
                let vector = self.temporary("v");
                self.push(S::Declare { ty: named("v128"), name: vector.clone(), init: Some(value), volatile_: false });
                C::Name(vector)
            }
            value => value,
        };
        words::to_words(ty, self.program, value)
    }

    pub(super) fn is_read(&self, var: VarId) -> bool {
        self.reads[var.0 as usize]
    }

    /// The call as an expression; pushes what must be stored for it before.
    fn call_expr(&mut self, callee: &Callee, args: &[Expr], above: C) -> (C, Convention) {
        let convention = self.instance.callee_convention(self.program, callee);
        let sp = if self.convention.sp { above } else { name("WR_NO_SP") };
        let mut c = Vec::new();
        if convention.sp {
            c.push(sp);
        }
        let values: Vec<C> = args.iter().map(|arg| self.exprs.expr(arg)).collect();
        if !convention.uniform {
            c.extend(values);
            let Callee::Func(id) = callee else { unreachable!("indirect calls are uniform") };
            return (self.direct_call(*id, c), convention);
        }
        let types = self.callee_type(callee).params.clone();
        let mut at = 0..;
        for (value, ty) in values.into_iter().zip(&types) {
            for (word, at) in self.words_of(ty, value).into_iter().zip(&mut at) {
                if at < WORD_PARAMS {
                    c.push(word);
                } else {
                    self.push(S::Assign(words::overflow(at), word));
                }
            }
        }
        let in_registers = words::count(&types).min(WORD_PARAMS);
        let value = match callee {
            Callee::Func(id) => {
                let args = call(&format!("WR_ARGS{in_registers}"), c);
                self.direct_call(*id, vec![args])
            }
            Callee::Ref(_, code, nullable) => {
                let code = self.exprs.expr(code);
                let code = if *nullable { call("wr_nonnull_code", vec![code]) } else { code };
                c.insert(0, code);
                call(&format!("WR_CALL{in_registers}"), c)
            }
            Callee::Table(table, ty, at) => {
                let range = self.program.func_range(*ty);
                let code = call("wr_table_call", vec![self.instance.table(*table), self.exprs.expr(at), range]);
                c.insert(0, code);
                call(&format!("WR_CALL{in_registers}"), c)
            }
        };
        (value, convention)
    }

    fn direct_call(&self, id: FuncId, args: Vec<C>) -> C {
        let callee = self.instance.func_name(id);
        if self.instance.facts.hides(self.func.id, id) {
            return C::Call(Box::new(call("WR_UNSEEN", vec![name(callee)])), args);
        }
        call(callee, args)
    }

    fn callee_type(&self, callee: &Callee) -> &FuncType {
        let ty = match callee {
            Callee::Func(id) => self.instance.module.funcs[id.index()].ty,
            Callee::Ref(ty, ..) | Callee::Table(_, ty, _) => *ty,
        };
        self.program.types.func(ty)
    }

    /// A recursive call at (or near) the end of the function: compilers would make it a jump, and endless recursion an
    /// endless loop that never exhausts the stack.
    fn must_stay_a_call(&self, at: usize, callee: &Callee) -> bool {
        let own = self.instance.facts.func(self.func.id);
        let facts = self.instance.facts.callee(callee);
        if !facts.recursive || facts.component != own.component {
            return false;
        }
        let mut next = at + 1;
        while let Some(stmt) = self.func.code.get(next) {
            match stmt {
                Stmt::Return(_) | Stmt::If(..) | Stmt::Switch { .. } | Stmt::Br(_) => return true,
                Stmt::Set(..) | Stmt::Drop(_) | Stmt::End | Stmt::Block(_) => next += 1,
                // The end of the then-arm.
                Stmt::Else => next = self.structure.end[next],
                _ => return false,
            }
        }
        true
    }

    /// Tail calls of imports are plain calls: the host returns.
    pub(super) fn is_real_tail_call(&self, stmt: &Stmt) -> bool {
        match stmt {
            Stmt::TailCall { callee: Callee::Func(id), .. } => self.instance.host_import(*id).is_none(),
            Stmt::TailCall { .. } => true,
            _ => false,
        }
    }

    pub(super) fn tail_call(&mut self, callee: &Callee, args: &[Expr]) {
        self.leave_tries(0);
        let has_result = !self.callee_type(callee).results.is_empty();
        if let Callee::Func(id) = callee
            && self.instance.host_import(*id).is_some()
        {
            let (value, convention) = self.call_expr(callee, args, sp_above(0));
            return self.return_host_result(value, convention, has_result, callee);
        }
        if self.tail_by_wrapper {
            return self.pend_tail_call(callee, args);
        }
        let (value, _) = self.call_expr(callee, args, sp_above(0));
        self.push(S::TailReturn(value));
    }

    fn return_host_result(&mut self, value: C, convention: Convention, has_result: bool, callee: &Callee) {
        if !has_result {
            self.push(expr_stmt(if convention.uniform { cast(named("void"), value) } else { value }));
            self.return_nothing();
        } else if convention.uniform == self.convention.uniform {
            self.push(S::Return(Some(value)));
        } else {
            let ty = self.callee_type(callee).results[0];
            let word = if convention.uniform { value } else { self.first_word(&ty, value) };
            self.push(S::Return(Some(word)));
        }
    }

    /// In a function with handlers a tail call is left to the wrapper around it.
    fn pend_tail_call(&mut self, callee: &Callee, args: &[Expr]) {
        let types = self.callee_type(callee).params.clone();
        let pending = || name("wr_pending_tail");
        let code = match callee {
            Callee::Func(id) => cast(named("wr_code"), name(self.instance.func_name(*id))),
            Callee::Ref(_, code, nullable) => {
                let code = self.exprs.expr(code);
                if *nullable { call("wr_nonnull_code", vec![code]) } else { code }
            }
            Callee::Table(table, ty, at) => {
                let range = self.program.func_range(*ty);
                call("wr_table_call", vec![self.instance.table(*table), self.exprs.expr(at), range])
            }
        };
        let mut at = 0..;
        for (arg, ty) in args.iter().zip(&types) {
            let value = self.exprs.expr(arg);
            for (word, at) in self.words_of(ty, value).into_iter().zip(&mut at) {
                let in_register = at < WORD_PARAMS;
                let place = if in_register { index(member(pending(), "args"), at as u32) } else { words::overflow(at) };
                self.push(S::Assign(place, word));
            }
        }
        self.push(S::Assign(member(pending(), "code"), code));
        self.push(S::Return(Some(C::U64(0))));
    }

    fn return_nothing(&mut self) {
        self.push(S::Return(self.convention.uniform.then_some(C::U64(0))));
    }

    pub(super) fn return_values(&mut self, values: &[Expr]) {
        self.leave_tries(0);
        let types = &self.func.results;
        for ((value, ty), range) in values.iter().zip(types).zip(words::ranges(types)).skip(1) {
            let value = self.exprs.expr(value);
            for (word, at) in self.words_of(ty, value).into_iter().zip(range) {
                self.push(S::Assign(words::result(at), word));
            }
        }
        match values.first() {
            None => self.return_nothing(),
            Some(first) => {
                let value = self.exprs.expr(first);
                let value = if self.convention.uniform { self.first_word(&types[0], value) } else { value };
                self.push(S::Return(Some(value)));
            }
        }
    }

    /// What a function returns for its first result; the rest of it goes where results after the first do.
    fn first_word(&mut self, ty: &ValType, value: C) -> C {
        let mut words = self.words_of(ty, value);
        let rest = words.split_off(1);
        for (at, word) in rest.into_iter().enumerate() {
            self.push(S::Assign(words::result(at + 1), word));
        }
        words.remove(0)
    }
}
