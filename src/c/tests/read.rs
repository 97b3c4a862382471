//! What people read.

use super::*;

#[track_caller]
fn check(body: Vec<Stmt>, expected: &str) {
    let printed = print_func(&func("void", "f", vec![], body));
    let body = printed.strip_prefix("void f(void) {\n").and_then(|text| text.strip_suffix("}\n"));
    assert_eq!(body.expect("one function"), expected);
}

#[track_caller]
fn check_expr(expr: Expr, expected: &str) {
    check(vec![Stmt::Expr(expr)], &format!("  {expected};\n"));
}

#[track_caller]
fn check_item(item: Item, expected: &str) {
    assert_eq!(print_unit(&Unit { file_name: String::new(), items: vec![item] }), expected);
}

/// The function of `style.md`.
#[test]
fn the_length_of_a_list() {
    let body = vec![
        declare("u32", "n", Some(Expr::U32(0))),
        Stmt::Loop {
            comment: Some("$next".to_string()),
            body: vec![
                when(unary(UnaryOp::Not, call("is_cell", &[name("l")])), vec![Stmt::Break]),
                assign("n", binary(BinaryOp::Add, name("n"), Expr::U32(1))),
                assign("l", call("cell_cdr", &[call("as_cell_unchecked", &[name("l")])])),
            ],
        },
        Stmt::Return(Some(name("n"))),
    ];
    let expected = "\
u32 len(eqref l) {
  u32 n = 0u;
  for (;;) {  // $next
    if (!is_cell(l)) break;
    n = n + 1u;
    l = cell_cdr(as_cell_unchecked(l));
  }
  return n;
}
";
    assert_eq!(print_func(&func("u32", "len", vec![param("eqref", "l")], body)), expected);
}

#[test]
fn else_if_is_flat_and_nothing_dangles() {
    let inner = when(name("b"), vec![Stmt::Continue]);
    check(
        vec![when(name("a"), vec![inner.clone()])],
        "  if (a) {
    if (b) continue;
  }
",
    );
    check(
        vec![when_else(name("a"), vec![inner], vec![when_else(name("c"), vec![], vec![Stmt::Return(None)])])],
        "  if (a) {
    if (b) continue;
  } else if (c) {
  } else {
    return;
  }
",
    );
    check(
        vec![when_else(name("a"), vec![Stmt::Break], vec![Stmt::Comment("$b".into()), when(name("c"), vec![])])],
        "  if (a) {
    break;
  } else {
    // $b
    if (c) {
    }
  }
",
    );
}

#[test]
fn a_long_if_takes_three_lines() {
    let long = "x".repeat(90);
    check(vec![when(name("a"), vec![assign(&long, name("b"))])], &format!("  if (a) {{\n    {long} = b;\n  }}\n"));
}

#[test]
fn labels_are_outdented() {
    check(
        vec![
            Stmt::Loop { comment: None, body: vec![Stmt::Label("next".into()), Stmt::Break] },
            Stmt::Label("out".into()),
        ],
        "  for (;;) {
  next:;
    break;
  }
out:;
",
    );
}

#[test]
fn switches() {
    let case = |values: &[u32], body: Vec<Stmt>| SwitchCase { values: values.to_vec(), body };
    let cases = vec![
        case(&[0], vec![Stmt::Goto("out".into())]),
        case(&[1, 2], vec![Stmt::Expr(call("f", &[])), Stmt::Break]),
        case(&[u32::MAX], vec![declare("u32", "y", Some(name("x"))), Stmt::Return(None)]),
    ];
    check(
        vec![
            Stmt::Switch { value: name("x"), cases, default: vec![Stmt::Comment("$rest".into())] },
            Stmt::Switch { value: name("x"), cases: vec![], default: vec![Stmt::Expr(call("f", &[])), Stmt::Break] },
        ],
        "  switch (x) {
    case 0u: goto out;
    case 1u: case 2u:
      f();
      break;
    case 4294967295u: {
      u32 y = x;
      return;
    }
    default: break;
  }
  switch (x) {
    default:
      f();
      break;
  }
",
    );
}

