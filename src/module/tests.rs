//! The folder's tests: modules in the text format in, types, layouts, names and refusals out.

use super::layout::{Layouts, RefWidth};
use super::read::{read, to_binary};
use super::types::{HeapType, RefType, TypeId, TypeTable, ValType};
use super::{ConstExpr, FuncId, features, names, print};
use crate::error::Error;
use std::path::Path;
use wasmparser::FuncValidatorAllocations;

fn binary(text: &str) -> Vec<u8> {
    to_binary(Path::new("test.wat"), text.as_bytes()).unwrap_or_else(|error| panic!("{error}")).into_owned()
}

/// Inserts a module's types; returns them by module index.
fn insert(types: &mut TypeTable, text: &str) -> Vec<TypeId> {
    read(&binary(text), types).unwrap_or_else(|error| panic!("{error}")).0.types
}

fn numbered(text: &str) -> (TypeTable, Vec<TypeId>) {
    let mut types = TypeTable::new();
    let ids = insert(&mut types, text);
    types.number();
    (types, ids)
}

fn refusal(bytes: &[u8]) -> Error {
    read(bytes, &mut TypeTable::new()).expect_err("the module is refused")
}

fn check_refusal(text: &str, expected: &str) {
    assert_eq!(refusal(&binary(text)).to_string(), expected);
}

fn check_layout(text: &str, width: RefWidth, expected: &[(&str, &str)]) {
    let (types, _) = numbered(text);
    let layouts = Layouts::new(&types, width);
    for (name, layout) in expected {
        let id = types.iter().find(|(_, ty)| ty.name.as_deref() == Some(*name)).expect("a type of that name").0;
        let found = layouts.get(id);
        let offsets: Vec<u32> = found.fields.iter().map(|field| field.offset).collect();
        assert_eq!(format!("{} {offsets:?} {:?}", found.size, found.ref_offsets), *layout, "{name}");
    }
}

mod canonical_types {
    use super::*;

    #[test]
    fn equal_groups_of_two_modules_are_one() {
        let mut types = TypeTable::new();
        let list = "(rec (type $list (struct (field (ref null $list) (ref $item)))) (type $item (array (mut i8))))";
        let first = insert(&mut types, &format!("(module {list})"));
        let second = insert(&mut types, &format!("(module (type (func)) {list})"));
        assert_eq!(first, second[1..]);
        assert_eq!(types.len(), 3);
    }

    #[test]
    fn equal_groups_of_one_module_are_one() {
        let (_, ids) =
            numbered("(module (type $a (struct (field (ref null $a)))) (type $b (struct (field (ref null $b)))))");
        assert_eq!(ids[0], ids[1]);
    }

    #[test]
    fn a_reference_out_of_the_group_differs_from_one_into_it() {
        let (_, ids) =
            numbered("(module (type $a (struct (field (ref null $a)))) (type $b (struct (field (ref null $a)))))");
        assert_ne!(ids[0], ids[1]);
    }

    #[test]
    fn position_in_the_group_and_finality_matter() {
        let (_, ids) = numbered(
            "(module (rec (type (func)) (type (struct))) (rec (type (struct)) (type (func))) (type (func)) (type (sub (func))))",
        );
        let mut distinct = ids.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), ids.len());
    }

    #[test]
    fn references_are_resolved_to_the_whole_program() {
        let mut types = TypeTable::new();
        insert(&mut types, "(module (type (func (param i64))))");
        let ids = insert(&mut types, "(module (type $cons (struct (field $car i32) (field $cdr (ref null $cons)))))");
        assert_eq!(
            print::type_definition(&types, ids[0]),
            "(type $cons (struct (field $car i32) (field $cdr (ref null $cons))))"
        );
        assert_eq!(types.get(ids[0]).name.as_deref(), Some("cons"));
    }

    #[test]
    fn the_first_name_stays() {
        let mut types = TypeTable::new();
        insert(&mut types, "(module (type (struct (field i32))))");
        insert(&mut types, "(module (type $point (struct (field $x i32))))");
        insert(&mut types, "(module (type $other (struct (field $y i32))))");
        assert_eq!(print::type_definition(&types, TypeId(0)), "(type $point (struct (field $x i32)))");
    }

    #[test]
    fn rec_groups_are_kept_apart() {
        let (types, _) = numbered("(module (rec (type (func)) (type (struct))) (type (func)) (rec))");
        assert_eq!(types.rec_groups().collect::<Vec<_>>(), [0..2, 2..3]);
    }
}

