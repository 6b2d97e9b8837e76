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
            Ok(script) => verdict(&verify_again(&script)),
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

/// [`verify`], again as long as a script differs, a few times: what others do on a busy machine may show in all attempts of one comparison.
///
/// # Errors
/// As for [`verify`].
pub fn verify_again(script: &str) -> Result<Report, NotRun> {
    run_again(&verify, script)
}

/// How often a script that differs is run before that counts, each time with all the attempts of a comparison: a busy machine stays busy for a while.
const RUNS: u32 = 3;

/// Compares a script with the kernel: [`verify`], or something in its place.
type Compare<'a> = &'a dyn Fn(&str) -> Result<Report, NotRun>;

/// Compares the random scenarios of `cases` seeds from `seed` on. A difference is shrunk and put into `folder` as a file; of a comparison that
/// failed the whole script is put there. What differs and agrees when it is run again is counted apart, and said.
pub fn random_scenarios(seed: u64, cases: u64, folder: &Path, print: &mut dyn FnMut(&str)) -> u8 {
    random_scenarios_by(&verify, seed..seed.saturating_add(cases), folder, print)
}

/// [`random_scenarios`], compared by something else than [`verify`]: so that a test can plant a mistake.
pub fn random_scenarios_by(
    compare: Compare<'_>,
    seeds: std::ops::Range<u64>,
    folder: &Path,
    print: &mut dyn FnMut(&str),
) -> u8 {
    let cases = seeds.end - seeds.start;
    let (mut worst, mut tally) = (AGREED, Tally::default());
    for seed in seeds {
        let script = random::script(seed);
        let result = run_again(compare, &script);
        let (status, text) = verdict(&result);
        tally.add(seed, &result);
        worst = worse(worst, status);
        let kept = match &result {
            Ok(report) if report.difference.is_some() => {
                let shortest = shortest(compare, &script);
                print(&format!("seed {seed}: {}", verdict(&compare(&shortest)).1));
                keep(folder, &format!("random-{seed}.fork"), &shortest, print)
            }
            Err(NotRun::Wrong { .. } | NotRun::Failed { .. }) => {
                print(&format!("seed {seed}: {text}"));
                keep(folder, &format!("unanswered-{seed}.fork"), &script, print)
            }
            Ok(report) if report.before.is_some() => {
                print(&format!("seed {seed}: {text}"));
                AGREED
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

/// Compares a script, up to [`RUNS`] times as long as it differs.
fn run_again(compare: Compare<'_>, script: &str) -> Result<Report, NotRun> {
    let mut last = compare(script);
    for _ in 1..RUNS {
        let Ok(Report { difference: Some(before), .. }) = last else { break };
        last = compare(script).map(|report| report.after(Some(before)));
    }
    last
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
    let named =
        [("agreed when run again", &tally.again), ("differed", &tally.differed), ("unanswered", &tally.unanswered)];
    for (what, seeds) in named {
        if !seeds.is_empty() {
            print(&format!("  {what}: seeds {}", seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(" ")));
        }
    }
}

/// The shortest script that shows a difference, any difference.
fn shortest(compare: Compare<'_>, script: &str) -> String {
    shrink(script, |text| compare(text).is_ok_and(|report| report.difference.is_some()))
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::Difference;

    /// What is printed of one seed that differs so many times before it agrees.
    fn check(differs: u32, status: u8, said: &str) {
        let left = Cell::new(differs);
        let compare = |_: &str| {
            let difference = (left.get() > 0).then(Difference::default);
            left.set(left.get().saturating_sub(1));
            Ok(Report { difference, ..Report::default() })
        };
        let (folder, mut printed) = (std::env::temp_dir().join("forkscope-run-again"), String::new());
        let found = random_scenarios_by(&compare, 7..8, &folder, &mut |line| printed = format!("{printed}{line}\n"));
        let _ = fs::remove_dir_all(&folder);
        assert_eq!((found, printed.contains(said)), (status, true), "{printed}");
    }

    #[test]
    fn what_agrees_when_run_again_is_counted_and_named() {
        check(0, AGREED, "scenarios: 1 agreed, 0 agreed when run again, 0 differed");
        check(1, AGREED, "0 agreed, 1 agreed when run again, 0 differed");
        check(RUNS - 1, AGREED, "agreed when run again: seeds 7");
        check(
            1,
            AGREED,
            "seed 7: agrees with the kernel: 0 commands, 0 pages; when run again, as it differed before in",
        );
    }

    #[test]
    fn what_differs_every_time_differs() {
        check(u32::MAX, DIFFERS, "differed: seeds 7");
        check(RUNS, DIFFERS, "0 agreed, 0 agreed when run again, 1 differed");
    }
}