#[test]
fn statements_of_one_line() {
    let code = Type::Function { result: Box::new(named("u32")), params: vec![named("u64")] };
    check(
        vec![
            Stmt::TailReturn(call("g", &[name("sp")])),
            Stmt::Spill(Expr::Index(Box::new([name("sp"), Expr::Int(0)])), name("x")),
            Stmt::Block(vec![Stmt::Comment("a\\".to_string())]),
            Stmt::Declare { ty: code.clone(), name: "c".into(), init: None, volatile_: true },
            Stmt::Return(Some(Expr::Call(Box::new(Expr::Cast(code, Box::new(name("c")))), vec![Expr::U64(1)]))),
        ],
        "  WR_TAIL return g(sp);
  sp[0] = x;
  {
    // a\\x5c
  }
  u32 (*volatile c)(u64);
  return ((u32 (*)(u64))c)(1ull);
",
    );
}

#[test]
fn parentheses_that_c_needs() {
    use BinaryOp::*;
    let (a, b, c) = (|| name("a"), || name("b"), || name("c"));
    check_expr(binary(Sub, binary(Sub, a(), b()), c()), "a - b - c");
    check_expr(binary(Sub, a(), binary(Sub, b(), c())), "a - (b - c)");
    check_expr(binary(Add, a(), binary(Add, b(), c())), "a + (b + c)");
    check_expr(binary(Mul, binary(Add, a(), b()), c()), "(a + b) * c");
    check_expr(binary(Lt, binary(Add, a(), binary(Mul, b(), c())), c()), "a + b * c < c");
    check_expr(binary(LogicalAnd, a(), binary(LogicalAnd, b(), c())), "a && b && c");
    check_expr(Expr::Member(Box::new(unary(UnaryOp::Deref, a())), "f".into()), "(*a).f");
    check_expr(unary(UnaryOp::AddressOf, Expr::Arrow(Box::new(cast("T", a())), "f".into())), "&((T)a)->f");
    check_expr(cast("u32", binary(Add, a(), b())), "(u32)(a + b)");
    check_expr(unary(UnaryOp::Complement, cast("u32", unary(UnaryOp::Not, a()))), "~(u32)!a");
}

#[test]
fn parentheses_that_compilers_ask_for() {
    use BinaryOp::*;
    let (a, b, c) = (|| name("a"), || name("b"), || name("c"));
    check_expr(binary(LogicalOr, a(), binary(LogicalAnd, b(), c())), "a || (b && c)");
    check_expr(binary(Shl, a(), binary(Add, b(), c())), "a << (b + c)");
    check_expr(binary(And, binary(Shr, a(), b()), Expr::U32(7)), "(a >> b) & 7u");
    check_expr(binary(Or, binary(And, a(), b()), binary(Or, c(), a())), "(a & b) | c | a");
    check_expr(binary(And, binary(Eq, a(), b()), c()), "(a == b) & c");
    check_expr(binary(Eq, binary(Lt, a(), b()), c()), "(a < b) == c");
    check_expr(binary(Eq, unary(UnaryOp::Not, a()), unary(UnaryOp::Not, b())), "(!a) == !b");
    check_expr(binary(LogicalAnd, unary(UnaryOp::Not, a()), binary(Ne, b(), c())), "!a && b != c");
}

#[test]
fn conditionals() {
    let inner = conditional(name("a"), name("b"), name("c"));
    let less = binary(BinaryOp::Lt, name("a"), name("b"));
    check_expr(conditional(less, Expr::U32(1), inner.clone()), "a < b ? 1u : a ? b : c");
    check_expr(conditional(inner.clone(), inner.clone(), name("x")), "(a ? b : c) ? (a ? b : c) : x");
    let or = binary(BinaryOp::Or, name("a"), name("b"));
    check_expr(conditional(or, name("x"), name("y")), "(a | b) ? x : y");
    check_expr(binary(BinaryOp::Add, inner, Expr::U32(1)), "(a ? b : c) + 1u");
}

#[test]
fn a_minus_never_meets_a_minus() {
    let negative = Expr::F64((-1.0_f64).to_bits());
    let negate = |operand| unary(UnaryOp::Negate, operand);
    check_expr(binary(BinaryOp::Sub, name("x"), negative.clone()), "x - -1.0");
    check_expr(negate(negative.clone()), "-(-1.0)");
    check_expr(negate(negate(name("x"))), "-(-x)");
    check_expr(negate(Expr::Int(-1)), "-(-1)");
    check_expr(negate(Expr::Int(i64::MIN)), "-(-9223372036854775807 - 1)");
    check_expr(cast("u64", Expr::Int(-1)), "(u64)-1");
    check_expr(negate(Expr::F64(f64::NEG_INFINITY.to_bits())), "-f64_from_bits(0xfff0000000000000ull)");
}

