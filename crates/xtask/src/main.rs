//! `cargo xtask`: the commands of this project.
//!
//! - [`serve`]: set up what is missing, build the page and serve it.
//! - [`test`]: everything that continuous integration runs, whole or by phase.
//! - [`bench`]: what fork costs on the simulator and on the kernel, side by side.
//! - [`oracle`]: random scenarios on the simulator and on the kernel.
//! - [`fuzz`]: the fuzz targets, for as long as wanted.
//! - [`dist`]: the page as a folder for any static host.
//! - [`tools`]: finds, or installs, the tools that the three need.
//! - [`visit`]: what light visits run.
//! - [`split`]: the page's wasm in three parts, of which most visitors load one or two.
//! - [`page`], [`project`], [`proc`], [`args`], [`say`]: Trunk, the checkout, child processes, options, output.
//!
//! A command is a file with a `run(Args)`; a new one is a file and a line in [`COMMANDS`].

mod args;
mod bench;
mod bench_page;
mod dist;
#[cfg(test)]
mod docs;
mod fresh;
mod fuzz;
mod oracle;
mod page;
mod proc;
mod project;
mod publish;
mod say;
mod serve;
mod split;
mod styles;
mod test;
mod tools;
mod visit;

use crate::args::Args;
use anyhow::Result;
use std::process::ExitCode;

/// A command: its name, what it does, and the function that does it.
struct Task {
    name: &'static str,
    usage: &'static str,
    run: fn(Args) -> Result<()>,
}

const COMMANDS: &[Task] = &[
    Task { name: "serve", usage: serve::USAGE, run: serve::run },
    Task { name: "test", usage: test::USAGE, run: test::run },
    Task { name: "bench", usage: bench::USAGE, run: bench::run },
    Task { name: "bench-page", usage: bench_page::USAGE, run: bench_page::run },
    Task { name: "oracle", usage: oracle::USAGE, run: oracle::run },
    Task { name: "fuzz", usage: fuzz::USAGE, run: fuzz::run },
    Task { name: "dist", usage: dist::USAGE, run: dist::run },
    Task { name: "visit", usage: visit::USAGE, run: visit::run },
    Task { name: "styles", usage: styles::USAGE, run: styles::run },
    Task { name: "setup", usage: tools::USAGE, run: tools::run },
];

fn main() -> ExitCode {
    match dispatch(Args::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::failure(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn dispatch(mut args: Args) -> Result<()> {
    let Some(name) = args.next_word() else {
        print_help();
        return Ok(());
    };
    if matches!(name.as_str(), "help" | "-h" | "--help") {
        print_help();
        return Ok(());
    }
    let Some(task) = COMMANDS.iter().find(|task| task.name == name) else {
        let known: Vec<_> = COMMANDS.iter().map(|task| task.name).collect();
        anyhow::bail!("there is no command `{name}`; there are: {}", known.join(", "));
    };
    if args.has_help() {
        println!("{}", task.usage);
        return Ok(());
    }
    (task.run)(args)
}

fn print_help() {
    println!("cargo xtask COMMAND [OPTIONS]\n");
    for task in COMMANDS {
        println!("{}\n", task.usage);
    }
}
