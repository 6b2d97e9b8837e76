//! `forkscope-oracle`: compares scenarios with the kernel that this machine runs.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((verb, files)) if verb == "verify" && !files.is_empty() => {
            ExitCode::from(forkscope_oracle::command::verify_files(files, &mut |line| println!("{line}")))
        }
        _ => {
            eprintln!("usage: forkscope-oracle verify FILE...");
            ExitCode::from(forkscope_oracle::command::FAILED)
        }
    }
}