#[test]
fn long_calls_wrap() {
    let args: Vec<_> = (0..12).map(|i| name(&format!("argument_{i}"))).collect();
    check(
        vec![assign("x", call("f", &args))],
        "  x = f(argument_0, argument_1, argument_2, argument_3, argument_4, argument_5, argument_6,
      argument_7, argument_8, argument_9, argument_10, argument_11);
",
    );
}

#[test]
fn heads_of_functions() {
    let mut function = func("u32", "g", vec![param("u32", "x"), param("f64", "y")], vec![]);
    assert_eq!(print_func(&function), "u32 g(u32 x, f64 y) {}\n");
    function.head.prefix = vec!["static".into(), "inline".into()];
    function.head.result = Type::Function { result: Box::new(named("void")), params: vec![] };
    function.head.params[1].unused = true;
    function.comment = vec!["(func $g)\n".to_string()];
    assert_eq!(print_func(&function), "// (func $g)\\n\nstatic inline void (*g(u32 x, f64 y WR_UNUSED))(void) {}\n");
}

#[test]
fn structs_are_aligned() {
    let field = |ty: Type, name: &str| StructField { ty, name: name.into() };
    check_item(
        Item::Struct {
            comment: vec!["(type $cons (struct))".to_string()],
            name: "m0_cons".into(),
            fields: vec![
                field(named("u32"), "type"),
                field(named("slot"), "car"),
                field(pointer(named("u8")), "p"),
                field(Type::Array(Box::new(named("u8")), Some(4)), "a"),
            ],
        },
        "// (type $cons (struct))
struct m0_cons {
  u32  type;
  slot car;
  u8   *p;
  u8   a[4];
};
",
    );
}

#[test]
fn preprocessor_lines() {
    check_item(Item::Include("wastrel.h".to_string()), "#include \"wastrel.h\"\n");
    check_item(Item::Define("M0_CONS".into(), vec![Expr::U32(7), Expr::U32(0)]), "#define M0_CONS 7u, 0u\n");
    let sum = binary(BinaryOp::Add, Expr::Int(-1), name("x"));
    check_item(Item::Define("N".into(), vec![sum]), "#define N (-1 + x)\n");
    check_item(
        Item::Macro { comment: vec![], name: "WR_STRUCT".into(), args: vec![name("m0_cons")], semicolon: true },
        "WR_STRUCT(m0_cons);\n",
    );
}

fn variable(ty: Type, init: Expr, comment: Option<&str>) -> Item {
    let (prefix, comment) = (vec!["static".into()], comment.map(str::to_string));
    Item::Variable { prefix, ty, name: "x".into(), init: Some(init), comment }
}

#[test]
fn variables() {
    let array = |ty| Type::Array(Box::new(Type::Const(Box::new(named(ty)))), None);
    check_item(variable(named("u32"), Expr::U32(4), Some("$x")), "static u32 x = 4u;  // $x\n");
    let long = "word ".repeat(18);
    check_item(
        variable(named("u32"), Expr::U32(4), Some(&long)),
        &format!("// {}\nstatic u32 x = 4u;\n", long.trim_end()),
    );
    check_item(
        variable(array("u8"), Expr::Str(vec![b'a'; 100]), None),
        &format!("static const u8 x[] =\n    \"{}\"\n    \"{}\";\n", "a".repeat(80), "a".repeat(20)),
    );
    check_item(
        variable(array("u32"), Expr::Braces((0..30).map(Expr::U32).collect()), None),
        "static const u32 x[] = { 0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 9u, 10u, 11u, 12u, 13u, 14u, 15u, 16u,
    17u, 18u, 19u, 20u, 21u, 22u, 23u, 24u, 25u, 26u, 27u, 28u, 29u };
",
    );
    let row = |i| Expr::Braces(vec![Expr::Designated("kind".into(), Box::new(name("WR_KIND_STRUCT"))), Expr::U32(i)]);
    check_item(
        variable(array("T"), Expr::Braces(vec![row(1), row(2), Expr::Repeat(9, Box::new(row(3)))]), None),
        "static const T x[] = {
  { .kind = WR_KIND_STRUCT, 1u },
  { .kind = WR_KIND_STRUCT, 2u },
  [0 ... 8] = { .kind = WR_KIND_STRUCT, 3u },
};
",
    );
    check_item(
        variable(array("T"), Expr::Braces(vec![row(1)]), None),
        "static const T x[] = { { .kind = WR_KIND_STRUCT, 1u } };\n",
    );
}
