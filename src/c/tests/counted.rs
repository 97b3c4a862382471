//! `Func::statistics`, and trees that would overflow the stack.

use super::*;

fn count(body: Vec<Stmt>) -> Statistics {
    func("void", "f", vec![], body).statistics()
}

#[test]
fn copies_are_of_names_and_constants() {
    let copies = [
        assign("x", name("y")),
        assign("x", Expr::U32(1)),
        assign("x", cast("ref", Expr::Int(0))),
        declare("u64", "x", Some(Expr::U64(1))),
        declare("f64", "x", Some(Expr::F64(f64::NAN.to_bits()))),
        declare("u32", "x", Some(name("y"))),
    ];
    let others = [
        assign("x", call("f", &[])),
        assign("x", cast("u32", name("y"))),
        Stmt::Assign(Expr::Arrow(Box::new(name("o")), "car".into()), name("x")),
        declare("ref", "x", Some(call("wr_to_ref", &[name("x0")]))),
        declare("u32", "x", Some(cast("u32", name("x0")))),
    ];
    let statistics = count(copies.iter().chain(&others).cloned().collect());
    assert_eq!(statistics, Statistics { statements: 11, copies: 6, gotos: 0, spills: 0 });
}

#[test]
fn every_nested_statement_counts_once() {
    let body = vec![
        declare("u32", "x", None),
        Stmt::Comment("nothing".to_string()),
        Stmt::Spill(name("a"), name("b")),
        Stmt::Loop {
            comment: None,
            body: vec![when_else(name("x"), vec![Stmt::Break], vec![Stmt::Block(vec![Stmt::Continue])])],
        },
        Stmt::Switch {
            value: name("x"),
            cases: vec![SwitchCase { values: vec![1, 2], body: vec![Stmt::Goto("out".into())] }],
            default: vec![Stmt::Break],
        },
        Stmt::Label("out".into()),
        Stmt::Expr(call("f", &[])),
        Stmt::Return(None),
    ];
    // loop, if, break, continue; switch, goto, break; call, return
    assert_eq!(count(body), Statistics { statements: 9, copies: 0, gotos: 1, spills: 1 });
}

#[test]
fn an_else_if_chain_of_any_length_needs_no_stack() {
    let links = 100_000;
    let function = func("void", "g", vec![param("u32", "x")], else_if_chain(links));
    assert_eq!(print_func(&function).lines().count(), 2 * links as usize + 5);
    assert_eq!(function.statistics().statements, 2 * u64::from(links) + 1);
}
