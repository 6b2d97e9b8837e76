//! `cargo xtask fuzz`: the targets of `crates/fuzz`, led by coverage, for as long as wanted.
//!
//! bolero brings libFuzzer along; all it needs of the compiler are the flags below, which the stable one has too.

use crate::args::Args;
use crate::{proc, project, say};
use anyhow::{bail, Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) const USAGE: &str = "\
cargo xtask fuzz [TARGET...] [--minutes N]
    Look for inputs that break a promise: script, link, commands, or the targets named, N minutes each (10).
    What is found stands in crates/fuzz/tests/__fuzz__/TARGET/crashes, and every test runs it from then on.";

const TARGETS: [&str; 3] = ["script", "link", "commands"];

/// Coverage for libFuzzer, as `cargo bolero` asks for it.
const FLAGS: &[&str] = &[
    "--cfg",
    "fuzzing",
    "--cfg",
    "fuzzing_libfuzzer",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

pub(crate) fn run(mut args: Args) -> Result<()> {
    let minutes: u64 = args.option("--minutes")?.unwrap_or(10);
    let named = args.words()?;
    if let Some(unknown) = named.iter().find(|name| !TARGETS.contains(&name.as_str())) {
        bail!("there is no target `{unknown}`; there are: {}", TARGETS.join(", "));
    }
    let chosen = TARGETS.into_iter().filter(|target| named.is_empty() || named.iter().any(|name| name == target));
    for target in chosen {
        say::heading(&format!("{target}: {minutes} min"));
        fuzz(target, minutes)?;
    }
    Ok(())
}

fn fuzz(target: &str, minutes: u64) -> Result<()> {
    let folder = project::root().join("crates/fuzz/tests/__fuzz__").join(target);
    let (corpus, crashes) = (folder.join("corpus"), folder.join("crashes"));
    // What is found on the way is no part of the repository.
    let found = project::root().join("target/fuzz").join(target);
    for folder in [&found, &corpus, &crashes] {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    }
    let mut command = target_command(target)?;
    command.env("BOLERO_TEST_NAME", target).env("BOLERO_LIBTEST_HARNESS", "1");
    command.env("BOLERO_LIBFUZZER_ARGS", engine_args([&found, &corpus], &crashes, minutes));
    proc::run(&mut command)
        .with_context(|| format!("inputs that broke a promise, if any, are in {}", crashes.display()))
}

/// The arguments of libFuzzer: what it finds goes into the first folder, the second is where it starts from.
fn engine_args([found, corpus]: [&PathBuf; 2], crashes: &Path, minutes: u64) -> String {
    let (found, corpus, crashes) = (found.display(), corpus.display(), crashes.display());
    format!("{found} {corpus} -artifact_prefix={crashes}/ -max_total_time={} -timeout=20 -max_len=2048", minutes * 60)
}

/// The test of a target, built with coverage in a folder of its own, so that other builds stay as they are.
fn target_command(target: &str) -> Result<Command> {
    let triple = host()?;
    let mut cargo = proc::cargo();
    cargo.current_dir(project::root()).env("RUSTFLAGS", FLAGS.join(" "));
    // With a triple the flags are not those of build scripts, too.
    cargo.args(["test", "--quiet", "--profile", "fuzz", "--target", &triple, "-p", "forkscope-fuzz", "--test", target]);
    cargo.args(["--", target, "--exact", "--nocapture", "--test-threads", "1"]);
    Ok(cargo)
}

fn host() -> Result<String> {
    let output = Command::new("rustc").args(["--print", "host-tuple"]).output().context("cannot run rustc")?;
    let triple = String::from_utf8(output.stdout).context("rustc says no text")?;
    Ok(triple.trim().to_owned())
}
