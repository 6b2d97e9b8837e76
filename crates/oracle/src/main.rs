//! `forkscope-oracle`: compares scenarios with the kernel that this machine runs.

use std::path::Path;
use std::process::ExitCode;

use forkscope_oracle::command::{fork_costs, random_scenarios, verify_files, FAILED};

const USAGE: &str = "\
usage: forkscope-oracle verify FILE...
       forkscope-oracle random [--seed S] [--cases N] [--out FOLDER]
       forkscope-oracle scale MEGABYTES...

Runs scenarios on the simulator and on the kernel and compares them after every command; needs root.
`random` makes scenarios up, and puts the shortest script of each difference into the folder (target/oracle).
`scale` measures fork of processes of these sizes, and the child's writes to all pages; it needs no root.
Exit status: 0 all agree, 1 one differs, 2 something failed, 3 some were skipped.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut print = |line: &str| println!("{line}");
    let status = match arguments.split_first() {
        Some((verb, files)) if verb == "verify" && !files.is_empty() => verify_files(files, &mut print),
        Some((verb, options)) if verb == "random" => match random_options(options) {
            Some((seed, cases, folder)) => random_scenarios(seed, cases, Path::new(folder), &mut print),
            None => usage(),
        },
        Some((verb, sizes)) if verb == "scale" && !sizes.is_empty() => {
            match sizes.iter().map(|size| size.parse()).collect::<Result<Vec<u64>, _>>() {
                Ok(sizes) => fork_costs(&sizes, &mut print),
                Err(_) => usage(),
            }
        }
        Some(_) | None => usage(),
    };
    ExitCode::from(status)
}

fn usage() -> u8 {
    eprintln!("{USAGE}");
    FAILED
}

fn random_options(options: &[String]) -> Option<(u64, u64, &str)> {
    let (mut seed, mut cases, mut folder) = (0, 100, "target/oracle");
    for option in options.chunks(2) {
        let [name, value] = option else { return None };
        match name.as_str() {
            "--seed" => seed = value.parse().ok()?,
            "--cases" => cases = value.parse().ok()?,
            "--out" => folder = value,
            _ => return None,
        }
    }
    Some((seed, cases, folder))
}
