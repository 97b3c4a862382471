//! Modules that nobody would write down: deep, wide, large. `wastrel` runs as a process with the usual stack, so that a recursion
//! over the input would show.

use std::fs;

use libtest_mimic::Trial;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, ImportSection, Instruction as I, Module, RefType, TableSection, TableType, TypeSection, ValType,
};

use super::{Expected, setups};
use crate::common;

/// As the issue has it: this many levels are no reason to fail.
const DEEP: u32 = 100_000;

/// They take four to seven times as long for twice as many: gcc 12 -O1 3 s for 10^4 and 15 s for twice that, clang-19 -O2 3 s
/// for half of it, 21 s for 10^4.
const IFS_FOR_C_COMPILERS: u32 = 5_000;

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    let mut add = |name: &'static str, make: fn() -> Vec<u8>| {
        // The sanitizers' checks make the C compilers take minutes on functions of this size.
        for setup in setups(true).iter().filter(|setup| !setup.sanitized) {
            trials.push(common::trial(name, *setup, move |setup| {
                let folder = common::fresh_folder(&format!("run/{name} {setup}"));
                let (module, executable) = (folder.join("module.wasm"), folder.join("program"));
                fs::write(&module, make())?;
                common::compile(&module, setup, &executable)?;
                Expected::default().check(&executable, None)
            }));
        }
    };
    add("nested-blocks", nested_blocks);
    add("nested-loops", nested_loops);
    add("nested-ifs", || nested_ifs(IFS_FOR_C_COMPILERS));
    add("nested-expressions-left", || nested_expressions(true));
    add("nested-expressions-right", || nested_expressions(false));
    add("nested-handlers", nested_handlers);
    add("handlers-in-a-row", handlers_in_a_row);
    add("deep-operand-stack", deep_operand_stack);
    add("many-targets", many_targets);
    add("many-locals", many_locals);
    add("many-parameters", many_parameters);
    add("many-functions", many_functions);
    trials.push(Trial::test("nested-ifs-to-c", || emits_c("nested-ifs-to-c", &nested_ifs(DEEP))));
    trials
}

/// For what would keep the C compilers busy too long.
fn emits_c(name: &str, module: &[u8]) -> common::Tested {
    let folder = common::fresh_folder(&format!("run/{name}"));
    let path = folder.join("module.wasm");
    fs::write(&path, module)?;
    let mut command = common::wastrel();
    command.args(["compile", "--emit=c"]).arg(&path).arg("-o").arg(folder.join("c"));
    let outcome = common::outcome(command, None, common::PATIENCE)?;
    match outcome.status {
        0 => Ok(()),
        status => Err(format!("ends with status {status}:\n{}", outcome.stderr_text()).into()),
    }
}

/// A branch out of each of three depths; behind each block a step is counted.
fn nested_blocks() -> Vec<u8> {
    let mut f = Function::new([(1, ValType::I32)]);
    repeat(&mut f, &[I::Block(BlockType::Empty)], DEEP);
    f.instruction(&I::LocalGet(0));
    f.instruction(&I::BrTable([0, DEEP / 2].as_slice().into(), DEEP - 1));
    repeat(&mut f, &[I::End, I::LocalGet(1), I::I32Const(1), I::I32Add, I::LocalSet(1)], DEEP);
    f.instruction(&I::LocalGet(1));
    check(f, &[(0, DEEP), (1, DEEP / 2), (2, 1)])
}

/// Back to the innermost loop ten times, to the one half way, to the outermost.
fn nested_loops() -> Vec<u8> {
    let mut f = Function::new([(1, ValType::I32)]);
    repeat(&mut f, &[I::Loop(BlockType::Empty)], DEEP);
    extend(&mut f, &[I::LocalGet(1), I::I32Const(1), I::I32Add, I::LocalSet(1)]);
    for (below, depth) in [(10, 0), (20, DEEP / 2), (30, DEEP - 1)] {
        extend(&mut f, &[I::LocalGet(1), I::I32Const(below), I::I32LtU, I::BrIf(depth)]);
    }
    repeat(&mut f, &[I::End], DEEP);
    f.instruction(&I::LocalGet(1));
    check(f, &[(0, 30)])
}

