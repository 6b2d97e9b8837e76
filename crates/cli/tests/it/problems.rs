//! What goes wrong before anything runs.

use expect_test::expect;

use crate::tool::{command, file, forkscope};

#[test]
fn a_wrong_line_is_shown_with_file_line_and_column() {
    let path = file("wrong.fork", "process parent\nparent: wrte heap[0]\n");
    let name = path.to_str().expect("UTF-8");
    let ran = forkscope(&["fmt", name], "");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    let lines: Vec<&str> = ran.err.lines().collect();
    assert!(lines[0].starts_with("error[unknown-verb]: "), "{ran:?}");
    assert_eq!(lines[1].trim_start(), format!("--> {name}:2:9"));
    assert_eq!(lines[3], "2 | parent: wrte heap[0]");
    assert!(lines[4].starts_with("  |         ^^^^ expected "), "{ran:?}");
}

#[test]
fn all_diagnostics_are_listed() {
    let ran = forkscope(&["fmt", "-"], "proces a\nprocess b\nb: wrte x\nb: raed y\n");
    assert_eq!(ran.err.matches("error[").count(), 3, "{ran:?}");
    assert!(ran.err.contains("--> <stdin>:4:4"));
}

#[test]
fn problems_are_told_in_chinese_too() {
    let ran = forkscope(&["check", "--lang", "zh", "-"], "process parent\nparent: wait child\nparent: mmap heap 3\n");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    expect![[r#"
        错误[unknown-process]：没有进程 `child`
         --> <stdin>:2:14
          |
        2 | parent: wait child
          |              ^^^^^
          = 帮助：在前面写一行 `process NAME` 就有了
        错误[missing-unit]：大小需要单位
         --> <stdin>:3:19
          |
        3 | parent: mmap heap 3
          |                   ^ 应为数字后面的 `pages`、`K`、`M` 或 `G`
          = 帮助：是不是想写 `3 pages`？
    "#]]
    .assert_eq(&ran.err);
    let ran = forkscope(&["run", "--lang", "zh", "no/such.fork"], "");
    assert_eq!((ran.status, ran.err.as_str()), (2, "forkscope: no/such.fork：没有这个文件\n"));
    let ran = forkscope(&["link", "--lang", "zh", "--decode", "#v2:d:abc"], "");
    assert_eq!(ran.err, "forkscope: 链接：链接的版本是 `v2`；本页读取版本 `v1`\n");
}

#[test]
fn a_missing_file_is_named() {
    let ran = forkscope(&["fmt", "no/such.fork"], "");
    assert_eq!((ran.status, ran.err.as_str()), (2, "forkscope: no/such.fork: no such file\n"));
}

#[test]
fn a_directory_is_no_scenario() {
    let ran = forkscope(&["fmt", env!("CARGO_MANIFEST_DIR")], "");
    assert_eq!(ran.status, 2);
    assert!(ran.err.ends_with(": this is a directory, not a scenario\n"), "{ran:?}");
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_line() {
    let ran = forkscope(&["fmt", "-"], b"process a\n\xff\xfe\n");
    assert_eq!(ran.status, 2);
    assert_eq!(ran.err, "forkscope: <stdin>: not UTF-8 text (first wrong byte in line 2)\n");
}

#[test]
fn an_unknown_command_is_an_error_of_use() {
    let ran = forkscope(&["frobnicate"], "");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
}

#[test]
fn a_reader_that_closes_the_output_is_no_problem() {
    let script = "process parent\n".to_owned() + &"# a comment\n".repeat(50_000);
    let path = file("long.fork", &script);
    let mut child = command(&["fmt", path.to_str().expect("UTF-8")]).spawn().expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
