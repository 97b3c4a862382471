//! `bindings.rs` is what bindgen makes of `heap.h` and the headers of `whippet/api`.
//!
//! `BLESS=1 cargo test --test collectors bindings` writes it anew.

use std::fs;

use bindgen::Formatter;
use libtest_mimic::{Completion, Failed};

use crate::common;

const HEADER: &str = "tests/collectors/heap.h";
const BINDINGS: &str = "tests/collectors/bindings.rs";
const HEAD: &str = "//! Made by bindgen from `heap.h`: see `generate.rs`.";

pub fn bindings_are_current() -> Result<Completion, Failed> {
    if clang_sys::load().is_err() {
        return common::skip("libclang");
    }
    let wanted = generate()?;
    let path = format!("{}/{BINDINGS}", common::ROOT);
    if std::env::var_os("BLESS").is_some_and(|value| value != "0") {
        fs::write(&path, wanted)?;
    } else if fs::read_to_string(&path)? != wanted {
        return Err("the headers have changed; `BLESS=1 cargo test --test collectors bindings` follows them".into());
    }
    Ok(Completion::Completed)
}

fn generate() -> Result<String, Failed> {
    let bindings = bindgen::Builder::default()
        .header(format!("{}/{HEADER}", common::ROOT))
        // Hidden functions are not bound.
        .clang_args(["-std=gnu11", "-DGC_API_=GC_PUBLIC", &format!("-I{}/whippet/api", common::ROOT)])
        .allowlist_function("(gc|model)_.*")
        .allowlist_type("record|bytes|static_record|model_heap")
        .allowlist_var("(OBJECT|STACK|GLOBAL|STATIC)_.*")
        .dynamic_library_name("Collector")
        .dynamic_link_require_all(true)
        .prepend_enum_name(false)
        .use_core()
        .wrap_unsafe_ops(true)
        .generate_comments(false)
        .layout_tests(true)
        .disable_header_comment()
        .raw_line(HEAD)
        .formatter(Formatter::Prettyplease)
        .generate()?;
    Ok(bindings.to_string())
}
