//! `forkscope fmt`

use crate::tool::{file, forkscope};

const UNTIDY: &str = "process   parent  # first\nparent:mmap heap 3 pages private\n";

#[test]
fn scripts_are_printed_in_canonical_form() {
    let ran = forkscope(&["fmt", "-"], "process   parent\nparent:   fork   child\n");
    assert_eq!((ran.status, ran.out.as_str()), (0, "process parent\nparent: fork child\n"));
}

#[test]
fn what_was_formatted_is_in_canonical_form() {
    let once = forkscope(&["fmt", "-"], UNTIDY);
    assert_eq!(forkscope(&["fmt", "--check", "-"], &once.out).status, 0);
    assert_eq!(forkscope(&["fmt", "-"], &once.out).out, once.out);
}

#[test]
fn a_check_names_the_file_and_changes_nothing() {
    let path = file("untidy.fork", UNTIDY);
    let ran = forkscope(&["fmt", "--check", path.to_str().expect("UTF-8")], "");
    assert_eq!(ran.status, 1);
    assert!(ran.out.ends_with("untidy.fork: not in canonical form\n"), "{ran:?}");
    assert_eq!(std::fs::read_to_string(path).expect("still there"), UNTIDY);
}

#[test]
fn a_file_is_rewritten_in_place() {
    let path = file("rewritten.fork", UNTIDY);
    let name = path.to_str().expect("UTF-8");
    let ran = forkscope(&["fmt", "--write", name], "");
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
    assert_eq!(forkscope(&["fmt", "--check", name], "").status, 0);
}

#[test]
fn standard_input_cannot_be_rewritten() {
    let ran = forkscope(&["fmt", "--write", "-"], UNTIDY);
    assert_eq!((ran.status, ran.err.as_str()), (2, "forkscope: --write needs a file to write to\n"));
}