/// The argument says at which depth the condition fails.
fn nested_ifs(levels: u32) -> Vec<u8> {
    let mut f = Function::new([(1, ValType::I32)]);
    for depth in 0..levels {
        extend(&mut f, &[I::LocalGet(0), I::I32Const(depth as i32), I::I32Ne, I::If(BlockType::Empty)]);
    }
    extend(&mut f, &[I::I32Const(-1), I::LocalSet(1)]);
    for depth in (0..levels).rev() {
        extend(&mut f, &[I::Else, I::I32Const(depth as i32 + 5), I::LocalSet(1), I::End]);
    }
    f.instruction(&I::LocalGet(1));
    check(f, &[(0, 5), (levels / 2, levels / 2 + 5), (levels - 1, levels + 4), (levels, u32::MAX)])
}

/// `((x - 0) * 3 - 1) * 3 …` and `x * 0 - (x * 1 - (x * 2 - …))`.
fn nested_expressions(left: bool) -> Vec<u8> {
    let mut f = Function::new([]);
    let result: fn(u32) -> u32 = if left {
        f.instruction(&I::LocalGet(0));
        for i in 0..DEEP {
            extend(&mut f, &[I::I32Const(i as i32), I::I32Sub, I::I32Const(3), I::I32Mul]);
        }
        |x| (0..DEEP).fold(x, |sum, i| sum.wrapping_sub(i).wrapping_mul(3))
    } else {
        for i in 0..DEEP {
            extend(&mut f, &[I::LocalGet(0), I::I32Const(i as i32), I::I32Mul]);
        }
        repeat(&mut f, &[I::I32Sub], DEEP - 1);
        |x| (0..DEEP).map(|i| x.wrapping_mul(i)).rev().reduce(|sum, term| term.wrapping_sub(sum)).unwrap()
    };
    check(f, &[(0, result(0)), (1, result(1)), (0x12345, result(0x12345))])
}

/// A body, within a block that any exception ends.
fn begin_try(f: &mut Function) {
    let catch_all = [wasm_encoder::Catch::All { label: 0 }];
    f.instruction(&I::Block(BlockType::Empty));
    f.instruction(&I::TryTable(BlockType::Empty, catch_all.as_slice().into()));
}

/// Each handler throws on to the next one.
fn nested_handlers() -> Vec<u8> {
    const HANDLERS: u32 = 200;
    let mut f = Function::new([(1, ValType::I32)]);
    for _ in 0..HANDLERS {
        begin_try(&mut f);
    }
    f.instruction(&I::Throw(0));
    for _ in 0..HANDLERS {
        extend(&mut f, &[I::End, I::End, I::LocalGet(1), I::I32Const(1), I::I32Add, I::LocalTee(1)]);
        // Odd ones throw, so that the next handler is entered; even ones fall out.
        extend(&mut f, &[I::I32Const(1), I::I32And, I::If(BlockType::Empty), I::Throw(0), I::End]);
    }
    // The last one's exception goes nowhere: HANDLERS is even.
    f.instruction(&I::LocalGet(1));
    check(f, &[(0, HANDLERS)])
}

