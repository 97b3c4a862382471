//! Aligned columns, for a terminal.

use comfy_table::{CellAlignment, Table, presets};

use super::{Grid, Report};

/// The long table first: what was asked for stands last, where it is seen.
pub fn text(report: &Report, with_details: bool) -> String {
    let mut text = String::new();
    if with_details {
        text.push_str(&aligned(&report.details(), 2));
        text.push('\n');
    }
    text.push_str(&format!("{}\n\n{}\n", report.caption(), aligned(&report.summary(), 1)));
    for note in report.notes() {
        text.push_str(&format!("{note}\n"));
    }
    text
}

/// `texts`: how many columns are text; the others are numbers, at their right edge.
fn aligned(grid: &Grid, texts: usize) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(&grid.headings);
    for row in &grid.rows {
        table.add_row(row);
    }
    for index in 0..grid.headings.len() {
        let column = table.column_mut(index).expect("the table has the headings' columns");
        column.set_padding((0, 2));
        column.set_cell_alignment(if index < texts { CellAlignment::Left } else { CellAlignment::Right });
    }
    format!("{}\n", table.trim_fmt())
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let expect = "\
program         native, s            gcc -O2               slow
fib                 0.200  1.50 [1.50, 1.50]  4.00 [4.00, 4.00]
<&>                 0.100  1.40 [1.40, 1.40]                  –
geometric mean             1.45 [1.45, 1.45]  4.00 [4.00, 4.00]
worst                             1.50 (fib)         4.00 (fib)
programs                                   2                  1
";
        let text = text(&example(), false);
        assert!(text.contains(expect), "{text}");
    }
}
