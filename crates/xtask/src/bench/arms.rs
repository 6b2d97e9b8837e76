//! The three that do the same work: the simulator native, the simulator as wasm, the kernel.

use crate::{page, proc, project, say, tools};
use anyhow::{bail, Context, Result};
use std::process::Command;

/// What each of the simulator's arms measures; each part in a process of its own, whose memory then tells what it took.
const PARTS: [&str; 7] = ["writes", "workers", "history=1000", "history=100", "kept=1000", "kept=100", "mosaic"];

/// One figure: what was measured, the megabytes of the process, how much, and of what.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figure {
    pub(super) what: String,
    pub(super) megabytes: u64,
    /// Nothing where it could not be measured; then `unit` says why.
    pub(super) value: Option<f64>,
    pub(super) unit: String,
}

/// All figures of one arm.
pub(super) struct Arm {
    pub(super) name: &'static str,
    pub(super) figures: Vec<Figure>,
    /// Why there are none.
    pub(super) skipped: Option<String>,
}

type Measured = (&'static str, Result<Arm>);

impl Arm {
    /// The simulator, compiled for the machine that it runs on.
    pub(super) fn native(sizes: &str) -> Measured {
        let of_part = |part: &str| {
            let bench = ["run", "-q", "-p", "forkscope-bench", "--profile", "native", "--"];
            proc::output(proc::cargo().current_dir(project::root()).args(bench).arg(part))
        };
        Arm::of("simulator, native", simulated(sizes, &of_part))
    }

    /// The simulator as wasm, compiled like the page, under Node.
    pub(super) fn wasm(sizes: &str) -> Measured {
        Arm::of("simulator, wasm", wasm(sizes))
    }

    /// The kernel that this runs on.
    pub(super) fn kernel(sizes: &str) -> Measured {
        say::heading("the kernel");
        let scale = ["run", "-q", "-p", "forkscope-oracle", "--profile", "native", "--", "scale"];
        let mut cargo = proc::cargo();
        // Its status says that a size was left out; its figures say which, and why.
        let output = cargo.current_dir(project::root()).args(scale).args(sizes.split(',')).output();
        let text =
            output.context("cannot start cargo").map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        Arm::of("Linux", text)
    }

    pub(super) fn skipped(name: &'static str, why: String) -> Arm {
        Arm { name, figures: Vec::new(), skipped: Some(why) }
    }

    fn of(name: &'static str, text: Result<String>) -> Measured {
        let figures = |text: String| Arm { name, figures: text.lines().filter_map(figure).collect(), skipped: None };
        (name, text.map(figures))
    }

    /// What was measured of a process of some size, and how much of which unit.
    pub(super) fn find(&self, what: &str, megabytes: u64, unit: &str) -> Option<f64> {
        let is_it = |figure: &&Figure| figure.what == what && figure.megabytes == megabytes && figure.unit == unit;
        self.figures.iter().find(is_it)?.value
    }
}

fn simulated(sizes: &str, of_part: &dyn Fn(&str) -> Result<String>) -> Result<String> {
    say::heading("the simulator");
    let mut text = of_part(&format!("sizes={sizes}"))?;
    for part in PARTS {
        text += &of_part(part)?;
    }
    Ok(text)
}

fn wasm(sizes: &str) -> Result<String> {
    let Some(node) = proc::find("node") else { bail!("there is no `node` on PATH") };
    let toolbox = tools::ensure_wasm_bindgen_tools()?;
    let build = ["build", "-q", "-p", "forkscope-bench", "--release", "--target", "wasm32-unknown-unknown"];
    let mut cargo = proc::cargo();
    page::compile_as_page(&mut cargo, "");
    proc::run(cargo.current_dir(project::root()).args(build))?;
    let target = project::target_dir()?;
    let program = target.join("wasm32-unknown-unknown/release/forkscope-bench.wasm");
    let folder = target.join("bench");
    let mut bindgen = toolbox.command("wasm-bindgen")?;
    proc::run(bindgen.arg(&program).args(["--target", "nodejs", "--no-typescript", "--out-dir"]).arg(&folder))?;
    tools::wasm_opt::shrink(&folder.join("forkscope-bench_bg.wasm"))?;
    let start = "globalThis.argument = process.argv[1]; require(process.argv[2])";
    let script = folder.join("forkscope-bench.js");
    simulated(sizes, &|part| proc::output(Command::new(&node).args(["-e", start, "--", part]).arg(&script)))
}

/// Reads a line with a figure.
fn figure(line: &str) -> Option<Figure> {
    let mut words = line.split('\t');
    let (what, megabytes, value, unit) = (words.next()?, words.next()?, words.next()?, words.next()?);
    Some(Figure {
        what: what.to_owned(),
        megabytes: megabytes.parse().ok()?,
        value: value.parse().ok(),
        unit: unit.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::{figure, Arm};

    #[test]
    fn figures_are_read_and_found() {
        let text = "map\t1\t87.0\tns\nno figure\nfork, all written\t10000\t-\tonly 9 MB of memory are available\n";
        let arm = Arm { name: "x", figures: text.lines().filter_map(figure).collect(), skipped: None };
        assert_eq!((arm.find("map", 1, "ns"), arm.find("map", 10, "ns"), arm.figures.len()), (Some(87.0), None, 2));
        assert_eq!(arm.figures[1].value, None);
    }
}
