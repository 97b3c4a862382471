//! What compilers read: programs that compare what C computes with what Rust does, and print nothing if all is well.

use super::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::process::Command;

const PRELUDE: &str = r#"#include <stdint.h>
#include <stdio.h>
#include <string.h>
typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef float f32;
typedef double f64;
#define WR_TAIL
#define WR_UNUSED __attribute__((unused))
static inline f32 f32_from_bits(u32 bits) { f32 x; memcpy(&x, &bits, 4); return x; }
static inline f64 f64_from_bits(u64 bits) { f64 x; memcpy(&x, &bits, 8); return x; }
static inline u32 f32_bits(f32 x) { u32 bits; memcpy(&bits, &x, 4); return bits; }
static inline u64 f64_bits(f64 x) { u64 bits; memcpy(&bits, &x, 8); return bits; }
static inline void check(int line, int good) { if (!good) printf("line %d\n", line); }
"#;

/// Warnings that are a matter of form: whether random arithmetic makes sense is not the printer's business.
const ABOUT_FORM: &[&str] = &["-Werror=parentheses", "-Werror=logical-not-parentheses", "-Werror=comment"];
const ALL: &[&str] = &["-Wall", "-Wextra", "-Wtrigraphs", "-Werror"];

fn compilers() -> impl Iterator<Item = &'static str> {
    let exists = |compiler: &&str| Command::new(compiler).arg("--version").output().is_ok();
    ["gcc", "clang", "clang-19"].into_iter().filter(exists)
}

/// Compiles and runs with each compiler there is; the program's output says which lines are wrong.
#[track_caller]
fn check_program(program: &str, flags: &[&str]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (source, binary) = (folder.path().join("test.c"), folder.path().join("test"));
    let header = folder.path().join("prelude.h");
    std::fs::write(&header, PRELUDE).expect("the folder is ours");
    std::fs::write(&source, program).expect("the folder is ours");
    let mut tried = 0;
    for compiler in compilers() {
        let mut command = Command::new(compiler);
        command
            .args(["-std=gnu11", "-O0", "-fwrapv"])
            .args(flags)
            .arg("-include")
            .arg(&header)
            .arg(&source)
            .arg("-o")
            .arg(&binary);
        let compiled = command.output().expect("the compiler exists");
        let complaints = String::from_utf8_lossy(&compiled.stderr);
        assert!(compiled.status.success(), "{compiler} {flags:?}: {complaints}");
        let output = Command::new(&binary).output().expect("it was just linked");
        let wrong = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && wrong.is_empty(), "{compiler} {flags:?}: {wrong}");
        tried += 1;
    }
    assert!(tried > 0, "no C compiler");
}

/// A `main` that makes one `check(__LINE__, condition)` per line.
fn check_conditions(conditions: &[Expr], flags: &[&str]) {
    let check = |condition: &Expr| Stmt::Expr(call("check", &[name("__LINE__"), condition.clone()]));
    let body = conditions.iter().map(check).collect();
    check_program(&print_func(&func("int", "main", vec![], body)), flags);
}

fn samples<T: std::fmt::Debug>(count: usize, strategy: impl Strategy<Value = T>) -> Vec<T> {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("no filters").current()).collect()
}

#[test]
fn floats_read_back_the_same() {
    let edges64 = [0, 1 << 63, 1, f64::MAX.to_bits(), f64::MIN_POSITIVE.to_bits(), f64::INFINITY.to_bits(), !0];
    let edges32 = [0, 1 << 31, 1, f32::MAX.to_bits(), f32::MIN_POSITIVE.to_bits(), f32::INFINITY.to_bits(), !0];
    let is64 = |bits: u64| binary(BinaryOp::Eq, call("f64_bits", &[Expr::F64(bits)]), Expr::U64(bits));
    let is32 = |bits: u32| binary(BinaryOp::Eq, call("f32_bits", &[Expr::F32(bits)]), Expr::U32(bits));
    let doubles = edges64.into_iter().chain(samples(200, any::<u64>())).map(is64);
    let floats = edges32.into_iter().chain(samples(200, any::<u32>())).map(is32);
    check_conditions(&doubles.chain(floats).collect::<Vec<_>>(), ALL);
}