mod subtyping {
    use super::*;

    const SHAPES: &str = "(module
        (type $shape (sub (struct)))
        (type $circle (sub $shape (struct (field i32))))
        (type $bytes (array i8))
        (type $act (func)))";

    fn check(sub: HeapType, sup: HeapType, expected: bool) {
        let (types, _) = numbered(SHAPES);
        assert_eq!(types.heap_is_subtype(sub, sup), expected, "{sub:?} <: {sup:?}");
    }

    #[test]
    fn concrete_types() {
        let [shape, circle, bytes, act] = [0, 1, 2, 3].map(|id| HeapType::Concrete(TypeId(id)));
        for (sub, sup) in [
            (circle, shape),
            (circle, HeapType::Struct),
            (circle, HeapType::Eq),
            (circle, HeapType::Any),
            (bytes, HeapType::Array),
            (act, HeapType::Func),
            (HeapType::None, circle),
            (HeapType::NoFunc, act),
        ] {
            check(sub, sup, true);
            check(sup, sub, false);
        }
        check(shape, HeapType::Array, false);
        check(HeapType::None, act, false);
        check(HeapType::NoFunc, shape, false);
        check(act, HeapType::Any, false);
    }

    #[test]
    fn abstract_types() {
        use HeapType::*;
        for (sub, sup) in [(None, I31), (None, Any), (I31, Eq), (Struct, Eq), (Array, Any), (Eq, Any)] {
            check(sub, sup, true);
            check(sup, sub, false);
        }
        for (sub, sup) in [(NoFunc, Func), (NoExtern, Extern), (NoExn, Exn)] {
            check(sub, sup, true);
            check(sup, sub, false);
            check(None, sup, false);
            check(sup, Any, false);
        }
        check(NoExn, NoExn, true);
    }

    #[test]
    fn references() {
        let types = TypeTable::new();
        let (nullable, eq) =
            (ValType::Ref(RefType::nullable(HeapType::Eq)), ValType::Ref(RefType::non_null(HeapType::Eq)));
        assert!(types.val_is_subtype(eq, nullable));
        assert!(!types.val_is_subtype(nullable, eq));
        assert!(!types.val_is_subtype(ValType::I32, nullable));
        assert!(types.val_is_subtype(ValType::I32, ValType::I32));
    }

    #[test]
    fn only_functions_are_not_traced() {
        let (types, _) = numbered(SHAPES);
        let traced = |heap| types.is_traced(&RefType::nullable(heap));
        use HeapType::*;
        assert!(
            [Any, Eq, I31, Struct, Array, None, Extern, NoExtern, Exn, NoExn, Concrete(TypeId(2))]
                .map(traced)
                .iter()
                .all(|t| *t)
        );
        assert!(![Func, NoFunc, Concrete(TypeId(3))].map(traced).iter().any(|t| *t));
    }
}

mod numbering {
    use super::*;

