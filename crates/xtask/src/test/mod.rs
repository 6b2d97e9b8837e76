//! `cargo xtask test`: everything that continuous integration runs, phase by phase, up to the first that fails.

mod phases;

use crate::args::Args;
use crate::say;
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

pub(crate) const USAGE: &str = "\
cargo xtask test [fmt] [clippy] [unit] [build] [browser] [--no-build]
    Run what continuous integration runs, or the phases named. The phase browser builds the page first.
      --no-build   browser tests against dist/ as it is";

/// A part of the tests that can be run alone.
struct Phase {
    name: &'static str,
    title: &'static str,
    run: fn() -> Result<()>,
}

const PHASES: &[Phase] = &[
    Phase { name: "fmt", title: "Formatting", run: phases::fmt },
    Phase { name: "clippy", title: "Clippy, warnings denied, for this machine and for wasm", run: phases::clippy },
    Phase { name: "unit", title: "Tests of all crates on this machine", run: phases::unit },
    Phase { name: "build", title: "Release build of the page, and its size", run: phases::build },
    Phase { name: "browser", title: "Tests in headless Chromium and Firefox", run: phases::browser },
];

pub(crate) fn run(mut args: Args) -> Result<()> {
    let no_build = args.flag("--no-build");
    let chosen = choose(&args.words()?, no_build)?;
    let start = Instant::now();
    let mut times = Vec::new();
    for phase in &chosen {
        times.push((phase.name, run_phase(phase)?));
    }
    say::heading("All passed");
    for (name, time) in times {
        say::note(&format!("{name:<8} {:>12}", say::duration(time)));
    }
    say::note(&format!("{:<8} {:>12}", "total", say::duration(start.elapsed())));
    Ok(())
}

fn run_phase(phase: &Phase) -> Result<Duration> {
    say::heading(&format!("{}: {}", phase.name, phase.title));
    let start = Instant::now();
    let outcome = (phase.run)();
    let time = start.elapsed();
    outcome.with_context(|| format!("phase {} failed after {}", phase.name, say::duration(time)))?;
    say::note(&format!("{} passed in {}", phase.name, say::duration(time)));
    Ok(time)
}

/// The phases named, in their own order; all of them if none is named.
fn choose(names: &[String], no_build: bool) -> Result<Vec<&'static Phase>> {
    if let Some(unknown) = names.iter().find(|name| PHASES.iter().all(|phase| phase.name != **name)) {
        let known: Vec<_> = PHASES.iter().map(|phase| phase.name).collect();
        anyhow::bail!("there is no phase `{unknown}`; there are: {}", known.join(", "));
    }
    let named = |name: &str| names.is_empty() || names.iter().any(|other| other == name);
    let needed = |phase: &&Phase| match phase.name {
        "build" => !no_build && (named("build") || named("browser")),
        name => named(name),
    };
    Ok(PHASES.iter().filter(needed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &[&str], no_build: bool, want: &[&str]) {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let chosen = choose(&names, no_build).map(|phases| phases.iter().map(|phase| phase.name).collect::<Vec<_>>());
        assert_eq!(chosen.ok().as_deref(), Some(want));
    }

    #[test]
    fn browser_tests_run_on_a_fresh_build_unless_told_otherwise() {
        check(&[], false, &["fmt", "clippy", "unit", "build", "browser"]);
        check(&["unit", "fmt"], false, &["fmt", "unit"]);
        check(&["browser"], false, &["build", "browser"]);
        check(&["browser"], true, &["browser"]);
    }
}
