//! `cargo xtask bench`: what fork costs on the simulator, natively and as wasm, and on the kernel of this machine, side by side.
//!
//! - [`arms`]: the three that do the same work, and the figures that they print.
//! - [`report`]: the figures as tables, and what is asked of them.
//! - [`chart`]: fork by size, as a picture.

mod arms;
mod chart;
mod report;

use crate::args::Args;
use crate::{project, say};
use anyhow::{Context, Result};
use arms::Arm;
use std::fs;

pub(crate) const USAGE: &str = "\
cargo xtask bench [--sizes MB,MB,...] [--write]
    Measure fork of processes of these sizes (1,10,50,100,1000,10000) on the simulator, natively and as wasm under Node, and on the
    kernel (Linux on x86-64, where memory allows), and say whether the simulator is as fast as it is meant to be.
      --write     put the tables into docs/bench.md and the chart into docs/bench.svg";

pub(crate) fn run(mut args: Args) -> Result<()> {
    let sizes: String = args.option("--sizes")?.unwrap_or_else(|| "1,10,50,100,1000,10000".to_owned());
    let write = args.flag("--write");
    args.finish()?;
    let measured = [Arm::native(&sizes), Arm::wasm(&sizes), Arm::kernel(&sizes)];
    let arms = measured.map(|(name, figures)| {
        figures.unwrap_or_else(|error| {
            say::warning(&format!("{name} skipped: {error:#}"));
            Arm::skipped(name, format!("{error:#}"))
        })
    });
    let report = report::text(&arms);
    println!("{report}");
    if write {
        let docs = project::root().join("docs");
        for (file, text) in [("bench.md", report), ("bench.svg", chart::svg(&arms))] {
            let path = docs.join(file);
            fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        }
    }
    Ok(())
}