/// Every fourth body throws, before it counts; each count is added up behind.
fn handlers_in_a_row() -> Vec<u8> {
    const HANDLERS: u32 = 600;
    let mut f = Function::new([(2, ValType::I32)]);
    for i in 0..HANDLERS {
        begin_try(&mut f);
        extend(&mut f, &[I::LocalGet(0), I::I32Const(i as i32), I::I32Add, I::I32Const(3), I::I32And, I::I32Eqz]);
        extend(&mut f, &[I::If(BlockType::Empty), I::Throw(0), I::End]);
        extend(&mut f, &[I::LocalGet(1), I::I32Const(1), I::I32Add, I::LocalSet(1), I::End, I::End]);
        extend(&mut f, &[I::LocalGet(2), I::LocalGet(1), I::I32Add, I::LocalSet(2)]);
    }
    f.instruction(&I::LocalGet(2));
    let result = |x: u32| {
        let counts = (0..HANDLERS).scan(0, |count, i| {
            *count += u32::from((x + i) & 3 != 0);
            Some(*count)
        });
        counts.sum()
    };
    check(f, &[(0, result(0)), (1, result(1))])
}

/// Results of calls that all wait on the operand stack.
fn deep_operand_stack() -> Vec<u8> {
    const CALLS: u32 = 2_000;
    let mut f = Function::new([]);
    for i in 0..CALLS {
        extend(&mut f, &[I::LocalGet(0), I::I32Const(i as i32), I::I32Add, I::Call(DOUBLE)]);
    }
    repeat(&mut f, &[I::I32Sub], CALLS - 1);
    let result = |x: u32| {
        (0..CALLS).map(|i| x.wrapping_add(i).wrapping_mul(2)).rev().reduce(|sum, term| term.wrapping_sub(sum)).unwrap()
    };
    check(f, &[(0, result(0)), (77, result(77))])
}

fn many_targets() -> Vec<u8> {
    const TARGETS: u32 = 50_000;
    let mut f = Function::new([]);
    repeat(&mut f, &[I::Block(BlockType::Empty)], 3);
    let targets: Vec<u32> = (0..TARGETS).map(|i| i * i % 3).collect();
    extend(&mut f, &[I::LocalGet(0), I::BrTable(targets.as_slice().into(), 2)]);
    extend(&mut f, &[I::End, I::I32Const(10), I::Return]);
    extend(&mut f, &[I::End, I::I32Const(11), I::Return]);
    extend(&mut f, &[I::End, I::I32Const(12)]);
    check(f, &[(0, 10), (1, 11), (TARGETS - 1, 10 + (TARGETS - 1) * (TARGETS - 1) % 3), (TARGETS, 12), (u32::MAX, 12)])
}

fn many_locals() -> Vec<u8> {
    const LOCALS: u32 = 40_000;
    let mut f = Function::new([(LOCALS, ValType::I32)]);
    for i in 1..=LOCALS {
        extend(&mut f, &[I::LocalGet(i - 1), I::I32Const(1), I::I32Add, I::LocalSet(i)]);
    }
    f.instruction(&I::LocalGet(LOCALS));
    check(f, &[(0, LOCALS), (5, LOCALS + 5)])
}

/// As many parameters and results as Wasm allows, called directly and through the table.
fn many_parameters() -> Vec<u8> {
    const COUNT: u32 = 1_000;
    let mut f = Function::new([(COUNT, ValType::I64)]);
    for indirect in [false, true] {
        for i in 0..COUNT {
            extend(&mut f, &[I::LocalGet(0), I::I64ExtendI32U, I::I64Const(i as i64), I::I64Add]);
        }
        match indirect {
            false => f.instruction(&I::Call(MANY)),
            true => f.instruction(&I::I32Const(0)).instruction(&I::CallIndirect { type_index: 3, table_index: 0 }),
        };
        // They come back turned around: the last one is the first parameter.
        extend(&mut f, &[I::LocalSet(1), I::LocalSet(2)]);
        repeat(&mut f, &[I::Drop], COUNT - 2);
    }
    extend(&mut f, &[I::LocalGet(1), I::I64Const(1000), I::I64Mul, I::LocalGet(2), I::I64Add, I::I32WrapI64]);
    let mut many = Function::new([]);
    for i in (0..COUNT).rev() {
        many.instruction(&I::LocalGet(i));
    }
    many.instruction(&I::End);
    module(f, &[(0, 1), (7, 7008)], 0, Some((COUNT, many)))
}

