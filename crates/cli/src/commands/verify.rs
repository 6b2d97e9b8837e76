//! `forkscope verify`: does the machine agree with the kernel that this runs on?

use forkscope_oracle::command::{verify_files, AGREED, DIFFERS, SKIPPED};

use crate::args::VerifyArgs;
use crate::output::{self, Problem, Status};

/// Runs every file on the simulator and on the kernel, and tells whether they agree, or the first difference side by side.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn verify(args: &VerifyArgs) -> Result<Status, Problem> {
    let mut written = Ok(());
    let status = verify_files(&args.files, &mut |text| {
        if written.is_ok() {
            written = output::print(&format!("{text}\n"));
        }
    });
    written?;
    Ok(match status {
        AGREED => Status::Held,
        DIFFERS => Status::NotHeld,
        SKIPPED => Status::Skipped,
        _ => Status::Wrong,
    })
}
