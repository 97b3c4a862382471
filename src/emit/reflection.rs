//! What `gc-runtime/hoot/` calls of the module that looks into a Hoot program ([`crate::hosts::REFLECTION`]).
//!
//! In: its instance. Out: for each exported function an adaptor `hoot_reflect_NAME`, which `hoot/reflect.h` declares.

use super::exports::{adaptor, function};
use super::program::{Instance, Program};
use crate::c::ast::Item;
use crate::module::ExportItem;

pub fn items(program: &Program<'_>, reflection: &Instance<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for export in &reflection.module.exports {
        if let ExportItem::Func(id) = export.item {
            let (body, ..) = function(program, reflection, id);
            items.push(Item::Func(adaptor(Vec::new(), format!("hoot_reflect_{}", export.name).into(), body)));
        }
    }
    items
}