fn many_functions() -> Vec<u8> {
    const FUNCTIONS: u32 = 5_000;
    let mut f = Function::new([]);
    extend(&mut f, &[I::LocalGet(0), I::Call(MORE)]);
    module(f, &[(0, FUNCTIONS), (3, FUNCTIONS + 3)], FUNCTIONS, None)
}

// ---- modules ----

/// `_start` is function 1, the function to test 2; then come `x * 2`, and a chain of functions that count, or one of many
/// parameters.
const DOUBLE: u32 = 3;
const MANY: u32 = 4;
const MORE: u32 = 4;

fn check(f: Function, cases: &[(u32, u32)]) -> Vec<u8> {
    module(f, cases, 0, None)
}

/// A module whose `_start` exits with n if `f` is wrong for the n-th pair of argument and result.
fn module(mut f: Function, cases: &[(u32, u32)], more: u32, many: Option<(u32, Function)>) -> Vec<u8> {
    f.instruction(&I::End);
    let mut module = Module::new();
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], []);
    types.ty().function([], []);
    types.ty().function([ValType::I32], [ValType::I32]);
    let count = many.as_ref().map_or(0, |(count, _)| *count as usize);
    types.ty().function(vec![ValType::I64; count], vec![ValType::I64; count]);
    module.section(&types);
    let mut imports = ImportSection::new();
    imports.import("wasi_snapshot_preview1", "proc_exit", EntityType::Function(0));
    module.section(&imports);

    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    let mut define = |ty: u32, body: &Function| {
        functions.function(ty);
        code.function(body);
    };
    define(1, &start(cases));
    define(2, &f);
    define(2, &of(&[I::LocalGet(0), I::I32Const(2), I::I32Mul, I::End]));
    for i in 0..more {
        let one_more = [I::LocalGet(0), I::I32Const(1), I::I32Add];
        let rest = if i + 1 < more { vec![I::Call(MORE + i + 1), I::End] } else { vec![I::End] };
        define(2, &of(&[one_more.to_vec(), rest].concat()));
    }
    let is_many = many.is_some();
    if let Some((_, body)) = many {
        define(3, &body);
    }
    module.section(&functions);
    if is_many {
        let mut tables = TableSection::new();
        let (element_type, minimum) = (RefType::FUNCREF, 1);
        tables.table(TableType { element_type, minimum, maximum: None, table64: false, shared: false });
        module.section(&tables);
    }
    let mut tags = wasm_encoder::TagSection::new();
    tags.tag(wasm_encoder::TagType { kind: wasm_encoder::TagKind::Exception, func_type_idx: 1 });
    module.section(&tags);
    let mut exports = ExportSection::new();
    exports.export("_start", ExportKind::Func, 1);
    module.section(&exports);
    if is_many {
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(0), Elements::Functions([MANY].as_slice().into()));
        module.section(&elements);
    }
    module.section(&code);
    module.finish()
}

fn start(cases: &[(u32, u32)]) -> Function {
    let mut start = Function::new([]);
    for (i, (argument, result)) in cases.iter().enumerate() {
        extend(&mut start, &[I::I32Const(*argument as i32), I::Call(2), I::I32Const(*result as i32), I::I32Ne]);
        extend(&mut start, &[I::If(BlockType::Empty), I::I32Const(i as i32 + 1), I::Call(0), I::End]);
    }
    start.instruction(&I::End);
    start
}

fn of(instructions: &[I<'_>]) -> Function {
    let mut function = Function::new([]);
    extend(&mut function, instructions);
    function
}

fn extend(function: &mut Function, instructions: &[I<'_>]) {
    for instruction in instructions {
        function.instruction(instruction);
    }
}

fn repeat(function: &mut Function, instructions: &[I<'_>], times: u32) {
    for _ in 0..times {
        extend(function, instructions);
    }
}
