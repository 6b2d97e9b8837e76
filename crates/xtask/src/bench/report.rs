//! The figures as tables in Markdown, and what is asked of them.

use super::arms::{Arm, Figure};
use std::fmt::Write;

/// What the tables of the three arms share, with its unit.
const COMPARED: [(&str, &str); 3] =
    [("fork, untouched", "ns"), ("fork, all written", "ns"), ("child writes to all", "ns a page")];

/// The whole report.
pub(super) fn text(arms: &[Arm; 3]) -> String {
    let mut text = String::from(
        "# What fork costs\n\nFigures of one run of `cargo xtask bench --write` on one machine: another machine, or another hour, has \
         others.\nThe simulator and the kernel fork a process with so much private anonymous memory, before it wrote to any page and after it wrote to \
         all, in base pages;\nthen the child writes to all pages. Times are the best of several. The wasm is compiled like the page and runs under \
         Node.\n\n![Time of fork by size, on the simulator and on Linux](bench.svg)\n",
    );
    for (what, unit) in COMPARED {
        compared(&mut text, arms, what, unit);
    }
    alone(&mut text, arms);
    bars(&mut text, arms);
    for arm in arms {
        if let Some(why) = &arm.skipped {
            let _ = writeln!(text, "\n{}: skipped: {why}", arm.name);
        }
    }
    text
}

/// One thing by size, in all arms, with what the kernel takes of what the simulator takes.
fn compared(text: &mut String, arms: &[Arm; 3], what: &str, unit: &str) {
    let _ = writeln!(text, "\n## {}\n", sentence(what, unit));
    text.push_str("| MB | simulator, native | simulator, wasm | Linux | Linux / native | Linux / wasm |\n");
    text.push_str("| ---: | ---: | ---: | ---: | ---: | ---: |\n");
    for megabytes in sizes(arms) {
        let [native, wasm, kernel] = [0, 1, 2].map(|arm: usize| arms[arm].find(what, megabytes, unit));
        let time = |value: Option<f64>| value.map_or("–".to_owned(), nanoseconds);
        let ratio = |ours: Option<f64>| {
            kernel.zip(ours).map_or("–".to_owned(), |(kernel, ours)| format!("{} times", significant(kernel / ours)))
        };
        let (a, b, c, d, e) = (time(native), time(wasm), time(kernel), ratio(native), ratio(wasm));
        let _ = writeln!(text, "| {megabytes} | {a} | {b} | {c} | {d} | {e} |");
    }
    let missing = |figure: &&Figure| figure.what == what && figure.value.is_none();
    for figure in arms[2].figures.iter().filter(missing) {
        let _ = writeln!(text, "\nLinux, {} MB: not measured, {}", figure.megabytes, figure.unit);
    }
}

/// What only the simulator measures.
fn alone(text: &mut String, arms: &[Arm; 3]) {
    text.push_str("\n## What else the simulator does\n\n| | MB | native | wasm |\n| --- | ---: | ---: | ---: |\n");
    let own = |figure: &&Figure| !COMPARED.iter().any(|(what, _)| *what == figure.what);
    let both = |figure: &Figure| [0, 1].map(|arm: usize| arms[arm].find(&figure.what, figure.megabytes, &figure.unit));
    for figure in arms[0].figures.iter().filter(own).filter(|figure| figure.megabytes >= 100) {
        let shown = |value: Option<f64>| value.map_or("–".to_owned(), |value| amount(value, &figure.unit));
        let [native, wasm] = both(figure).map(shown);
        let _ = writeln!(text, "| {} | {} | {native} | {wasm} |", figure.what, figure.megabytes);
    }
}

