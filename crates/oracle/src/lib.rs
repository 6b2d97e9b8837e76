//! The simulator held against the kernel that this machine runs: one scenario, two arms, compared page by page after every command.
//!
//! ```no_run
//! match forkscope_oracle::verify("process p\np: mmap heap 1 page\np: write heap[0] \"A\"\n") {
//!     Ok(report) => println!("{report}"),
//!     Err(not_run) => println!("{not_run}"),
//! }
//! ```
//!
//! | module | what it is |
//! | --- | --- |
//! | `acts`, `verify` | the commands of a scenario; both sides in step |
//! | `rehearsal`, `probe` | whether a scenario, and this machine, can be compared |
//! | `simulator` | the simulator's side |
//! | `kernel` | the kernel's side: real processes, observed through `/proc` |
//! | `protocol`, `sys` | what its workers are told, and all that takes `unsafe` |
//! | [`observation`], `compare` | the form in which both sides are compared |
//! | [`random`], [`shrink`] | scenarios made up, and cut down to what shows a difference |
//! | [`report`], [`tally`], [`command`] | what came of it, and the commands that print it |
//!
//! Compared are: results with signals and error numbers, minor and major faults of every access and memory call, states and parents, VMAs with
//! permissions and flags, which pages share a frame and which keep theirs, mapcounts, PageAnonExclusive, PG_dirty, every smaps figure that the
//! simulator has, page-table pages, and at the end all bytes. Not compared: reference counts, accessed bits of single
//! pages and writable bits, which `/proc` does not show (a wrong one shows in the next fault), and frame numbers.
//!
//! Linking this crate makes a program able to be its own worker: see `sys::worker`. Elsewhere than on Linux on x86-64 everything is skipped.

mod acts;
pub mod command;
mod compare;
pub mod observation;
pub mod random;
pub mod report;
pub mod shrink;
mod simulator;
pub mod tally;

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod kernel;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod probe;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod protocol;
mod rehearsal;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod sys;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod verify;

use forkscope_scenario::parse;
use forkscope_scenario::render::render_all;
use forkscope_sim::{Command, Config, Machine, PageSize};

use acts::Act;

pub use observation::{Seen, Snapshot};
pub use report::{Difference, NotRun, Report};

/// The pages of the kernel here: the only size that x86-64 has.
pub(crate) const PAGE: PageSize = PageSize::K4;

/// A mistake in the simulator's side, so that a test can see that the comparison would notice.
#[derive(Clone, Copy)]
pub enum Plant<'a> {
    /// Changes what the simulator says before it is compared.
    Said(&'a (dyn Fn(&mut Seen, &mut Snapshot) + Sync)),
    /// Does something to the simulated machine before the command of a line that the kernel hears nothing of.
    Done(&'a (dyn Fn(&mut Machine, u32) + Sync)),
}

/// Runs a script on the simulator and on the kernel, and compares.
///
/// # Errors
/// Why nothing was compared.
pub fn verify(script: &str) -> Result<Report, NotRun> {
    verify_with(script, None)
}

/// [`verify`], with a mistake planted in the simulator's side.
///
/// # Errors
/// As for [`verify`].
pub fn verify_with(script: &str, plant: Option<Plant<'_>>) -> Result<Report, NotRun> {
    let parsed = parse(script);
    if parsed.diagnostics.has_errors() {
        return Err(NotRun::Wrong { errors: render_all(script, &parsed.diagnostics) });
    }
    run(parsed.plan.config(), &acts::of_plan(&parsed.plan), plant)
}

/// Runs commands on a simulated machine and on the kernel, and compares: for what the language has no words for.
///
/// # Errors
/// As for [`verify`]. A difference names the number of the command, from 1, in place of a line.
pub fn verify_commands(config: &Config, commands: &[Command]) -> Result<Report, NotRun> {
    run(config, &acts::of_commands(commands), None)
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn run(config: &Config, acts: &[Act], plant: Option<Plant<'_>>) -> Result<Report, NotRun> {
    verify::verify(config, acts, plant)
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
fn run(_config: &Config, _acts: &[Act], _plant: Option<Plant<'_>>) -> Result<Report, NotRun> {
    Err(NotRun::Skipped { why: "only Linux on x86-64 can be compared with".to_owned() })
}
