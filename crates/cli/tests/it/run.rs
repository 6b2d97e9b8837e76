//! `forkscope run`

use expect_test::expect;

use crate::tool::{command, file, forkscope};

const SCRIPT: &str = "\
process parent
parent: mmap heap 3 pages
parent: write heap[0] \"A\"
parent: fork child
parent: write heap[0] \"B\"
expect same(parent.heap[0], child.heap[0])
";

#[test]
fn the_machine_is_drawn_after_the_last_line() {
    let ran = forkscope(&["run", "-"], SCRIPT.replace("expect same", "expect not same"));
    expect![[r#"
        parent (1) running, rss 4 KiB, pss 4 KiB, uss 4 KiB
          heap rw-p 3 pages
            heap[0] RW → frame 2
          child (2) running, rss 4 KiB, pss 4 KiB, uss 4 KiB
            heap rw-p 3 pages
              heap[0] R cow → frame 1
        frame 1 anon ref 1 map 1 "A" [child heap[0]]
        frame 2 anon ref 1 map 1 exclusive "B" [parent heap[0]]
    "#]]
    .assert_eq(&ran.out);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
}

#[test]
fn an_expectation_that_does_not_hold_is_told_with_its_figures() {
    let ran = forkscope(&["run", "-"], SCRIPT);
    assert_eq!(ran.status, 1);
    let expected = "<stdin>:6: expect same(parent.heap[0], child.heap[0]) does not hold";
    assert!(ran.err.starts_with(expected), "{ran:?}");
}

#[test]
fn what_failed_is_told_line_by_line() {
    let script = "process p\np: mmap heap 3 pages\np: fork c\np: mmap none 0 pages\np: write heap[3] 1\np: read heap\n";
    let ran = forkscope(&["run", "-"], script);
    expect![[r#"
        <stdin>:4: p: mmap none 0 pages: EINVAL
        <stdin>:5: p: write heap[3] 1: SIGSEGV/SEGV_MAPERR
        <stdin>:6: p: read heap: `p` has ended
    "#]]
    .assert_eq(&ran.err);
    assert_eq!(ran.status, 0);
    let many = forkscope(&["run", "-"], "process p\nrepeat 30 { p: mmap none 0 pages }\n");
    assert!(many.err.ends_with("<stdin>: and 10 more that failed\n"), "{many:?}");
}

#[test]
fn a_run_stops_after_as_many_lines_as_wanted() {
    let ran = forkscope(&["run", "--step", "3", "-"], SCRIPT);
    assert_eq!(ran.status, 0);
    assert!(ran.out.contains("frame 1 anon ref 1") && !ran.out.contains("child"), "{ran:?}");
}

#[test]
fn another_policy_can_be_asked_for() {
    let ran = forkscope(&["run", "--policy", "eager", "-"], SCRIPT);
    assert!(ran.out.contains("frame 2 anon ref 1 map 1 exclusive \"A\" [child heap[0]]"), "{ran:?}");
}

#[test]
fn a_large_machine_is_summed_up() {
    let script = "machine ram=1G\nprocess p\np: mmap heap 20000 pages\np: touch heap\n";
    let ran = forkscope(&["run", "-"], script);
    expect![[r#"
        p (1) running, rss 80000 KiB, pss 80000 KiB, uss 80000 KiB
        20000 frames are mapped
    "#]]
    .assert_eq(&ran.out);
}

#[test]
fn an_empty_script_is_an_empty_machine() {
    let ran = forkscope(&["run", "-"], "");
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn a_reader_that_closes_the_output_changes_no_status() {
    let path = file("unheld.fork", SCRIPT);
    let mut child = command(&["run", path.to_str().expect("UTF-8")]).spawn().expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!(output.status.code(), Some(1));
}
