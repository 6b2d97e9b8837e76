//! `forkscope verify`

use crate::tool::{file, forkscope};

#[test]
fn a_scenario_agrees_with_the_kernel_or_says_why_it_could_not_be_compared() {
    let path =
        file("verify.fork", "process p\np: mmap heap 2 pages\np: write heap[0] 1\np: fork c\nc: write heap[0] 2\n");
    let ran = forkscope(&["verify", path.to_str().expect("UTF-8")], "");
    match ran.status {
        0 => assert!(ran.out.contains("agrees with the kernel: 5 commands"), "{ran:?}"),
        3 => assert!(ran.out.contains("skipped: "), "{ran:?}"),
        _ => panic!("{ran:?}"),
    }
    print!("{}", ran.out);
}

#[test]
fn a_file_that_is_not_there_fails() {
    let ran = forkscope(&["verify", "no/such.fork"], "");
    assert_eq!(ran.status, 2, "{ran:?}");
}
