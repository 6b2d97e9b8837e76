//! The commands `verify FILE...` and `random`: what they print, and their exit status.

use std::fs;
use std::path::Path;

use crate::shrink::shrink;
use crate::tally::Tally;
use crate::{random, verify, NotRun, Report};

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

/// Measures what fork costs on this kernel for processes of so many megabytes. It prints a line for each figure: what was measured, megabytes, the
/// figure and its unit, with tabs between; `-` and a reason where it could not be measured.
pub fn fork_costs(megabytes: &[u64], print: &mut dyn FnMut(&str)) -> u8 {
    let mut status = AGREED;
    for megabytes in megabytes {
        let pages = (megabytes << 20) / crate::PAGE.bytes();
        match measure(pages) {
            Ok((untouched, written, write)) => {
                print(&format!("fork, untouched\t{megabytes}\t{untouched}\tns"));
                print(&format!("fork, all written\t{megabytes}\t{written}\tns"));
                match write.map(|write| write / pages.max(1)) {
                    Some(each) => print(&format!("child writes to all\t{megabytes}\t{each}\tns a page")),
                    None => print(&format!("child writes to all\t{megabytes}\t-\ttoo little memory available")),
                }
            }
            Err(error) => {
                print(&format!("fork, all written\t{megabytes}\t-\t{error}"));
                status = SKIPPED;
            }
        }
    }
    status
}

#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn measure(pages: u64) -> std::io::Result<(u64, u64, Option<u64>)> {
    crate::sys::measure(pages).map(|cost| (cost.untouched, cost.written, cost.write))
}

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
fn measure(_pages: u64) -> std::io::Result<(u64, u64, Option<u64>)> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// After so many scenarios it says how far it has come.
const PROGRESS: u64 = 100;

/// Compares the random scenarios of `cases` seeds from `seed` on. A difference is shrunk and put into `folder` as a file; of a comparison that
/// failed the whole script is put there.
pub fn random_scenarios(seed: u64, cases: u64, folder: &Path, print: &mut dyn FnMut(&str)) -> u8 {
    let (mut worst, mut tally) = (AGREED, Tally::default());
    for seed in seed..seed.saturating_add(cases) {
        let script = random::script(seed);
        let result = verify(&script);
        let (status, text) = verdict(&result);
        tally.add(seed, &result);
        worst = worse(worst, status);
        let kept = match &result {
            Ok(report) if report.difference.is_some() => {
                let shortest = shortest(&script);
                print(&format!("seed {seed}: {}", verdict(&verify(&shortest)).1));
                keep(folder, &format!("random-{seed}.fork"), &shortest, print)
            }
            Err(NotRun::Wrong { .. } | NotRun::Failed { .. }) => {
                print(&format!("seed {seed}: {text}"));
                keep(folder, &format!("unanswered-{seed}.fork"), &script, print)
            }
            Ok(_) | Err(NotRun::Skipped { .. }) => AGREED,
        };
        worst = worse(worst, kept);
        if tally.cases() % PROGRESS == 0 && tally.cases() < cases {
            print(&format!("{} of {cases}: {tally}", tally.cases()));
        }
    }
    summary(&tally, print);
    worst
}

/// Puts a script where somebody can look at it, and says so.
fn keep(folder: &Path, name: &str, script: &str, print: &mut dyn FnMut(&str)) -> u8 {
    let path = folder.join(name);
    match fs::create_dir_all(folder).and_then(|()| fs::write(&path, script)) {
        Ok(()) => {
            print(&format!("in {}:\n{script}", path.display()));
            AGREED
        }
        Err(error) => {
            print(&format!("{}: {error}\n{script}", path.display()));
            FAILED
        }
    }
}

fn summary(tally: &Tally, print: &mut dyn FnMut(&str)) {
    print(&format!("{} random scenarios: {tally}; {} pages agreed", tally.cases(), tally.pages));
    for (why, count) in &tally.skipped {
        print(&format!("  skipped {count}: {why}"));
    }
    for (what, seeds) in [("differed", &tally.differed), ("unanswered", &tally.unanswered)] {
        if !seeds.is_empty() {
            print(&format!("  {what}: seeds {}", seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(" ")));
        }
    }
}

/// The shortest script that shows a difference, any difference.
fn shortest(script: &str) -> String {
    shrink(script, |text| verify(text).is_ok_and(|report| report.difference.is_some()))
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