    const FOREST: &str = "(module
        (type $bytes (array i8))
        (type $a (sub (struct)))
        (type $b (sub (struct (field i32))))
        (type $b1 (sub $b (struct (field i32))))
        (type $a1 (sub $a (struct (field i64))))
        (type $a2 (sub $a (struct (field f64))))
        (type $a11 (sub $a1 (struct (field i64 i32))))
        (type $f (func)) (type $g (sub (func (param i32)))) (type $h (sub $g (func (param i32))))
        (type $words (sub (array i32))))";

    #[test]
    fn a_type_with_its_subtypes_is_a_range() {
        let (types, ids) = numbered(FOREST);
        let ranges: Vec<_> =
            ids.iter().map(|id| types.range(HeapType::Concrete(*id)).expect("it has itself")).collect();
        // a, a1, a11, a2, b, b1, then bytes and words; functions by themselves.
        let numbers = [7, 1, 5, 6, 2, 4, 3, 1, 2, 3, 8];
        let sizes = [1, 4, 2, 1, 2, 1, 1, 1, 2, 1, 1];
        let expected: Vec<_> =
            numbers.iter().zip(sizes).map(|(number, size)| (2 * number + 1, 2 * (size - 1))).collect();
        assert_eq!(ranges, expected);
    }

    #[test]
    fn the_test_of_the_range_is_the_test_of_the_type() {
        let (types, ids) = numbered(FOREST);
        for sup in &ids {
            let (lowest, span) = types.range(HeapType::Concrete(*sup)).expect("it has itself");
            for sub in &ids {
                if types.get(*sub).composite.top() == types.get(*sup).composite.top() {
                    assert_eq!(
                        types.word(*sub).wrapping_sub(lowest) <= span,
                        types.is_subtype(*sub, *sup),
                        "{sub} {sup}"
                    );
                }
            }
        }
    }

    #[test]
    fn abstract_types_are_ranges() {
        let (types, _) = numbered(FOREST);
        use HeapType::*;
        assert_eq!(
            [Struct, Array, Any, Eq, Func].map(|heap| types.range(heap)),
            [Some((3, 10)), Some((15, 2)), Some((3, 14)), Some((3, 14)), Some((3, 4)),]
        );
        assert_eq!([I31, None, NoFunc, Extern, Exn].map(|heap| types.range(heap)), [Option::None; 5]);
    }

    #[test]
    fn a_program_without_arrays_has_no_range_of_arrays() {
        let (types, _) = numbered("(module (type (struct)))");
        assert_eq!(types.range(HeapType::Array), None);
        assert_eq!(types.range(HeapType::Func), None);
    }

    #[test]
    fn types_can_be_listed_by_number() {
        let (types, _) = numbered(FOREST);
        for (index, id) in types.objects_in_order().iter().enumerate() {
            assert_eq!(types.type_number(*id), 1 + index as u32);
        }
        assert_eq!(types.objects_in_order().len() + types.funcs_in_order().len(), types.len());
    }
}

mod layouts {
    use super::*;

    #[test]
    fn fields_start_after_the_type_word() {
        let fields = "(module (type $s (struct (field i32 i64 i8 eqref i16))) (type $empty (struct)))";
        check_layout(fields, RefWidth::Bits64, &[("s", "32 [4, 8, 16, 24, 18] [24]"), ("empty", "8 [] []")]);
        check_layout(fields, RefWidth::Bits32, &[("s", "24 [4, 8, 16, 20, 18] [20]")]);
    }

    #[test]
    fn a_subtype_fills_the_holes_of_its_supertype() {
        check_layout(
            "(module
                (type $a (sub (struct (field eqref i8))))
                (type $b (sub $a (struct (field eqref i8 i16 i32 i32 i64))))
                (type $c (sub $a (struct (field eqref i8 i64)))))",
            RefWidth::Bits64,
            &[("a", "16 [8, 4] [8]"), ("b", "32 [8, 4, 6, 16, 20, 24] [8]"), ("c", "24 [8, 4, 16] [8]")],
        );
    }

    #[test]
    fn a_subtype_may_grow_into_the_padding_at_the_end() {
        check_layout(
            "(module (type $a (sub (struct (field i64 i8)))) (type $b (sub $a (struct (field i64 i8 i8 i16)))))",
            RefWidth::Bits64,
            &[("a", "16 [8, 4] []"), ("b", "16 [8, 4, 5, 6] []")],
        );
    }

    #[test]
    fn functions_are_addresses_and_not_traced() {
        let fields = "(module (type $f (func)) (type $s (struct (field (ref $f) funcref externref exnref i31ref))))";
        check_layout(fields, RefWidth::Bits64, &[("s", "48 [8, 16, 24, 32, 40] [24, 32, 40]")]);
        check_layout(fields, RefWidth::Bits32, &[("s", "32 [8, 16, 4, 24, 28] [4, 24, 28]")]);
    }

    #[test]
    fn fields_know_who_introduced_them() {
        let (types, ids) = numbered(
            "(module
                (type $a (sub (struct (field eqref))))
                (type $b (sub $a (struct (field eqref))))
                (type $c (sub $b (struct (field i31ref i32 i32)))))",
        );
        let layouts = Layouts::new(&types, RefWidth::Bits64);
        let by: Vec<TypeId> = layouts.get(ids[2]).fields.iter().map(|field| field.introduced_by).collect();
        assert_eq!(by, [ids[0], ids[2], ids[2]]);
    }

    #[test]
    fn large_structs() {
        let (types, ids) = numbered(&format!("(module (type (struct (field {}))))", "eqref ".repeat(10_000)));
        let layouts = Layouts::new(&types, RefWidth::Bits64);
        assert_eq!(layouts.get(ids[0]).size, 80_008);
        assert_eq!(layouts.get(ids[0]).ref_offsets.last(), Some(&80_000));
    }
}

