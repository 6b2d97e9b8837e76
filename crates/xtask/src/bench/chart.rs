//! Fork by size as a picture: both axes by powers of ten, readable on a light and on a dark page.

use super::arms::Arm;
use super::report::nanoseconds;
use std::fmt::Write;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 440.0;
/// Where the axes lie: left, top, right, bottom.
const FRAME: [f64; 4] = [84.0, 64.0, 560.0, 388.0];
/// Powers of ten from left to right, in megabytes, and from bottom to top, in nanoseconds.
const DECADES: [[i32; 2]; 2] = [[0, 4], [2, 10]];

/// Colours of the arms; their marks differ, too.
const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; }
.grid { stroke: #d1d9e0; stroke-width: 1; }
.line { fill: none; stroke-width: 2; }
.untouched { stroke-dasharray: 5 4; }
.arm0 { stroke: #0a69da; } .arm1 { stroke: #8250df; } .arm2 { stroke: #bc4c00; }
.mark0 { fill: #0a69da; } .mark1 { fill: #8250df; } .mark2 { fill: #bc4c00; }
.ground { fill: #ffffff; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .grid { stroke: #3d444d; } .ground { fill: #0d1117; }
.arm0 { stroke: #58a6ff; } .arm1 { stroke: #bc8cff; } .arm2 { stroke: #f0883e; }
.mark0 { fill: #58a6ff; } .mark1 { fill: #bc8cff; } .mark2 { fill: #f0883e; }
}";

/// What is drawn of each arm, and how.
const SERIES: [(&str, &str, &str); 2] =
    [("fork, all written", "written", "all written"), ("fork, untouched", "untouched", "untouched")];

/// The chart as an SVG file.
pub(super) fn svg(arms: &[Arm; 3]) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"title\">\n\
         <title id=\"title\">Time of fork by size of the process, on the simulator and on Linux</title>\n\
         <style>{STYLE}</style>\n<rect class=\"ground\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\n"
    );
    label(&mut svg, [FRAME[0], 28.0], "start", "title", "Time of fork by size of the process");
    label(&mut svg, [FRAME[0], 48.0], "start", "", "both axes by powers of ten");
    grid(&mut svg);
    let mut labels = Vec::new();
    for (number, arm) in arms.iter().enumerate() {
        for (what, class, words) in SERIES {
            let points = points(arm, what);
            draw(&mut svg, number, class, &points);
            if let Some([x, y]) = points.last() {
                labels.push([*x, *y]);
                let text = format!("{}, {words}", arm.name);
                label(&mut svg, [FRAME[2] + 12.0, free_place(&mut labels) + 4.0], "start", "", &text);
            }
        }
    }
    svg + "</svg>\n"
}

fn grid(svg: &mut String) {
    for decade in DECADES[0][0]..=DECADES[0][1] {
        let x = place(0, 10_f64.powi(decade));
        line(svg, [x, FRAME[1], x, FRAME[3]]);
        label(svg, [x, FRAME[3] + 20.0], "middle", "", &format!("{} MB", 10_i32.pow(decade as u32)));
    }
    for decade in DECADES[1][0]..=DECADES[1][1] {
        let time = 10_f64.powi(decade);
        let y = place(1, time);
        line(svg, [FRAME[0], y, FRAME[2], y]);
        let time = nanoseconds(time).replace(".0 ", " ");
        label(svg, [FRAME[0] - 10.0, y + 4.0], "end", "", &time);
    }
}

/// The points of one line, from left to right.
fn points(arm: &Arm, what: &str) -> Vec<[f64; 2]> {
    let figures = arm.figures.iter().filter(|figure| figure.what == what);
    let points = figures.filter_map(|figure| Some([place(0, figure.megabytes as f64), place(1, figure.value?)]));
    points.collect()
}

fn draw(svg: &mut String, arm: usize, class: &str, points: &[[f64; 2]]) {
    let list: Vec<String> = points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
    let _ = writeln!(svg, "<polyline class=\"line {class} arm{arm}\" points=\"{}\"/>", list.join(" "));
    for [x, y] in points {
        let _ = match arm {
            0 => writeln!(svg, "<circle class=\"mark0\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"),
            1 => writeln!(svg, "<path class=\"mark1\" d=\"M{x:.1} {:.1}l5 5-5 5-5-5z\"/>", y - 5.0),
            _ => writeln!(svg, "<path class=\"mark2\" d=\"M{:.1} {:.1}h8v8h-8z\"/>", x - 4.0, y - 4.0),
        };
    }
}

/// The height of the last label, moved away from those before it.
fn free_place(labels: &mut [[f64; 2]]) -> f64 {
    let Some((last, others)) = labels.split_last_mut() else { return 0.0 };
    let start = last[1];
    // Nearest free place first: up, down, further up.
    let steps = (0..20).map(|step| start + f64::from(if step % 2 == 0 { step / 2 } else { -(step + 1) / 2 }) * 8.0);
    let is_free = |y: &f64| others.iter().all(|other| (other[1] - y).abs() >= 16.0);
    last[1] = steps.into_iter().find(is_free).unwrap_or(start);
    last[1]
}

/// Where a value lies on an axis.
fn place(axis: usize, value: f64) -> f64 {
    let [from, to] = DECADES[axis].map(f64::from);
    let share = ((value.max(1e-9).log10() - from) / (to - from)).clamp(0.0, 1.0);
    match axis {
        0 => FRAME[0] + share * (FRAME[2] - FRAME[0]),
        _ => FRAME[3] - share * (FRAME[3] - FRAME[1]),
    }
}

fn line(svg: &mut String, [x1, y1, x2, y2]: [f64; 4]) {
    let _ = writeln!(svg, "<line class=\"grid\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>");
}

fn label(svg: &mut String, [x, y]: [f64; 2], anchor: &str, class: &str, text: &str) {
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::arms::Figure;

    #[test]
    fn a_power_of_ten_is_a_line_of_the_grid() {
        assert_eq!([place(0, 1.0), place(0, 10_000.0)], [FRAME[0], FRAME[2]]);
        assert!((place(1, 1e6) - (FRAME[1] + FRAME[3]) / 2.0).abs() < 1e-9);
    }

    #[test]
    fn labels_do_not_cover_each_other() {
        let fork = |value| {
            let (what, unit) = ("fork, all written".to_owned(), "ns".to_owned());
            Arm {
                name: "an arm",
                figures: vec![Figure { what, megabytes: 10, value: Some(value), unit }],
                skipped: None,
            }
        };
        let svg = svg(&[fork(2e3), fork(2.1e3), fork(2.2e3)]);
        let labels = svg.lines().filter(|line| line.contains("an arm"));
        let mut heights: Vec<f64> =
            labels.filter_map(|line| line.split_once("y=\"")?.1.split_once('"')?.0.parse().ok()).collect();
        heights.sort_by(f64::total_cmp);
        assert_eq!(heights.len(), 3);
        assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= 16.0), "{heights:?}");
    }
}
