//! A bar chart: ratios to the reference, a bar for each program and contestant, whiskers for confidence intervals.
//!
//! The scale is logarithmic, since 2 and 1/2 are equally far from 1; bars begin at 1.

use std::fmt::Write;

use super::{Estimate, Report};

const LABELS: f64 = 150.0;
const PLOT: f64 = 560.0;
const MARGIN: f64 = 24.0;
const BAR: f64 = 11.0;
const GAP: f64 = 9.0;
const TOP: f64 = 64.0;
/// Told apart without colour vision (Okabe and Ito).
const COLOURS: [&str; 6] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"];

/// A label, and for each contestant a ratio.
struct Group<'a> {
    label: &'a str,
    ratios: Vec<Option<Estimate>>,
}

/// From ratios to places.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// Whole powers of two around all that is shown, and 1.
    fn around(groups: &[Group]) -> Scale {
        let values = groups.iter().flat_map(|group| group.ratios.iter().flatten()).flat_map(|estimate| {
            let interval = estimate.interval.map(|it| [it.low, it.high]);
            interval.unwrap_or([estimate.value; 2])
        });
        let (low, high) = values
            .filter(|it| it.is_finite() && *it > 0.0)
            .fold((0.5f64, 2.0f64), |(low, high), value| (low.min(value), high.max(value)));
        Scale { low: low.log2().floor(), high: high.log2().ceil() }
    }

    fn x(&self, ratio: f64) -> f64 {
        let place = (ratio.log2() - self.low) / (self.high - self.low);
        LABELS + PLOT * place.clamp(0.0, 1.0)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        (self.low as i32..=self.high as i32).map(|power| 2f64.powi(power))
    }
}

pub fn text(report: &Report) -> String {
    let contestants: Vec<&str> = report.columns.iter().skip(1).map(|column| column.name.as_str()).collect();
    let groups = groups(report, &contestants);
    let scale = Scale::around(&groups);
    let group_height = BAR * contestants.len().max(1) as f64 + GAP;
    let bottom = TOP + group_height * groups.len() as f64;
    let (width, height) = (LABELS + PLOT + MARGIN, bottom + 40.0);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    let mut line = |text: String| writeln!(svg, "{text}").expect("writing to a string");
    let title = format!("CPU time / {}’s, medians of {} runs", report.reference, report.runs);
    line(format!("<text x=\"{MARGIN}\" y=\"20\" font-size=\"14\">{}</text>", escape(&title)));
    legend(&contestants, &mut line);
    for tick in scale.ticks() {
        let x = scale.x(tick);
        let colour = if tick == 1.0 { "black" } else { "#ccc" };
        line(format!("<line x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\" stroke=\"{colour}\"/>"));
        line(format!("<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{tick}</text>", bottom + 14.0));
    }
    for (index, group) in groups.iter().enumerate() {
        bars(group, &scale, TOP + GAP / 2.0 + group_height * index as f64, &mut line);
    }
    line(format!("<text x=\"{MARGIN}\" y=\"{:.1}\" fill=\"#666\">{}</text>", bottom + 32.0, escape(&foot(report))));
    svg.push_str("</svg>\n");
    svg
}

fn foot(report: &Report) -> String {
    format!("Wastrel {}, {}, {}", report.wastrel, report.machine, report.date)
}

fn groups<'a>(report: &'a Report, contestants: &[&str]) -> Vec<Group<'a>> {
    let of = |program: &'a String| Group {
        label: program,
        ratios: contestants.iter().map(|name| report.find(program, name).and_then(|it| it.cpu_ratio)).collect(),
    };
    let mut groups: Vec<Group> = report.programs.iter().map(of).collect();
    if groups.len() > 1 {
        let mean = |name: &&str| report.totals.iter().find(|total| total.contestant == **name).map(|total| total.cpu);
        groups.push(Group { label: "geometric mean", ratios: contestants.iter().map(mean).collect() });
    }
    groups
}

fn legend(contestants: &[&str], line: &mut impl FnMut(String)) {
    let mut x = LABELS;
    for (index, name) in contestants.iter().enumerate() {
        line(format!("<rect x=\"{x:.1}\" y=\"34\" width=\"10\" height=\"10\" fill=\"{}\"/>", colour(index)));
        line(format!("<text x=\"{:.1}\" y=\"43\">{}</text>", x + 14.0, escape(name)));
        x += 30.0 + 6.5 * name.chars().count() as f64;
    }
}

fn bars(group: &Group, scale: &Scale, top: f64, line: &mut impl FnMut(String)) {
    let middle = top + BAR * group.ratios.len() as f64 / 2.0 + 4.0;
    let label = escape(group.label);
    line(format!("<text x=\"{:.1}\" y=\"{middle:.1}\" text-anchor=\"end\">{label}</text>", LABELS - 6.0));
    for (index, estimate) in group.ratios.iter().enumerate() {
        let Some(estimate) = estimate else { continue };
        let (from, to) = (scale.x(1.0), scale.x(estimate.value));
        let y = top + BAR * index as f64;
        line(format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{}\"><title>{}</title></rect>",
            from.min(to),
            y + 1.0,
            (to - from).abs(),
            BAR - 2.0,
            colour(index),
            format_args!("{label}: {:.2}", estimate.value),
        ));
        if let Some(interval) = estimate.interval {
            let (low, high, y) = (scale.x(interval.low), scale.x(interval.high), y + BAR / 2.0);
            let (above, below) = (y - 2.5, y + 2.5);
            line(format!(
                "<path d=\"M{low:.1} {above:.1}V{below:.1}M{low:.1} {y:.1}H{high:.1}M{high:.1} {above:.1}V{below:.1}\" stroke=\"black\"/>"
            ));
        }
    }
}

fn colour(index: usize) -> &'static str {
    COLOURS[index % COLOURS.len()]
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::tests::example;
    use super::*;

    #[test]
    fn ratios_become_bars_from_one() {
        let svg = text(&example());
        // 0.5 to 4 on 560 units: 1 is a third of the way, 4 the end.
        assert!(svg.contains("<rect x=\"336.7\" y=\"80.5\" width=\"373.3\" height=\"9.0\" fill=\"#e69f00\"><title>fib: 4.00</title></rect>"), "{svg}");
        assert!(svg.contains("&lt;&amp;&gt;"), "{svg}");
        assert_eq!(svg.matches("<title>").count(), 5);
        assert_eq!(svg.matches("<path").count(), 5);
    }
}