mod modules {
    use super::*;

    #[test]
    fn sections_and_names() {
        let bytes = binary(
            r#"(module $program
                (type $f (func (param i32) (result i32)))
                (import "env" "g" (global $g (mut i32)))
                (import "env" "f" (func $imported (type $f)))
                (memory $m 1 2) (table $t 3 funcref)
                (tag $oops (param i32))
                (global $h i32 (i32.const 7))
                (func $main (export "main") (type $f) (param $x i32) (result i32) (local $y i64) (local $z f32)
                    (local.get $x))
                (elem (table $t) (i32.const 1) func $main $imported)
                (data (i32.const 8) "hi") (data "bye")
                (start $begin) (func $begin))"#,
        );
        let mut types = TypeTable::new();
        let (module, _) = read(&bytes, &mut types).expect("valid");
        let funcs: Vec<_> = module.funcs.iter().map(|func| func.name.as_deref().unwrap_or("?")).collect();
        assert_eq!(funcs, ["imported", "main", "begin"]);
        assert_eq!(module.name.as_deref(), Some("program"));
        let locals: Vec<_> = module.funcs[1].local_names.iter().flatten().map(String::as_str).collect();
        assert_eq!(locals, ["x", "y", "z"]);
        assert!(module.funcs[0].body.is_none() && module.funcs[1].body.is_some());
        assert_eq!(module.start, Some(FuncId(2)));
        assert_eq!(module.globals[0].import.as_ref().map(|import| import.field.as_str()), Some("g"));
        assert_eq!(module.globals[1].init, Some(ConstExpr::I32(7)));
        assert_eq!(module.elems[0].items, [ConstExpr::RefFunc(FuncId(1)), ConstExpr::RefFunc(FuncId(0))]);
        assert_eq!(module.datas.iter().map(|data| data.bytes).collect::<Vec<_>>(), [b"hi".as_slice(), b"bye"]);
        assert_eq!((module.memories[0].name.as_deref(), module.tags[0].name.as_deref()), (Some("m"), Some("oops")));
    }

    #[test]
    fn constant_expressions_are_trees() {
        let bytes = binary(
            "(module
                (type $cons (struct (field (ref i31) (ref null $cons)))) (type $ints (array i32))
                (global (ref $cons) (struct.new $cons (ref.i31 (i32.const 1))
                    (struct.new $cons (ref.i31 (i32.const 2)) (ref.null none))))
                (global i64 (i64.sub (i64.const 9) (i64.const 4)))
                (global (ref $ints) (array.new_fixed $ints 2 (i32.const 3) (i32.add (i32.const 4) (i32.const 5)))))",
        );
        let mut types = TypeTable::new();
        let (module, _) = read(&bytes, &mut types).expect("valid");
        let int = |value| ConstExpr::RefI31(Box::new(ConstExpr::I32(value)));
        let null = ConstExpr::RefNull(RefType::nullable(HeapType::None));
        let tail = ConstExpr::StructNew(TypeId(0), vec![int(2), null]);
        let sum = ConstExpr::I32Add(Box::new([ConstExpr::I32(4), ConstExpr::I32(5)]));
        let inits: Vec<_> = module.globals.into_iter().filter_map(|global| global.init).collect();
        assert_eq!(
            inits,
            [
                ConstExpr::StructNew(TypeId(0), vec![int(1), tail]),
                ConstExpr::I64Sub(Box::new([ConstExpr::I64(9), ConstExpr::I64(4)])),
                ConstExpr::ArrayNewFixed(TypeId(1), vec![ConstExpr::I32(3), sum]),
            ]
        );
    }

    #[test]
    fn the_validator_can_be_stepped_again() {
        let bytes = binary(
            "(module (type (func)) (type $point (struct (field i32 (ref null $point))))
                (func (param (ref $point)) (result i32) (local i64)
                    (struct.get $point 0 (struct.get $point 1 (local.get 0)))))",
        );
        let mut types = TypeTable::new();
        let (module, validated) = read(&bytes, &mut types).expect("valid");
        let mut validator = validated.validator(FuncId(0), FuncValidatorAllocations::default());
        let body = module.funcs[0].body.as_ref().expect("not imported");
        let mut reader = body.get_binary_reader();
        validator.read_locals(&mut reader).expect("validated");
        let mut operators = wasmparser::OperatorsReader::new(reader);
        let mut tops = Vec::new();
        while !operators.eof() {
            let (operator, offset) = operators.read_with_offset().expect("validated");
            validator.op(offset, &operator).expect("validated");
            tops.push(
                validator.get_operand_type(0).flatten().map(|ty| print::val_type(&types, validated.val_type(ty))),
            );
        }
        let expected = ["(ref $point)", "(ref null $point)", "i32", "i32"];
        assert_eq!(tops.iter().flatten().collect::<Vec<_>>(), expected);
        assert_eq!(validator.control_stack_height(), 0);
    }

    #[test]
    fn text_is_converted() {
        for text in ["(module)", "  ;; empty\n(module)", "(; empty ;) (module)", "(func)"] {
            assert!(binary(text).starts_with(b"\0asm"), "{text}");
        }
        let message = to_binary(Path::new("x.wat"), b"(module\n  (func oops))").expect_err("not a module").to_string();
        assert!(message.contains("x.wat:2:9"), "{message}");
        let hostile = "(module (func oops)) (; \u{1b}[2J ;)".to_string() + &" ".repeat(100_000);
        let message = to_binary(Path::new("x.wat"), hostile.as_bytes()).expect_err("not a module").to_string();
        assert!(!message.contains('\u{1b}') && message.len() < 1_000, "{message}");
    }
}

