//! DWARF in custom sections → where functions come from: their names, and the lines they begin at.
//!
//! In: the sections `.debug_*` of a module that has been read. Out: [`Origin`]s in its functions. Broken debug information is
//! no reason to refuse a module: what cannot be read is left out. Lines within functions are not read.

use std::borrow::Cow;

use gimli::{AttributeValue, DebuggingInformationEntry, Dwarf, EndianSlice, LittleEndian, SectionId, Unit};

use super::Module;

type Slice<'a> = EndianSlice<'a, LittleEndian>;

/// What debug information says of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    pub name: Option<String>,
    /// As the producer wrote it.
    pub file: Option<String>,
    /// From 1 on; 0 if unknown.
    pub line: u32,
    /// From 1 on; 0 if unknown.
    pub column: u32,
    /// Guile Hoot's mark on functions that a program may ask about (its attribute 0x2da4).
    pub introspectable: bool,
}

const INTROSPECTABLE: gimli::DwAt = gimli::DwAt(0x2da4);

/// The debug sections of a module, by name.
pub type Sections<'a> = Vec<(&'a str, &'a [u8])>;

/// `code_start`: the offset in the module at which the code section's contents begin, from which DWARF counts.
pub fn apply(module: &mut Module<'_>, sections: &Sections<'_>, code_start: u64) {
    if sections.is_empty() {
        return;
    }
    let ends = BodyEnds::new(module, code_start);
    // Whatever was found before an error stays.
    let _ = each_function(sections, &mut |low_pc, origin| {
        if let Some(func) = ends.function_at(low_pc) {
            module.funcs[func].origin = Some(origin);
        }
    });
}

/// Where the bodies of the defined functions end, relative to the code section's contents.
struct BodyEnds {
    first: usize,
    ends: Vec<u64>,
}

impl BodyEnds {
    fn new(module: &Module<'_>, code_start: u64) -> BodyEnds {
        let first = module.funcs.iter().take_while(|func| func.body.is_none()).count();
        let bodies = module.funcs.iter().filter_map(|func| func.body.as_ref());
        let ends = bodies.map(|body| body.range().end.saturating_sub(code_start)).collect();
        BodyEnds { first, ends }
    }

    /// The size before a body counts as the body's.
    fn function_at(&self, low_pc: u64) -> Option<usize> {
        let index = self.ends.partition_point(|&end| end <= low_pc);
        (index < self.ends.len()).then_some(self.first + index)
    }
}

fn each_function(sections: &Sections<'_>, visit: &mut dyn FnMut(u64, Origin)) -> gimli::Result<()> {
    let section = |id: SectionId| -> gimli::Result<Slice<'_>> {
        let bytes = sections.iter().find(|(name, _)| *name == id.name()).map_or(&[][..], |(_, bytes)| *bytes);
        Ok(EndianSlice::new(bytes, LittleEndian))
    };
    let dwarf = Dwarf::load(section)?;
    let mut units = dwarf.units();
    while let Some(header) = units.next()? {
        let unit = dwarf.unit(header)?;
        let lines = Lines::new(&dwarf, &unit);
        let mut entries = unit.entries();
        while let Some(entry) = entries.next_dfs()? {
            if entry.tag() == gimli::DW_TAG_subprogram
                && let Some((low_pc, origin)) = origin(&dwarf, &unit, &lines, entry)
            {
                visit(low_pc, origin);
            }
        }
    }
    Ok(())
}

fn origin(
    dwarf: &Dwarf<Slice<'_>>,
    unit: &Unit<Slice<'_>>,
    lines: &Lines,
    entry: &DebuggingInformationEntry<Slice<'_>>,
) -> Option<(u64, Origin)> {
    let AttributeValue::Addr(low_pc) = entry.attr_value(gimli::DW_AT_low_pc)? else { return None };
    let high_pc = match entry.attr_value(gimli::DW_AT_high_pc) {
        Some(AttributeValue::Addr(high_pc)) => high_pc,
        Some(length) => low_pc.saturating_add(length.udata_value()?),
        None => low_pc.saturating_add(1),
    };
    let name = entry.attr_value(gimli::DW_AT_name).and_then(|name| dwarf.attr_string(unit, name).ok());
    let name = name.map(|name| name.to_string_lossy().into_owned());
    let introspectable = match entry.attr_value(INTROSPECTABLE) {
        Some(AttributeValue::Flag(set)) => set,
        other => other.is_some(),
    };
    let (file, line, column) = lines.first_within(low_pc, high_pc);
    Some((low_pc, Origin { name, file, line, column, introspectable }))
}

/// The rows of a unit's line table, by address.
#[derive(Default)]
struct Lines {
    files: Vec<String>,
    /// Address, index of the file, line, column.
    rows: Vec<(u64, usize, u32, u32)>,
}

impl Lines {
    fn new(dwarf: &Dwarf<Slice<'_>>, unit: &Unit<Slice<'_>>) -> Lines {
        let mut lines = Lines::default();
        // Rows before an error serve.
        let _ = lines.read(dwarf, unit);
        lines.rows.sort_by_key(|row| row.0);
        lines
    }

    fn read(&mut self, dwarf: &Dwarf<Slice<'_>>, unit: &Unit<Slice<'_>>) -> gimli::Result<()> {
        let Some(program) = unit.line_program.clone() else { return Ok(()) };
        let mut rows = program.rows();
        while let Some((header, row)) = rows.next_row()? {
            if row.end_sequence() {
                continue;
            }
            let index = row.file_index() as usize;
            // Files may be added while the program runs; an index is a few of them in practice.
            while self.files.len() <= index.min(1 << 16) {
                let file = header.file(self.files.len() as u64);
                let name = file.and_then(|file| dwarf.attr_string(unit, file.path_name()).ok());
                self.files.push(name.map_or(Cow::Borrowed(""), |name| name.to_string_lossy()).into_owned());
            }
            let column = match row.column() {
                gimli::ColumnType::LeftEdge => 0,
                gimli::ColumnType::Column(column) => column.get() as u32,
            };
            self.rows.push((row.address(), index, row.line().map_or(0, |line| line.get() as u32), column));
        }
        Ok(())
    }

    /// File, line and column of the first row in the range.
    fn first_within(&self, low: u64, high: u64) -> (Option<String>, u32, u32) {
        let first = self.rows.partition_point(|row| row.0 < low);
        match self.rows.get(first) {
            Some(&(address, file, line, column)) if address < high => {
                (self.files.get(file).filter(|name| !name.is_empty()).cloned(), line, column)
            }
            _ => (None, 0, 0),
        }
    }
}