/// What is asked of the simulator, and whether it holds.
fn bars(text: &mut String, arms: &[Arm; 3]) {
    text.push_str("\n## What is asked\n\n| | asked | measured | |\n| --- | ---: | ---: | --- |\n");
    let [native, wasm, kernel] = arms;
    let fork = |arm: &Arm, megabytes| arm.find("fork, all written", megabytes, "ns");
    let mut bar = |what: &str, asked: &str, measured: Option<f64>, unit: &str, holds: fn(f64) -> bool| {
        let (shown, verdict) = match measured {
            Some(value) => (amount(value, unit), if holds(value) { "holds" } else { "**does not hold**" }),
            None => ("–".to_owned(), "not measured"),
        };
        let _ = writeln!(text, "| {what} | {asked} | {shown} | {verdict} |");
    };
    let faster = fork(kernel, 1000).zip(fork(native, 1000)).map(|(real, ours)| real / ours);
    bar("fork of 1 GB, native: faster than Linux", "1000 times", faster, "times", |times| times >= 1000.0);
    for (arm, what) in [(native, "native"), (wasm, "wasm")] {
        let slower = fork(arm, 10_000).zip(fork(arm, 1000)).map(|(large, small)| large / small);
        let what = format!("fork of 10 GB, {what}: slower than of 1 GB");
        bar(&what, "at most 15 times", slower, "times", |times| times <= 15.0);
    }
    for what in [
        "child writes to all",
        "write fault, 1 % at random by one command",
        "write fault, 10 % at random by one command",
        "write fault, 10000 at random by a command each",
    ] {
        let each = |arm: &Arm| arm.find(what, 1000, "ns a page");
        bar(&format!("{what}, native: a page"), "at most 150 ns", each(native), "ns a page", |ns| ns <= 150.0);
        bar(&format!("{what}, wasm: a page"), "at most 400 ns", each(wasm), "ns a page", |ns| ns <= 400.0);
    }
    let workers = |unit| wasm.find("1000 workers x 100 pages", 1000, unit);
    bar("1000 workers x 100 pages, wasm: memory", "at most 200 MB", workers("MB"), "MB", |mb| mb <= 200.0);
    bar("1000 workers x 100 pages, wasm: time", "at most 2 s", workers("ms"), "ms", |ms| ms <= 2000.0);
    for forks in [10, 100] {
        let what = format!("history of 10000 commands and {forks} forks");
        bar(&format!("{what}, wasm: memory"), "at most 100 MB", wasm.find(&what, 100, "MB"), "MB", |mb| mb <= 100.0);
        for which in ["a step back", "the slowest step back"] {
            let back = wasm.find(&format!("{what}: {which}"), 100, "ns");
            bar(&format!("{what}, wasm: {which}"), "at most 1 ms", back, "ns", |ns| ns <= 1e6);
        }
    }
}

/// The sizes that anything was compared at.
fn sizes(arms: &[Arm; 3]) -> Vec<u64> {
    let forks = arms.iter().flat_map(|arm| &arm.figures).filter(|figure| figure.what == COMPARED[1].0);
    let mut sizes: Vec<u64> = forks.map(|figure| figure.megabytes).collect();
    sizes.sort_unstable();
    sizes.dedup();
    sizes
}

fn sentence(what: &str, unit: &str) -> String {
    let first = what.chars().next().map_or(String::new(), |first| first.to_uppercase().to_string());
    let rest = what.get(first.len()..).unwrap_or_default();
    let each = if unit == "ns" { "" } else { ", for each page" };
    format!("{first}{rest}{each}")
}

fn amount(value: f64, unit: &str) -> String {
    match unit {
        "ns" => nanoseconds(value),
        "ns a page" => format!("{} a page", nanoseconds(value)),
        "ms" => nanoseconds(value * 1e6),
        other => format!("{} {other}", significant(value)),
    }
}

pub(super) fn nanoseconds(value: f64) -> String {
    match value {
        value if value < 1e3 => format!("{} ns", significant(value)),
        value if value < 1e6 => format!("{} µs", significant(value / 1e3)),
        value if value < 1e9 => format!("{} ms", significant(value / 1e6)),
        value => format!("{} s", significant(value / 1e9)),
    }
}

/// About two digits, or all before the point.
fn significant(value: f64) -> String {
    if value < 0.1 {
        format!("{value:.3}")
    } else if value < 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arm(name: &'static str, fork: [f64; 2]) -> Arm {
        let figure = |megabytes, value| Figure {
            what: "fork, all written".to_owned(),
            megabytes,
            value: Some(value),
            unit: "ns".to_owned(),
        };
        Arm { name, figures: vec![figure(1000, fork[0]), figure(10_000, fork[1])], skipped: None }
    }

    #[test]
    fn the_report_compares_and_judges() {
        let wasm = Arm::skipped("simulator, wasm", "no node".to_owned());
        let text = text(&[arm("simulator, native", [2000.0, 40_000.0]), wasm, arm("Linux", [8e6, 9e7])]);
        for line in [
            "| 1000 | 2.0 µs | – | 8.0 ms | 4000 times | – |",
            "| fork of 1 GB, native: faster than Linux | 1000 times | 4000 times | holds |",
            "| fork of 10 GB, native: slower than of 1 GB | at most 15 times | 20 times | **does not hold** |",
            "| 1000 workers x 100 pages, wasm: memory | at most 200 MB | – | not measured |",
            "simulator, wasm: skipped: no node",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
