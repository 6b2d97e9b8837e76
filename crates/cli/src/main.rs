//! `forkscope`: runs, checks and explains Forkscope scenarios from the command line.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`args`] | what may be written on the command line |
//! | [`commands`] | one file per command |
//! | [`tokens`] | the colours of the page, for pictures |
//! | [`source`] | scripts from files and standard input, and what is wrong with them |
//! | [`json`], [`machine`] | the shape of `run --format json`, and a machine in that shape |
//! | [`output`] | where text goes, exit statuses, colours |
//!
//! Exit status: 0 when every `expect` held, 1 when one did not, 2 when a script is wrong or cannot be read, and for `verify` 3 when something could
//! not be compared.

mod args;
mod commands;
mod json;
mod machine;
mod output;
mod source;
mod tokens;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use output::Status;

fn main() -> ExitCode {
    let Args { command, lang } = Args::parse();
    let done = match command {
        Command::Run(args) => commands::run::run(&args, lang),
        Command::Check(args) => commands::check::check(&args, lang),
        Command::Verify(args) => commands::verify::verify(&args),
        Command::Proc(args) => commands::proc::proc(&args, lang),
        Command::Explain(args) => commands::explain::explain(&args, lang),
        Command::Glossary(args) => commands::glossary::glossary(&args, lang),
        Command::Picture(args) => commands::picture::picture(&args, lang),
        Command::Fmt(args) => commands::fmt::fmt(&args, lang),
        Command::Link(args) => commands::link::link(&args, lang),
    };
    let status = done.unwrap_or_else(|problem| {
        problem.report();
        Status::Wrong
    });
    status.into()
}