#[test]
fn integers_at_their_limits() {
    let same = |int, word| binary(BinaryOp::Eq, cast("u64", Expr::Int(int)), Expr::U64(word));
    let conditions = [same(i64::MIN, 1 << 63), same(i64::MAX, (1 << 63) - 1), same(-1, u64::MAX)];
    check_conditions(&conditions, ALL);
}

#[test]
fn strings_read_back_the_same() {
    let byte = prop_oneof![any::<u8>(), Just(b'?'), Just(b'\\'), Just(b'"'), Just(b'0'), Just(b'/')];
    let strings = samples(30, prop::collection::vec(byte, 0..300));
    let items = strings.iter().enumerate().flat_map(|(i, bytes)| {
        let table = |name: String, init| Item::Variable {
            prefix: vec!["static".into()],
            ty: Type::Array(Box::new(Type::Const(Box::new(named("u8")))), None),
            name: name.into(),
            init: Some(init),
            comment: None,
        };
        let numbers = bytes.iter().chain([&0]).map(|&byte| Expr::U32(byte.into())).collect();
        [table(format!("s{i}"), Expr::Str(bytes.clone())), table(format!("n{i}"), Expr::Braces(numbers))]
    });
    let unit = print_unit(&Unit { file_name: String::new(), items: items.collect() });
    let same = |i: usize| {
        let size = |name| call("sizeof", &[name]);
        let (s, n) = (name(&format!("s{i}")), name(&format!("n{i}")));
        let sizes = binary(BinaryOp::Eq, size(s.clone()), size(n.clone()));
        let bytes = unary(UnaryOp::Not, call("memcmp", &[s.clone(), n, size(s)]));
        Stmt::Expr(call("check", &[Expr::Int(i as i64), binary(BinaryOp::LogicalAnd, sizes, bytes)]))
    };
    let main = print_func(&func("int", "main", vec![], (0..strings.len()).map(same).collect()));
    check_program(&format!("{unit}{main}"), ALL);
    check_program(&format!("{unit}{main}"), &["-std=c11", "-Wall", "-Wextra", "-Werror", "-trigraphs"]);
}

#[test]
fn comments_swallow_nothing() {
    let texts = ["\\", "\\ ", "??/", "a\nb", "*/ /*", "\r", "\u{2028}", "\u{202e}", "", "/* \\\n"];
    let mut body = vec![declare("u32", "n", Some(Expr::U32(0)))];
    for text in texts {
        body.push(Stmt::Comment(text.to_string()));
        body.push(assign("n", binary(BinaryOp::Add, name("n"), Expr::U32(1))));
        body.push(Stmt::Loop { comment: Some(text.to_string()), body: vec![Stmt::Break] });
    }
    let all = binary(BinaryOp::Eq, name("n"), Expr::U32(texts.len() as u32));
    body.push(Stmt::Expr(call("check", &[Expr::Int(0), all])));
    let main = print_func(&func("int", "main", vec![], body));
    check_program(&main, ALL);
    check_program(&main, &["-std=c11", "-Wall", "-Wextra", "-Werror"]);
}

/// Every kind of statement in one function, which must compile without a warning.
#[test]
fn statements_compile_silently() {
    let x_is = |i| binary(BinaryOp::Eq, name("x"), Expr::U32(i));
    let code = Type::Function { result: Box::new(named("u32")), params: vec![named("u32")] };
    let case = |values: &[u32], body: Vec<Stmt>| SwitchCase { values: values.to_vec(), body };
    let g = func(
        "u32",
        "g",
        vec![param("u32", "x")],
        vec![
            Stmt::Declare { ty: code, name: "self".into(), init: Some(name("g")), volatile_: true },
            Stmt::Loop {
                comment: Some("$l".into()),
                body: vec![
                    when_else(
                        x_is(0),
                        vec![Stmt::Break],
                        vec![when_else(x_is(1), vec![], vec![assign("x", name("x"))])],
                    ),
                    when(x_is(2), vec![when(x_is(3), vec![Stmt::Continue])]),
                    Stmt::Goto("out".into()),
                    Stmt::Label("out".into()),
                    declare("u32", "y", Some(Expr::U32(1))),
                    Stmt::Switch {
                        value: name("y"),
                        cases: vec![
                            case(&[0, 1], vec![declare("u32", "z", Some(name("x"))), Stmt::Return(Some(name("z")))]),
                            case(&[2], vec![Stmt::TailReturn(call("self", &[Expr::U32(0)]))]),
                        ],
                        default: vec![],
                    },
                ],
            },
            Stmt::Return(Some(conditional(x_is(4), Expr::U32(1), Expr::U32(2)))),
        ],
    );
    let main = func(
        "int",
        "main",
        vec![],
        vec![Stmt::Expr(call(
            "check",
            &[Expr::Int(0), binary(BinaryOp::Eq, call("g", &[Expr::U32(7)]), Expr::U32(7))],
        ))],
    );
    let items = vec![Item::Prototype(g.head.clone()), Item::Blank, Item::Func(g), Item::Func(main)];
    let text = print_unit(&Unit { file_name: String::new(), items }).replace("x = x;", "x = x + 0u;");
    check_program(&text, ALL);
}

