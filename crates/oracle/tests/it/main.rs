//! The simulator against the kernel that the tests run on. Without root nothing can be compared, and each test says so.

mod cleanup;
mod commands;
mod gallery;
mod plants;
mod random;

use forkscope_oracle::{NotRun, Report};

/// The report of a comparison, or nothing if this machine or the scenario does not allow one. A failed comparison is a failed test.
fn unless_skipped(what: &str, result: Result<Report, NotRun>) -> Option<Report> {
    match result {
        Ok(report) => Some(report),
        Err(not_run @ NotRun::Skipped { .. }) => {
            println!("{what}: {not_run}");
            None
        }
        Err(not_run) => panic!("{what}: {not_run}"),
    }
}

/// Whether both sides agree; nothing if it was skipped.
fn agrees(what: &str, result: Result<Report, NotRun>) -> Option<bool> {
    let report = unless_skipped(what, result)?;
    if report.difference.is_some() || report.before.is_some() {
        println!("{what}: {report} (run {} times)", report.attempts);
    }
    Some(report.difference.is_none())
}

/// The pages of the machines that are not about other sizes.
const K4: forkscope_sim::PageSize = forkscope_sim::PageSize::K4;
