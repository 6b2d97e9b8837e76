//! `forkscope run --format json`

use expect_test::expect_file;
use serde_json::Value;

use crate::tool::forkscope;

const SCRIPT: &str = "\
process parent
parent: mmap heap 3 pages
parent: write heap[0] \"A\"
expect refcount(parent.heap[0]) == 1
";

/// The example of the design, one of each kind of object.
const SHAPE: &str = r#"
{ "processes": [ { "name": "parent", "pid": 1, "ppid": 0, "tgid": 1, "state": "running",
      "rss": 12288, "pss": 6144, "uss": 0, "shared_clean": 0, "shared_dirty": 12288, "private_clean": 0, "private_dirty": 0,
      "anonymous": 12288, "anon_huge": 0, "swap": 0, "page_tables": 8192, "minflt": 3, "majflt": 0,
      "vmas": [ { "name": "heap", "start": 35184372088832, "pages": 3, "perm": "rw-p",
          "ptes": [ { "page": 0, "frame": 17, "present": true, "writable": false, "dirty": true, "exclusive": false } ] } ] } ],
  "frames": [ { "frame": 17, "refcount": 2, "mapcount": 2, "kind": "anon", "bytes": "41000000" } ],
  "steps": [ { "line": 5, "result": "ok", "minflt": 1, "majflt": 0, "value": null } ],
  "totals": { "frames_used": 3, "frames_if_eager": 6, "faults": 3, "cow_copies": 0, "cow_reuses": 0, "bytes_copied": 0 },
  "expects": [ { "line": 14, "text": "...", "held": true } ] }
"#;

fn report(args: &[&str], script: &str) -> Value {
    let ran = forkscope(&[&["run", "--format", "json"], args, &["-"]].concat(), script);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// The keys of a text in JSON, in order.
fn keys(json: &str) -> Vec<&str> {
    let before = json.split("\":").map(|part| part.rsplit('"').next().unwrap_or(""));
    let mut keys: Vec<&str> = before.collect();
    keys.pop();
    keys
}

/// Two values of the same shape: the same keys, and the same types below them. Lists are compared by their first items.
fn same_shape(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|o| same_shape(value, o)))
        }
        (Value::Array(one), Value::Array(other)) => same_shape(&one[0], &other[0]),
        _ => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

#[test]
fn the_report_has_the_documented_shape() {
    let example = serde_json::from_str(SHAPE).expect("the example is JSON");
    assert!(same_shape(&report(&[], SCRIPT), &example));
}

#[test]
fn fields_come_in_the_documented_order() {
    let script = "process parent\nparent: mmap heap 3 pages\nparent: write heap[0] \"A\"\nexpect faults == 1\n";
    let ran = forkscope(&["run", "--format", "json", "-"], script);
    let mut found = keys(&ran.out);
    let step = found.iter().position(|key| *key == "steps").expect("steps") + 1;
    found.drain(step + 5..step + 15);
    assert_eq!(found, keys(SHAPE));
}

#[test]
fn the_report_of_a_small_run_is_exactly_this() {
    let script = format!("{SCRIPT}parent: fork child\nparent: read heap[1]\nparent: write heap[0] \"B\"\nchild: exit 3\nparent: read heap[5]\n");
    let ran = forkscope(&["run", "--format", "json", "-"], script.replace("3 pages", "3 pages rw"));
    expect_file!["report.json"].assert_eq(&ran.out);
}

#[test]
fn a_summary_leaves_pages_and_frames_out() {
    let report = report(&["--summary"], SCRIPT);
    assert!(report.get("frames").is_none() && report["processes"][0]["vmas"][0].get("ptes").is_none());
    assert_eq!(report["totals"]["frames_used"], 1);
}

#[test]
fn results_are_error_names_and_signals() {
    let script = "machine segv=continue\nprocess p\np: mmap big 100G\np: mmap small 1 page r\np: write small[0]\n";
    let report = report(&[], script);
    let results: Vec<&str> =
        report["steps"].as_array().expect("steps").iter().filter_map(|s| s["result"].as_str()).collect();
    assert_eq!(results, ["ok", "ENOMEM", "ok", "SIGSEGV/SEGV_ACCERR"]);
}

#[test]
fn pages_are_counted_as_the_script_counts_them() {
    let script = "process p\np: mmap heap 4 pages\np: write heap[3]\np: munmap heap[0..2]\n";
    let report = report(&[], script);
    let vma = &report["processes"][0]["vmas"][0];
    assert_eq!((&vma["name"], &vma["pages"], &vma["ptes"][0]["page"]), (&"heap".into(), &2.into(), &3.into()));
}

#[test]
fn an_unheld_expectation_is_in_the_report_and_in_the_status() {
    let ran = forkscope(&["run", "--format", "json", "-"], "process p\nexpect faults == 1\n");
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.status, &report["expects"][0]["held"]), (1, &Value::Bool(false)));
}