mod refusals {
    use super::*;

    #[test]
    fn files_that_are_not_modules() {
        let message = |bytes: &[u8]| refusal(bytes).to_string();
        assert_eq!(message(b""), "invalid module: the file is empty (at offset 0x0)");
        assert_eq!(
            message(b"\x7fELF"),
            "invalid module: not a WebAssembly file: it starts with `7f 45 4c 46` (at offset 0x0)"
        );
        assert_eq!(message(b"\0as"), "invalid module: the file ends within the header (at offset 0x0)");
        assert_eq!(message(b"\0asm\x02\0\0\0"), "invalid module: unknown version `02 00 00 00` (at offset 0x0)");
        let component = refusal(&binary("(component (core module))"));
        assert_eq!(component.to_string(), "this is a WebAssembly component; only core modules are supported");
        assert!(component.hint().is_some_and(|hint| hint.contains("wasm-tools component unbundle")));
    }

    #[test]
    fn no_prefix_of_a_module_panics() {
        let bytes = binary(
            r#"(module $m (rec (type $a (sub (struct (field $x (mut i8))))) (type (sub $a (struct (field (mut i8) (ref null $a))))))
                (import "a" "b" (func)) (table 1 funcref) (memory 1) (tag) (global i32 (i32.const 1)) (export "f" (func $f))
                (func $f (param $p i32) (result i32) (local $l i64) (i32.load offset=4 (local.get $p)))
                (elem func $f) (data "x"))"#,
        );
        let valid = |length: &usize| read(&bytes[..*length], &mut TypeTable::new()).is_ok();
        let valid: Vec<usize> = (0..bytes.len()).filter(valid).collect();
        // Those that end where a section ends, before the functions are declared and after the names.
        assert_eq!(valid.len(), 5, "{valid:?}");
    }

    #[test]
    fn no_changed_byte_panics() {
        let bytes = binary(
            r#"(module (rec (type $a (sub (struct (field (mut i8))))) (type $b (sub $a (struct (field (mut i8) (ref null $a))))))
                (import "a" "b" (func)) (table 1 funcref) (memory 1) (tag) (global (ref $a) (struct.new $b (i32.const 1) (ref.null $b)))
                (func $f (export "f") (param $p i32) (result i32) (i32.load offset=4 (local.get $p)))
                (elem func $f) (data "x"))"#,
        );
        for index in 0..bytes.len() {
            for value in 0..=255 {
                let mut changed = bytes.clone();
                changed[index] = value;
                let _ = read(&changed, &mut TypeTable::new());
                let _ = features::uses(&changed);
            }
        }
    }

    #[test]
    fn invalid_functions_have_name_and_offset() {
        check_refusal(
            "(module (func) (func $sum (result i32) (i64.const 1)))",
            "invalid module: function $sum: type mismatch: expected i32, found i64 (at offset 0x21)",
        );
        check_refusal(
            "(module (func) (func (result i32) (i64.const 1)))",
            "invalid module: function func 1: type mismatch: expected i32, found i64 (at offset 0x21)",
        );
    }

    #[test]
    fn hostile_names_are_escaped() {
        check_refusal(
            "(module (func $\"a\\1b[2J\\n\\\\\" (result i32) (i64.const 1)))",
            "invalid module: function $\"a\\u{1b}[2J\\n\\\\\": type mismatch: expected i32, found i64 (at offset 0x1a)",
        );
        assert_eq!(names::dollar("len"), "$len");
        assert_eq!(names::dollar(""), "$\"\"");
        assert_eq!(names::dollar("two words"), "$\"two words\"");
        assert_eq!(names::dollar("end\\"), "$\"end\\\\\"");
        assert_eq!(names::dollar("\u{202e}x"), "$\"\\u{202e}x\"");
        assert_eq!(names::dollar("naïve"), "$\"naïve\"");
        assert_eq!(names::dollar("x'"), "$x'");
        check_refusal(
            "(module (func $f) (export \"don't \\1b\" (func $f)) (export \"don't \\1b\" (func $f)))",
            "invalid module: duplicate export name `don't \\u{1b}` already defined (at offset 0x1f)",
        );
    }

    #[test]
    fn a_malformed_name_section_is_ignored_from_there_on() {
        let mut bytes = binary("(module (func $first) (func $second))");
        let second = bytes.windows(6).position(|window| window == b"second").expect("the name");
        bytes[second] = 0xff;
        let mut types = TypeTable::new();
        let (module, _) = read(&bytes, &mut types).expect("valid");
        assert_eq!(module.funcs[0].name.as_deref(), Some("first"));
        assert_eq!(module.funcs[1].name, None);
    }

    #[test]
    fn names_of_locals_out_of_range_are_ignored() {
        let mut bytes = binary("(module (func (param i32)))");
        // Function 0 has two locals with names: 0 is `p`, 0xffffffff is `x`.
        bytes.extend(b"\0\x14\x04name\x02\x0d\x01\0\x02\0\x01p\xff\xff\xff\xff\x0f\x01x");
        let mut types = TypeTable::new();
        let (module, _) = read(&bytes, &mut types).expect("valid");
        assert_eq!(module.funcs[0].local_names, [Some("p".to_string())]);
    }

    #[test]
    fn deep_constants_are_refused() {
        let deep = |depth: usize| format!("(module (global i32 i32.const 0 {}))", "i32.const 1 i32.add ".repeat(depth));
        assert!(read(&binary(&deep(1_000)), &mut TypeTable::new()).is_ok());
        assert!(refusal(&binary(&deep(100_000))).to_string().contains("nested more than 5000 deep is not supported"));
    }
}