/// A value of type `u32`, or of `int` as comparisons give.
#[derive(Clone, Copy)]
struct Value {
    bits: u32,
    signed: bool,
}

const VARIABLES: [(&str, u32); 3] = [("a", 3), ("b", 0x8000_0001), ("c", 0xffff_fffe)];

fn evaluate(expr: &Expr) -> Value {
    match expr {
        Expr::Name(name) => unsigned(VARIABLES.iter().find(|(known, _)| **known == **name).expect("a variable").1),
        Expr::U32(bits) => unsigned(*bits),
        Expr::Int(value) => Value { bits: *value as u32, signed: true },
        Expr::Unary(op, operand) => evaluate_unary(*op, evaluate(operand)),
        Expr::Binary(op, operands) => evaluate_binary(*op, evaluate(&operands[0]), evaluate(&operands[1])),
        Expr::Conditional(operands) => {
            let [condition, yes, no] = operands.each_ref().map(evaluate);
            let chosen = if condition.bits != 0 { yes } else { no };
            Value { bits: chosen.bits, signed: yes.signed && no.signed }
        }
        Expr::Cast(Type::Named(ty), operand) if &**ty == "u8" => {
            Value { bits: evaluate(operand).bits & 0xff, signed: true }
        }
        Expr::Cast(_, operand) => unsigned(evaluate(operand).bits),
        _ => unreachable!("not generated"),
    }
}

fn unsigned(bits: u32) -> Value {
    Value { bits, signed: false }
}

fn truth(truth: bool) -> Value {
    Value { bits: truth.into(), signed: true }
}

fn evaluate_unary(op: UnaryOp, operand: Value) -> Value {
    match op {
        UnaryOp::Not => truth(operand.bits == 0),
        UnaryOp::Complement => Value { bits: !operand.bits, ..operand },
        UnaryOp::Negate => Value { bits: operand.bits.wrapping_neg(), ..operand },
        UnaryOp::AddressOf | UnaryOp::Deref => unreachable!("not generated"),
    }
}

fn evaluate_binary(op: BinaryOp, left: Value, right: Value) -> Value {
    use BinaryOp::*;
    let signed = left.signed && right.signed;
    let (a, b) = (left.bits, right.bits);
    let less = |a: u32, b: u32| if signed { (a as i32) < b as i32 } else { a < b };
    let bits = match op {
        Mul => a.wrapping_mul(b),
        // The generator makes every divisor unsigned and odd.
        Div => a / b,
        Rem => a % b,
        Add => a.wrapping_add(b),
        Sub => a.wrapping_sub(b),
        Shl => return Value { bits: a << b, ..left },
        Shr if left.signed => return Value { bits: ((a as i32) >> b) as u32, ..left },
        Shr => return Value { bits: a >> b, ..left },
        Lt => return truth(less(a, b)),
        Gt => return truth(less(b, a)),
        Le => return truth(!less(b, a)),
        Ge => return truth(!less(a, b)),
        Eq => return truth(a == b),
        Ne => return truth(a != b),
        And => a & b,
        Xor => a ^ b,
        Or => a | b,
        LogicalAnd => return truth(a != 0 && b != 0),
        LogicalOr => return truth(a != 0 || b != 0),
    };
    Value { bits, signed }
}

