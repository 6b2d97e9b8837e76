//! Cases of other people's test suites, written as scenarios: `scenarios/conformance/`. Each names where it comes from and what it asserts.

use std::fs;
use std::path::{Path, PathBuf};

use forkscope_scenario::run::run;
use forkscope_scenario::{parse, StepResult};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// What stands behind a key in a comment at the top.
fn told(text: &str, key: &str) -> bool {
    text.lines().take(2).any(|line| line.strip_prefix(key).is_some_and(|rest| rest.len() > 10))
}

#[test]
fn every_case_keeps_its_expectations_and_names_its_origin() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/conformance");
    let mut cases = 0;
    for path in ["cow", "ltp", "mm", "posix"].into_iter().flat_map(|suite| files(&root.join(suite))) {
        let (name, text) = (path.display(), fs::read_to_string(&path).unwrap());
        assert!(told(&text, "# origin: ") && told(&text, "# asserts: "), "{name} does not say what it is");
        let parsed = parse(&text);
        assert!(!parsed.diagnostics.has_errors(), "{name}: {:?}", parsed.diagnostics.list());
        let run = run(&parsed.plan, None);
        let unheld = run.steps.iter().find(|step| step.expect().is_some_and(|expect| !expect.held));
        assert!(unheld.is_none(), "{name}: {unheld:?}");
        assert!(run.steps.iter().any(|step| StepResult::expect(step).is_some()), "{name} expects nothing");
        cases += 1;
    }
    assert!(cases >= 88, "there are {cases} cases only");
}
