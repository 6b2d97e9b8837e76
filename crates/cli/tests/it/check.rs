//! `forkscope check`

use crate::tool::{file, forkscope, gallery};

const GOOD: &str = "process p\np: mmap heap 2 pages\np: write heap[0]\nexpect faults == 1\n";

#[test]
fn scenarios_that_keep_their_promises_say_nothing() {
    let ran = forkscope(&["check", "-"], GOOD);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
}

#[test]
fn every_broken_promise_is_a_line() {
    let script = format!("{GOOD}expect faults == 7\nexpect cow_copies > 0\nexpect faults < 2\n");
    let ran = forkscope(&["check", "-"], script);
    assert_eq!(ran.status, 1);
    let expected = "<stdin>:5: expect faults == 7 does not hold: faults is 1\n\
                    <stdin>:6: expect cow_copies > 0 does not hold: cow_copies is 0\n";
    assert_eq!(ran.out, expected);
}

#[test]
fn broken_promises_are_told_in_chinese_too() {
    let script = format!("{GOOD}expect refcount(p.heap[1]) == 1\nexpect bytes_copied == 1K\n");
    for command in ["check", "run"] {
        let ran = forkscope(&["--lang", "zh", command, "-"], &script);
        assert_eq!(ran.status, 1);
        let expected = "<stdin>:5: expect refcount(p.heap[1]) == 1 不成立：refcount(p.heap[1]) 没有值：该页没有页帧\n\
                        <stdin>:6: expect bytes_copied == 1K 不成立：bytes_copied 是 0 字节\n";
        assert!(ran.out == expected || ran.err == expected, "{ran:?}");
    }
}

#[test]
fn a_wrong_file_does_not_hide_the_others() {
    let wrong = file("check_wrong.fork", "proces p\n");
    let broken = file("check_broken.fork", "process p\nexpect faults == 7\n");
    let names = [&wrong, &broken].map(|path| path.to_str().expect("UTF-8"));
    let ran = forkscope(&["check", names[0], "no/such.fork", names[1]], "");
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("error[unknown-word]") && ran.err.contains("no/such.fork: no such file"), "{ran:?}");
    assert_eq!(ran.out.lines().count(), 1);
}

#[test]
fn the_gallery_keeps_its_promises() {
    let files = gallery();
    let ran = forkscope(&["check"].into_iter().chain(files.iter().map(String::as_str)).collect::<Vec<_>>(), "");
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);
}