fn tree() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        prop::sample::select(VARIABLES.to_vec()).prop_map(|(variable, _)| name(variable)),
        (0..20_u32).prop_map(Expr::U32),
        (-3..4_i64).prop_map(Expr::Int),
    ];
    leaf.prop_recursive(6, 40, 2, |inner| {
        let unary_op = prop::sample::select(vec![UnaryOp::Not, UnaryOp::Complement, UnaryOp::Negate]);
        prop_oneof![
            1 => (unary_op, inner.clone()).prop_map(|(op, operand)| unary(op, operand)),
            1 => (prop::bool::ANY, inner.clone()).prop_map(|(byte, x)| cast(if byte { "u8" } else { "u32" }, x)),
            1 => [inner.clone(), inner.clone(), inner.clone()].prop_map(|[a, b, c]| conditional(a, b, c)),
            6 => (binary_op(), inner.clone(), inner).prop_map(|(op, a, b)| sensible(op, a, b)),
        ]
    })
}

const BINARY_OPS: [BinaryOp; 18] = {
    use BinaryOp::*;
    [Mul, Div, Rem, Add, Sub, Shl, Shr, Lt, Gt, Le, Ge, Eq, Ne, And, Xor, Or, LogicalAnd, LogicalOr]
};

fn binary_op() -> impl Strategy<Value = BinaryOp> {
    prop::sample::select(BINARY_OPS.to_vec())
}

/// Each operator as the left and as the right operand of each, so that no pair depends on luck.
fn pairs() -> Vec<Expr> {
    let (a, b, c) = (|| name("a"), || name("b"), || name("c"));
    let binaries = BINARY_OPS.map(|op| sensible(op, b(), c()));
    let unaries = [UnaryOp::Not, UnaryOp::Complement, UnaryOp::Negate].map(|op| unary(op, b()));
    let others = [conditional(a(), b(), c()), cast("u8", b()), Expr::Int(-2)];
    let mut pairs = Vec::new();
    for child in binaries.into_iter().chain(unaries).chain(others) {
        for parent in BINARY_OPS {
            pairs.push(sensible(parent, child.clone(), a()));
            pairs.push(sensible(parent, a(), child.clone()));
        }
        for parent in [UnaryOp::Not, UnaryOp::Complement, UnaryOp::Negate] {
            pairs.push(unary(parent, child.clone()));
        }
        pairs.push(cast("u8", child.clone()));
        pairs.push(conditional(child.clone(), a(), b()));
        pairs.push(conditional(a(), child.clone(), b()));
        pairs.push(conditional(a(), b(), child));
    }
    pairs
}

/// No division by zero, no shift by 32 or more.
fn sensible(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    let right = match op {
        BinaryOp::Div | BinaryOp::Rem => binary(BinaryOp::Or, right, Expr::U32(1)),
        BinaryOp::Shl | BinaryOp::Shr if evaluate(&right).bits >= 32 => binary(BinaryOp::And, right, Expr::U32(31)),
        _ => right,
    };
    binary(op, left, right)
}

#[test]
fn expressions_mean_in_c_what_the_tree_means() {
    let trees = [pairs(), samples(1000, tree())].concat();
    let variable = |(name, value): &(&str, u32)| declare("u32", name, Some(Expr::U32(*value)));
    let mut body: Vec<_> = VARIABLES.iter().map(variable).collect();
    for (i, tree) in trees.iter().enumerate() {
        // A declaration, so that the tree's own outermost operator stands unparenthesised.
        let result = format!("r{i}");
        body.push(declare("u32", &result, Some(tree.clone())));
        let same = binary(BinaryOp::Eq, name(&result), Expr::U32(evaluate(tree).bits));
        body.push(Stmt::Expr(call("check", &[name("__LINE__"), same])));
    }
    check_program(&print_func(&func("int", "main", vec![], body)), ABOUT_FORM);
}

#[test]
fn else_if_chains_compile() {
    let f = "static u32 last;\nstatic void f(u32 x) { last = x; }\n";
    let g = print_func(&func("static void", "g", vec![param("u32", "x")], else_if_chain(1000)));
    let main = "int main(void) { g(999u); check(1, last == 999u); g(5000u); check(2, last == 1000u); }\n";
    check_program(&format!("{f}{g}{main}"), ALL);
}
