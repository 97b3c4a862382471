//! Allocations: memory, a slow path that spills and collects, and what makes an object of it.

use super::{FuncEmitter, MAX_FIXED_INIT};
use crate::c::ast::{Expr as C, Name, Stmt as S, Type, UnaryOp};
use crate::emit::build_c::*;
use crate::ir::{AllocOp, Expr, VarId};
use crate::module::types::TypeId;

impl FuncEmitter<'_> {
    pub(super) fn alloc(&mut self, at: usize, op: AllocOp, args: &[Expr], result: VarId) {
        match op {
            AllocOp::StructNew(ty) => {
                let args = args.iter().map(|arg| self.exprs.expr(arg)).collect();
                self.struct_new(at, ty, args, result);
            }
            AllocOp::StructNewDefault(ty) => {
                let fields = self.program.types.struct_fields(ty);
                let args = fields.iter().map(|field| self.program.zero(field.storage)).collect();
                self.struct_new(at, ty, args, result);
            }
            AllocOp::ArrayNewFixed(ty) => self.array_new_fixed(at, ty, args, result),
            AllocOp::ArrayNew(ty) => {
                let suffix = self.program.fill_suffix(self.program.types.array_field(ty).storage);
                let (object, length) = self.allocate_array(at, ty, &args[1]);
                let value = self.exprs.expr(&args[0]);
                let args = vec![C::Name(object), self.program.type_word(ty), length, value];
                self.assign(result, call(&format!("wr_array_init_fill_{suffix}"), args));
            }
            AllocOp::ArrayNewDefault(ty) => {
                let (object, length) = self.allocate_array(at, ty, &args[0]);
                let shift = C::U32(self.program.element_shift(ty));
                let args = vec![C::Name(object), self.program.type_word(ty), length, shift];
                self.assign(result, call("wr_array_init_default", args));
            }
            AllocOp::ArrayNewData(..) | AllocOp::ArrayNewElem(..) => self.array_from_segment(at, op, args, result),
        }
    }

    /// The object, of so many bytes.
    fn allocate(&mut self, at: usize, size: C) -> Name {
        self.allocate_by(at, "wr_allocate", &[size])
    }

    /// The object, and its length, which may be written twice.
    fn allocate_array(&mut self, at: usize, ty: TypeId, length: &Expr) -> (Name, C) {
        let mut c = self.exprs.expr(length);
        if !length.is_simple() {
            let once = self.temporary("length");
            self.push(S::Declare { ty: named("u32"), name: once.clone(), init: Some(c), volatile_: false });
            c = C::Name(once);
        }
        let shift = C::U32(self.program.element_shift(ty));
        (self.allocate_by(at, "wr_allocate_array", &[c.clone(), shift]), c)
    }

    /// `void *o = function(args);` with its slow path, which takes `sp` before them; returns `o`.
    fn allocate_by(&mut self, at: usize, function: &str, args: &[C]) -> Name {
        let object = self.temporary("o");
        let roots = self.roots_at(at);
        self.count_roots(at, false);
        self.push(S::Declare {
            ty: Type::Pointer(Box::new(named("void"))),
            name: object.clone(),
            init: Some(call(function, args.to_vec())),
            volatile_: false,
        });
        let mut slow = self.spill(&roots);
        let slow_args = std::iter::once(sp_above(roots.above)).chain(args.iter().cloned()).collect();
        slow.push(S::Assign(C::Name(object.clone()), call(&format!("{function}_slow"), slow_args)));
        slow.extend(self.reload(&roots));
        let condition = call("wr_unlikely", vec![unary(UnaryOp::Not, C::Name(object.clone()))]);
        self.push(S::If { condition, then: slow, otherwise: Vec::new() });
        object
    }

    fn struct_new(&mut self, at: usize, ty: TypeId, mut args: Vec<C>, result: VarId) {
        let type_name = self.program.type_name(ty);
        let size = call("sizeof", vec![name(&format!("struct {type_name}"))]);
        let object = self.allocate(at, size);
        args.insert(0, C::Name(object));
        self.assign(result, call(&format!("{type_name}_init"), args));
    }

    fn array_new_fixed(&mut self, at: usize, ty: TypeId, args: &[Expr], result: VarId) {
        let type_name = self.program.type_name(ty);
        let element = self.program.types.array_field(ty).storage;
        let bytes = 8 + args.len() as u64 * u64::from(self.program.storage_bytes(element));
        let object = self.allocate(at, C::Int(bytes.next_multiple_of(8) as i64));
        if args.len() <= MAX_FIXED_INIT {
            let mut c = vec![C::Name(object)];
            c.extend(args.iter().map(|arg| self.exprs.expr(arg)));
            self.assign(result, call(&format!("{type_name}_init{}", args.len()), c));
            return;
        }
        let header = vec![C::Name(object.clone()), self.program.type_word(ty), C::U32(args.len() as u32)];
        self.push(expr_stmt(call("wr_array_header", header)));
        for (i, arg) in args.iter().enumerate() {
            let items = arrow(call(type_name, vec![cast(named("ref"), C::Name(object.clone()))]), "items");
            let value = self.program.stored(element, self.exprs.expr(arg));
            self.push(S::Assign(index(items, i as u32), value));
        }
        self.assign(result, cast(named("ref"), C::Name(object)));
    }

    /// Made by the runtime, which roots what it is given.
    fn array_from_segment(&mut self, at: usize, op: AllocOp, args: &[Expr], result: VarId) {
        let roots = self.roots_at(at);
        self.count_roots(at, false);
        self.move_out(at, &roots);
        let above = sp_above(roots.above);
        let c: Vec<C> = args.iter().map(|arg| self.exprs.expr(arg)).collect();
        let value = match op {
            AllocOp::ArrayNewData(ty, data) => {
                let shift = C::U32(self.program.element_shift(ty));
                let mut all = vec![above, self.program.type_word(ty), shift, self.instance.data(data)];
                all.extend(c);
                call("wr_array_new_data", all)
            }
            AllocOp::ArrayNewElem(ty, elem) => {
                let mut all = vec![above, self.program.type_word(ty), self.instance.elem(elem)];
                all.extend(c);
                call("wr_array_new_elem", all)
            }
            _ => unreachable!("not from a segment: {op:?}"),
        };
        self.exprs.out.clear();
        let stores = self.spill(&roots);
        stores.into_iter().for_each(|stmt| self.push(stmt));
        let assigned = self.exprs.var(result);
        self.push(if self.is_read(result) {
            S::Assign(assigned, value)
        } else {
            expr_stmt(cast(named("void"), value))
        });
        let loads = self.reload(&roots);
        loads.into_iter().for_each(|stmt| self.push(stmt));
        self.update_home(result);
    }
}
