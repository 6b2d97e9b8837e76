//! What five articles claim: `docs/claims.md` has a row for each claim, and `scenarios/claims/` shows what is true.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use forkscope_scenario::run::run;
use forkscope_scenario::{parse, Said};

/// How many claims each article makes.
const ROWS: [u32; 5] = [35, 31, 17, 10, 20];
const VERDICTS: [&str; 4] = ["true", "true with a caveat", "false today", "unverifiable"];

/// A row of the table.
#[derive(Debug)]
struct Row {
    verdict: String,
    /// Its scenario, or why it has none.
    shown: Result<String, String>,
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn table() -> BTreeMap<String, Row> {
    let text = fs::read_to_string(root().join("docs/claims.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| S"));
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [id, _, verdict, shown] = cells[..] else { panic!("not four cells: {line}") };
        let file = shown.split_once("](../scenarios/claims/").and_then(|(_, rest)| rest.strip_suffix(".fork)"));
        let why = shown.strip_prefix("none: ").unwrap_or_default().to_owned();
        (id.to_owned(), Row { verdict: verdict.to_owned(), shown: file.map(str::to_owned).ok_or(why) })
    };
    rows.map(row).collect()
}

/// The scenarios by name, with the rows that they say they show.
fn scenarios() -> BTreeMap<String, (String, Vec<String>)> {
    let entries = fs::read_dir(root().join("scenarios/claims")).unwrap();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let rows = text.lines().find_map(|line| line.strip_prefix("# claims: ")).unwrap_or_default();
        let rows = rows.split_whitespace().map(str::to_owned).collect();
        (path.file_stem().unwrap().to_string_lossy().into_owned(), (text, rows))
    };
    entries.map(|entry| read(entry.unwrap().path())).collect()
}

#[test]
fn every_claim_has_a_verdict_and_a_scenario_or_a_reason() {
    let (table, scenarios) = (table(), scenarios());
    for (article, rows) in ROWS.into_iter().enumerate() {
        for row in 1..=rows {
            let id = format!("S{article}-{row}");
            let found = table.get(&id).unwrap_or_else(|| panic!("docs/claims.md has no row {id}"));
            assert!(VERDICTS.contains(&found.verdict.as_str()), "{id}: {found:?}");
            match &found.shown {
                Ok(file) => {
                    let (_, rows) = scenarios.get(file).unwrap_or_else(|| panic!("{id}: there is no {file}"));
                    assert!(rows.contains(&id), "{id}: {file} does not name it");
                }
                Err(why) => assert!(why.len() > 10, "{id} has no scenario and no reason"),
            }
        }
    }
    assert_eq!(table.len() as u32, ROWS.iter().sum::<u32>());
}

#[test]
fn every_scenario_of_a_claim_holds_and_ends_in_its_verdict() {
    let table = table();
    for (name, (text, rows)) in scenarios() {
        let shown_by = |id: &String| table.get(id).is_some_and(|row| row.shown.as_ref() == Ok(&name));
        assert!(!rows.is_empty() && rows.iter().all(shown_by), "{name}: docs/claims.md does not link all of {rows:?}");
        let parsed = parse(&text);
        assert!(!parsed.diagnostics.has_errors(), "{name}: {:?}", parsed.diagnostics.list());
        let run = run(&parsed.plan, None);
        let unheld = run.steps.iter().find(|step| step.expect().is_some_and(|expect| !expect.held));
        assert!(unheld.is_none(), "{name}: {unheld:?}");
        assert!(run.steps.iter().filter_map(|step| step.expect()).count() >= 2, "{name} expects too little");
        let last = run.steps.last().and_then(|step| step.said.as_ref());
        let verdict = format!("Verdict: {}. ", table[&rows[0]].verdict);
        assert!(matches!(last, Some(Said::Note(note)) if note.starts_with(&verdict)), "{name}: {verdict}{last:?}");
    }
}
