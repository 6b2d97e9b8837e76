//! Scenario files: the gallery, and scripts that once showed a difference.

use std::fs;
use std::path::{Path, PathBuf};

use forkscope_oracle::command::verify_again;

use crate::agrees;

fn scenarios(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|kind| kind == "fork")).collect();
    files.sort();
    files
}

/// Compares all scenarios of a folder; gives how many could be compared.
fn check(folder: &str) -> usize {
    let verdicts = scenarios(folder).into_iter().filter_map(|path| {
        let script = fs::read_to_string(&path).expect("a readable scenario");
        agrees(&path.display().to_string(), verify_again(&script)).map(|agreed| (path, agreed))
    });
    let verdicts: Vec<(PathBuf, bool)> = verdicts.collect();
    let wrong: Vec<&PathBuf> = verdicts.iter().filter(|(_, agreed)| !agreed).map(|(path, _)| path).collect();
    assert!(wrong.is_empty(), "these differ from the kernel: {wrong:#?}");
    verdicts.len()
}

#[test]
fn the_gallery_agrees_with_the_kernel() {
    let compared = check("../../scenarios");
    println!("{compared} scenarios of the gallery were compared");
    assert!(compared == 0 || compared >= 20, "only {compared} scenarios could be compared");
}

#[test]
fn what_is_said_about_claims_agrees_with_the_kernel() {
    println!("{} scenarios of claims were compared", check("../../scenarios/claims"));
}

#[test]
fn cases_of_other_suites_agree_with_the_kernel() {
    for suite in ["cow", "ltp", "mm", "posix"] {
        println!("{} of {suite} were compared", check(&format!("../../scenarios/conformance/{suite}")));
    }
}

#[test]
fn differences_that_were_mended_stay_mended() {
    println!("{} scenarios were compared", check("regressions"));
}