mod unsupported {
    use super::*;

    /// Offsets aside.
    fn check(text: &str, function: &str, what: &str) {
        let bytes = binary(text);
        let message = refusal(&bytes).to_string();
        let expected = format!("unsupported module{function}: {what} is not supported (first used at offset ");
        assert!(message.starts_with(&expected), "{message}");
        assert!(features::uses(&bytes).expect("it parses").iter().any(|used| used.proposal.name() == what), "{what}");
    }

    #[test]
    fn stack_switching() {
        let what = "stack switching";
        check("(module (type $f (func)) (type (cont $f)))", "", what);
        check("(module (tag (result i32)))", "", what);
        check("(module (tag $t) (func $f (suspend $t)))", ": function $f", what);
        check("(module (func (param contref)))", "", what);
    }

    #[test]
    fn custom_descriptors() {
        let what = "custom descriptors";
        check("(module (rec (type $a (descriptor $b) (struct)) (type $b (describes $a) (struct))))", "", what);
        check("(module (type $a (struct)) (func (param (ref (exact $a)))))", "", what);
    }

    #[test]
    fn the_rest() {
        check("(module (type (shared (struct))))", "", "shared-everything threads");
        check("(module (global (shared mut i32) (i32.const 1)))", "", "shared-everything threads");
        check("(module (memory 1) (func $f (memory.discard unreachable)))", ": function $f", "memory control");
    }

    #[test]
    fn the_first_use_is_named_with_its_offset() {
        check_refusal(
            "(module (memory 1) (func) (func $f (memory.discard unreachable) try catch_all end))",
            "unsupported module: function $f: memory control is not supported (first used at offset 0x21)",
        );
    }

