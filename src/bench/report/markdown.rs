//! Markdown, as the README shows it.

use super::{Grid, Report};

pub fn text(report: &Report) -> String {
    let notes: Vec<String> = report.notes().iter().map(|note| format!("* {}\n", note.trim())).collect();
    format!(
        "{}\n\n{}\n{}\n{}",
        report.caption(),
        table(&report.summary()),
        notes.concat(),
        format_args!("\n{}", table(&report.details()))
    )
}

fn table(grid: &Grid) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|").replace('<', "&lt;")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = format!("|{}\n", "---|".repeat(grid.headings.len()));
    let rows: String = grid.rows.iter().map(|row| line(row)).collect();
    format!("{}{rule}{rows}", line(&grid.headings))
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;

    #[test]
    fn the_summary_in_markdown() {
        let expect = "\
| program | native, s | gcc -O2 | slow |
|---|---|---|---|
| fib | 0.200 | 1.50 [1.50, 1.50] | 4.00 [4.00, 4.00] |
| &lt;&> | 0.100 | 1.40 [1.40, 1.40] | – |
| geometric mean |  | 1.45 [1.45, 1.45] | 4.00 [4.00, 4.00] |
| worst |  | 1.50 (fib) | 4.00 (fib) |
| programs |  | 2 | 1 |

* native: native 1.0
";
        let text = text(&example());
        assert!(text.contains(expect), "{text}");
    }
}
