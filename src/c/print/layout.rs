//! Lines of at most 100 columns.
//!
//! In: one logical line of C, in which certain control characters (the *marks*) stand for the spaces that may become line
//! breaks. Out: the same on a page, broken where that reads best. Not done here: knowing any C beyond brackets and strings.

pub const WIDTH: usize = 100;
pub const INDENT: usize = 2;
/// Code that nests deeper than 24 levels is indented no further: there would be no width left for it, and 10^5 `if`s within
/// each other would be 98 MB of C, of which 90 are spaces.
const WIDEST_MARGIN: usize = 48;
const CONTINUATION: usize = 4;

/// After a comma.
pub const COMMA: char = '\x01';
/// After `&&`, `||`, and around `?:`.
pub const LOGICAL: char = '\x02';
/// After any other binary operator.
pub const OPERATOR: char = '\x03';
/// After the `=` of an assignment or initialiser.
pub const EQUALS: char = '\x04';
/// Always a line break: between the pieces of a long string.
pub const FORCED: char = '\x05';

const MARKS: [char; 5] = [COMMA, LOGICAL, OPERATOR, EQUALS, FORCED];

/// What a break at a mark costs, in columns left unused.
fn penalty(mark: u8) -> usize {
    match mark as char {
        COMMA | FORCED => 0,
        LOGICAL => 5,
        OPERATOR => 30,
        _ => 40,
    }
}

/// What each bracket around a break costs: `f(a,` NEWLINE `g(b, c))` is better than `f(a, g(b,` NEWLINE `c))`.
const COST_OF_DEPTH: usize = 15;

/// The text under way.
#[derive(Default)]
pub struct Page {
    pub text: String,
    pub indent: usize,
}

impl Page {
    /// Where lines begin.
    pub fn margin(&self) -> usize {
        self.indent.min(WIDEST_MARGIN)
    }

    fn push_margin(&mut self) {
        let margin = self.margin();
        spaces(&mut self.text, margin);
    }

    /// Does it stand in one line here?
    pub fn fits(&self, line: &str) -> bool {
        self.margin() + line.len() <= WIDTH && !line.contains(FORCED)
    }

    /// Puts a logical line on the page.
    pub fn line(&mut self, line: &str) {
        self.push_margin();
        if self.fits(line) {
            push_flat(&mut self.text, line);
        } else {
            self.push_wrapped(line);
        }
        self.text.push('\n');
    }

    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Puts an already escaped comment on the page, broken at spaces.
    pub fn comment(&mut self, text: &str) {
        self.push_margin();
        self.text.push_str("//");
        let mut column = self.margin() + 2;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if column + 1 + word.len() > WIDTH && column > self.margin() + 4 {
                self.text.push('\n');
                self.push_margin();
                self.text.push_str("//  ");
                column = self.margin() + 4;
            }
            self.text.push(' ');
            self.text.push_str(word);
            column += 1 + word.len();
        }
        self.text.push('\n');
    }

    fn push_wrapped(&mut self, line: &str) {
        let breaks = find_breaks(line);
        let mut remaining = &breaks[..];
        let mut start = 0;
        let mut column = self.margin();
        while let Some(chosen) = choose_break(remaining, start, column, line.len()) {
            let at = remaining[chosen].at;
            push_flat(&mut self.text, &line[start..at]);
            self.text.push('\n');
            column = self.margin() + CONTINUATION;
            spaces(&mut self.text, column);
            start = at + 1;
            remaining = &remaining[chosen + 1..];
        }
        push_flat(&mut self.text, &line[start..]);
    }
}

/// The line with a space for each mark.
pub fn flat(line: &str) -> String {
    line.replace(MARKS, " ")
}

fn push_flat(out: &mut String, line: &str) {
    for (i, word) in line.split(MARKS).enumerate() {
        out.push_str(if i > 0 { " " } else { "" });
        out.push_str(word);
    }
}

fn spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

struct Break {
    at: usize,
    mark: u8,
    depth: usize,
}

fn find_breaks(line: &str) -> Vec<Break> {
    let mut breaks = Vec::new();
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut bytes = line.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => drop(bytes.next()),
            _ if in_string => {}
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            mark if MARKS.contains(&(mark as char)) => breaks.push(Break { at, mark, depth }),
            _ => {}
        }
    }
    breaks
}

/// Which of the breaks ends the line that begins at `start`; `None` if what is left fits.
fn choose_break(breaks: &[Break], start: usize, column: usize, len: usize) -> Option<usize> {
    let reachable = breaks.iter().take_while(|b| column + (b.at - start) <= WIDTH).count();
    if let Some(forced) = breaks[..reachable].iter().position(|b| b.mark as char == FORCED) {
        return Some(forced);
    }
    let rest_fits = column + (len - start) <= WIDTH;
    if breaks.is_empty() || rest_fits {
        return None;
    }
    let unused = |b: &Break| WIDTH - column - (b.at - start);
    let cost = |b: &Break| b.depth * COST_OF_DEPTH + penalty(b.mark) + unused(b);
    // Nothing is within reach: a word too long, then the first break after it.
    Some((0..reachable).rev().min_by_key(|&i| cost(&breaks[i])).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(indent: usize, line: &str) -> String {
        let mut page = Page { indent, ..Page::default() };
        page.line(line);
        page.text
    }

    #[test]
    fn a_short_line_stays_whole() {
        assert_eq!(wrap(2, "f(a,\x01b);"), "  f(a, b);\n");
    }

    #[test]
    fn a_long_line_breaks_after_a_comma() {
        let argument = "x".repeat(40);
        let line = format!("f({argument},\x01{argument},\x01{argument});");
        assert_eq!(wrap(2, &line), format!("  f({argument}, {argument},\n      {argument});\n"));
    }

    #[test]
    fn an_outer_comma_is_better_than_an_inner_one() {
        let argument = "x".repeat(35);
        let line = format!("f({argument}{argument},\x01g(a,\x01b,\x01{argument}));");
        assert_eq!(wrap(0, &line), format!("f({argument}{argument},\n    g(a, b, {argument}));\n"));
    }

    #[test]
    fn a_word_too_long_sticks_out_and_what_follows_breaks() {
        let word = "x".repeat(120);
        assert_eq!(wrap(0, &format!("f({word},\x01a,\x01b);")), format!("f({word},\n    a, b);\n"));
    }

    #[test]
    fn brackets_and_marks_in_strings_do_not_count() {
        let breaks = find_breaks("f(\"((\\\"(\",\x01x)");
        assert_eq!(breaks.iter().map(|b| b.depth).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_long_comment_breaks_at_spaces() {
        let mut page = Page::default();
        page.comment(&"word ".repeat(25));
        assert_eq!(page.text, format!("//{}\n//  {}\n", " word".repeat(19), " word".repeat(6)));
    }
}
