//! `forkscope explain`

use expect_test::expect_file;

use crate::tool::{forkscope, gallery};

const SCRIPT: &str = "\
title \"A write after fork\"
process parent
parent: mmap heap 2 pages
parent: write heap[0..2] 'A'
parent: fork child
note \"Both map the same frames.\"
ask \"How many frames hold a copy of page 0?\" 1
parent: write heap[0] \"X\"
expect refcount(parent.heap[0]) == 1
expect refcount(parent.heap[0]) == 2
child: read heap[7]
child: exit
parent: mmap big 100G
parent: wait child
";

#[test]
fn a_run_is_told_line_by_line() {
    let ran = forkscope(&["explain", "-"], SCRIPT);
    expect_file!["explained.txt"].assert_eq(&ran.out);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
}

#[test]
fn every_change_is_told_when_asked_for() {
    let ran = forkscope(&["explain", "-v", "-"], SCRIPT);
    assert!(ran.out.contains("         - refcount of frame 1: 2 → 1 (a mapping)\n"), "{}", ran.out);
    assert!(ran.out.contains("         - PTE of parent.heap[0]: 1 P-AD- → none\n"), "{}", ran.out);
}

#[test]
fn no_colour_goes_to_a_file() {
    assert!(!forkscope(&["explain", "-"], SCRIPT).out.contains('\x1b'));
}

#[test]
fn a_long_command_is_cut_and_says_so() {
    let script = "process p\np: mmap heap 2000 pages\np: touch heap\n";
    let ran = forkscope(&["explain", "-"], script);
    let more = ran.out.lines().find(|line| line.starts_with("  and ")).unwrap_or_default();
    assert!(more.ends_with(" more steps"), "{more}");
}

#[test]
fn the_gallery_can_be_explained() {
    for scenario in gallery() {
        let ran = forkscope(&["explain", &scenario], "");
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{scenario}");
        assert!(ran.out.lines().count() > 20, "{scenario}: {}", ran.out);
    }
}

#[test]
fn a_run_is_told_in_chinese_when_asked_for() {
    let ran = forkscope(&["--lang", "zh-CN", "explain", "-"], SCRIPT);
    expect_file!["explained_zh.txt"].assert_eq(&ran.out);
    assert_eq!((ran.status, ran.err.as_str()), (1, ""));
    assert_eq!(forkscope(&["explain", "--lang", "zh", "-"], SCRIPT).out, ran.out);
}

#[test]
fn a_language_that_is_not_spoken_is_refused() {
    let ran = forkscope(&["explain", "--lang", "de", "-"], SCRIPT);
    assert!(ran.status == 2 && ran.err.contains("expected `en` or `zh`"), "{}", ran.err);
}