    #[test]
    fn what_is_invalid_anyway_is_invalid() {
        let message = refusal(&binary("(module (func (result i32) (drop (v128.const i64x2 0 0))))")).to_string();
        assert!(message.starts_with("invalid module: function func 0: type mismatch"), "{message}");
        let message = refusal(&binary("(module (func (result i32) (i64.add128 unreachable)))")).to_string();
        assert!(message.starts_with("invalid module: function func 0: type mismatch"), "{message}");
    }

    #[test]
    fn casts_keep_their_old_rules() {
        // Custom descriptors would allow it: $b is no subtype of $a.
        let text = "(module (type $a (struct)) (type $b (array i8))
            (func (param (ref $a)) (block (result (ref null $b)) (br_on_cast 0 (ref $a) (ref $b) (local.get 0)) unreachable) drop))";
        assert!(refusal(&binary(text)).to_string().starts_with("invalid module: function func 0: type mismatch"));
    }
}

mod proposals {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let uses = features::uses(&binary(text)).expect("it parses");
        assert_eq!(uses.iter().map(|used| used.proposal.name()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_first_wasm_uses_none() {
        check(
            "(module (table 1 funcref) (memory 1) (func (param i32) (result i32) (local.get 0)) (elem (i32.const 0) 0))",
            &[],
        );
    }

    #[test]
    fn supported_ones() {
        check("(module (func (result i32 i32) unreachable))", &["multi-value"]);
        check("(module (func (drop (i32.extend8_s (i32.const 1)))))", &["sign extension"]);
        check("(module (global (export \"g\") (mut i32) (i32.const 1)))", &["mutable globals"]);
        check("(module (global i32 (i32.add (i32.const 1) (i32.const 1))))", &["extended constant expressions"]);
        check("(module (func (return_call 0)))", &["tail calls"]);
        check("(module (tag))", &["exception handling"]);
        check("(module (func $f try catch_all rethrow 0 end))", &["legacy exception handling"]);
        check("(module (memory 1) (data \"x\"))", &["bulk memory"]);
        check("(module (global externref (ref.null extern)))", &["reference types"]);
        check(
            "(module (type $f (func)) (func (param (ref $f)) (call_ref $f (local.get 0))))",
            &["typed function references"],
        );
        check("(module (type (struct)))", &["garbage collection"]);
        check("(module (memory 1 (pagesize 1)))", &["custom page sizes"]);
        check("(module (func (drop (i64.add128 unreachable)) drop))", &["wide arithmetic"]);
    }

    #[test]
    fn simd() {
        let what = &["fixed-width SIMD (v128)"];
        check("(module (func $f (drop (v128.const i64x2 0 0))))", what);
        check("(module (func (param v128)))", what);
        check("(module (func $f (local v128)))", what);
        check("(module (global v128 (v128.const i64x2 0 0)))", what);
        check("(module (func $f unreachable (block (result v128) unreachable) drop))", what);
        check("(module (func $f (drop (i8x16.relaxed_swizzle unreachable))))", &["relaxed SIMD"]);
    }

    #[test]
    fn threads() {
        let what = &["threads and atomics"];
        check("(module (memory 1 1 shared))", what);
        check("(module (import \"a\" \"b\" (memory 1 1 shared)))", what);
        check("(module (func $f (atomic.fence)))", what);
        check("(module (memory 1) (func $f (drop (i32.atomic.load (i32.const 0)))))", what);
    }

    #[test]
    fn a_module_knows_whether_it_has_vectors() {
        let uses_simd = |text: &str| read(&binary(text), &mut TypeTable::new()).expect("valid").0.uses_simd;
        assert!(uses_simd("(module (func (drop (i8x16.relaxed_swizzle unreachable))))"));
        assert!(uses_simd("(module (type (array v128)))"));
        assert!(!uses_simd("(module (func (param i64)))"));
    }

    #[test]
    fn uses_are_counted_from_the_first() {
        let bytes = binary("(module (func) (func (return_call 0)) (func (return_call 0)))");
        let uses = features::uses(&bytes).expect("it parses");
        assert_eq!((uses[0].count, uses[0].function), (2, Some(FuncId(1))));
        assert_eq!(bytes[uses[0].offset], 0x12);
    }
}
