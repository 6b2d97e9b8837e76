//! `cargo xtask oracle`: random scenarios on the simulator and on the kernel of this machine, as many as wanted.

use crate::args::Args;
use crate::{proc, project, say};
use anyhow::{bail, Context, Result};
use std::process::Stdio;

pub(crate) const USAGE: &str = "\
cargo xtask oracle [--cases N] [--seed S]
    Compare the simulator with the kernel in N random scenarios (1000) from seed S (0) on; needs root, on Linux on x86-64.
    Fails at a difference or a comparison that failed; their scripts, cut down to what shows a difference, are put into target/oracle.";

/// What `forkscope-oracle` ends with when nothing differs but something was passed over.
const SKIPPED: i32 = 3;

pub(crate) fn run(mut args: Args) -> Result<()> {
    let cases: u64 = args.option("--cases")?.unwrap_or(1000);
    let seed: u64 = args.option("--seed")?.unwrap_or(0);
    args.finish()?;
    let target = project::target_dir()?;
    let scripts = target.join("oracle");
    // A profile that unwinds: a comparison that panics still puts its processes away.
    let build = ["build", "--quiet", "--profile", "native", "-p", "forkscope-oracle"];
    proc::run(proc::cargo().current_dir(project::root()).args(build))?;
    let mut oracle = std::process::Command::new(target.join("native/forkscope-oracle"));
    oracle.args(["random", "--seed", &seed.to_string(), "--cases", &cases.to_string(), "--out"]).arg(&scripts);
    say::note(&format!("{cases} random scenarios from seed {seed} on; scripts go to {}", scripts.display()));
    let status = oracle.stdin(Stdio::null()).status().context("cannot start the oracle")?;
    match status.code() {
        Some(0) => Ok(()),
        Some(SKIPPED) => {
            say::warning("some scenarios were skipped: the reasons stand above");
            Ok(())
        }
        Some(_) | None => bail!("the simulator and the kernel do not agree, or could not be compared ({status})"),
    }
}
