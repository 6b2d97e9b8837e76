//! `verify FILE...`: compares scenario files and prints what came of each.

use std::fs;
use std::path::Path;

use crate::{verify, NotRun, Report};

/// Every scenario agreed.
pub const AGREED: u8 = 0;
/// A scenario differs.
pub const DIFFERS: u8 = 1;
/// A file cannot be read, a script is wrong, or a comparison failed.
pub const FAILED: u8 = 2;
/// Nothing differs, but a scenario could not be compared.
pub const SKIPPED: u8 = 3;

/// Compares scenario files with the kernel, says what came of each, and gives the exit status. The worst of all counts: failures before
/// differences before skips.
pub fn verify_files(paths: &[impl AsRef<Path>], print: &mut dyn FnMut(&str)) -> u8 {
    let mut worst = AGREED;
    for path in paths {
        let path = path.as_ref();
        let (status, text) = match fs::read_to_string(path) {
            Ok(script) => verdict(&verify(&script)),
            Err(error) => (FAILED, error.to_string()),
        };
        print(&format!("{}: {text}", path.display()));
        worst = worse(worst, status);
    }
    worst
}

fn verdict(result: &Result<Report, NotRun>) -> (u8, String) {
    match result {
        Ok(report) if report.difference.is_none() => (AGREED, report.to_string()),
        Ok(report) => (DIFFERS, report.to_string()),
        Err(not_run @ NotRun::Skipped { .. }) => (SKIPPED, not_run.to_string()),
        Err(not_run) => (FAILED, not_run.to_string()),
    }
}

fn worse(a: u8, b: u8) -> u8 {
    let rank = |status| [AGREED, SKIPPED, DIFFERS, FAILED].iter().position(|known| *known == status);
    if rank(b) > rank(a) {
        b
    } else {
        a
    }
}
