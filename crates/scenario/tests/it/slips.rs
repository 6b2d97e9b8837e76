//! Slips of those who type: what is said about them, and what mends them.

use expect_test::expect;
use forkscope_scenario::{parse, print};

use crate::diagnostics::check;

#[test]
fn a_slip_is_pointed_at_and_mended() {
    check(
        "process parent\nparent: mmap heap 3 pages\nparent: frok child\nparnt: fork child\nparent: read haep[0]\n",
        &expect![[r#"
            error[unknown-verb]: `frok` is no verb
             --> line 3, column 9
              |
            3 | parent: frok child
              |         ^^^^ expected `mmap`, `munmap`, `mremap`, `mprotect`, `madvise`, `mlock`, `munlock`, `pread`, `pwrite`, `fsync`, `msync`, `ftruncate`, `process_vm_readv`, `memread`, `memwrite`, `vmsplice`, `unsplice`, `pin`, `unpin`, `dma`, `brk`, `prlimit`, `oom_score_adj`, `cgroup`, `read`, `write`, `touch`, `fork`, `vfork`, `spawn`, `thread`, `exec`, `exit`, `pthread_exit`, `wait` or `kill`
              = help: did you mean `fork`?
            error[unknown-process]: there is no process `parnt`
             --> line 4, column 1
              |
            4 | parnt: fork child
              | ^^^^^
              = help: did you mean `parent`?
            error[unknown-vma]: this process has no mapping `haep`
             --> line 5, column 14
              |
            5 | parent: read haep[0]
              |              ^^^^
              = help: did you mean `heap`?
        "#]],
    );
}

#[test]
fn what_was_forgotten_is_named() {
    check(
        "process p\nmmap heap 3 pages\np mmap heap 3 pages\np: mmap heap 8192\np: mmap heap 3\np: mmap heap\np: mmap heap 64KB\n",
        &expect![[r#"
            error[unknown-word]: `mmap` is what a process does, but the line does not say which process
             --> line 2, column 1
              |
            2 | mmap heap 3 pages
              | ^^^^ expected a process and a colon first
              = help: write `p: mmap`
            error[unexpected]: a colon is missing behind the process
             --> line 3, column 1
              |
            3 | p mmap heap 3 pages
              | ^ expected `:` behind the name of the process
              = help: write `p: mmap`
            error[missing-unit]: a size needs a unit
             --> line 4, column 14
              |
            4 | p: mmap heap 8192
              |              ^^^^ expected `pages`, `K`, `M` or `G` behind the number
              = help: 8192 bytes are `2 pages`
            error[missing-unit]: a size needs a unit
             --> line 5, column 14
              |
            5 | p: mmap heap 3
              |              ^ expected `pages`, `K`, `M` or `G` behind the number
              = help: did you mean `3 pages`?
            error[unexpected]: expected a size such as `3 pages` or `64K`, found the end of the line
             --> line 6, column 13
              |
            6 | p: mmap heap
              |             ^
            error[unknown-option]: `KB` is no unit of memory
             --> line 7, column 16
              |
            7 | p: mmap heap 64KB
              |                ^^ expected `pages`, `K` (1024 bytes), `M` or `G`
              = help: did you mean `K`?
        "#]],
    );
}

#[test]
fn characters_of_word_processors_are_explained() {
    check(
        "note “hello”\nprocess p\np： fork c\nnote \"open\nnote \"\\q\"\n\0",
        &expect![[r#"
            error[unknown-character]: `“` means nothing in the language
             --> line 1, column 6
              |
            1 | note “hello”
              |      ^^^^^^^
              = help: write the plain `"`
            error[unknown-character]: `：` means nothing in the language
             --> line 3, column 2
              |
            3 | p： fork c
              |  ^^
              = help: write the plain `:`
            error[unterminated-text]: this text has no closing `"` on its line
             --> line 4, column 6
              |
            4 | note "open
              |      ^^^^^
              = help: close it with `"`
            error[bad-escape]: a `\` here begins no escape
             --> line 5, column 6
              |
            5 | note "\q"
              |      ^^^^ expected `\n`, `\t`, `\0`, `\\`, `\"`, `\'` or `\x41`
            error[unknown-character]: U+0000 means nothing in the language
             --> line 6, column 1
              |
            6 |  
              | ^
        "#]],
    );
}

/// The script with each fix taken in turn, until there is none.
fn mended(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..9 {
        let diagnostics = parse(&text).diagnostics;
        let fix = diagnostics.list().iter().find_map(|one| one.help.as_ref()?.replacement.clone());
        let Some((span, new)) = fix else { return text };
        text.replace_range(span.range(), &new);
    }
    panic!("the fixes never end:\n{text}");
}

#[test]
fn fixes_of_quotes_keep_what_stands_between_them() {
    let head = "process p\np: mmap h 1 page\n";
    for (wrong, right) in [
        ("p: write h “hi”", "p: write h \"hi\""),
        ("p: write h \"hi”", "p: write h \"hi\""),
        ("p: write h „hi“ # comment", "p: write h \"hi\" # comment"),
        ("p: write h ‘A’", "p: write h 'A'"),
        ("note “it’s don't”", "note \"it’s don't\""),
        ("note \"open", "note \"open\""),
    ] {
        assert_eq!(mended(&format!("{head}{wrong}\n")), format!("{head}{right}\n"));
    }
}

#[test]
fn habits_of_other_languages_are_answered() {
    check(
        "int main() {\nprocess p // the first\np: mmap h 1.5M\n",
        &expect![[r#"
        error[unknown-word]: `int` starts no line
         --> line 1, column 1
          |
        1 | int main() {
          | ^^^ expected a process and a colon, or `title`, `machine`, `program`, `process`, `file`, `memfd`, `drop_caches`, `cgroup`, `reclaim`, `ksm`, `khugepaged`, `note`, `ask`, `expect` or `repeat`
          = help: scripts are not C: a line says what one process does, such as `parent: fork child`
        error[unknown-character]: `/` means nothing in the language
         --> line 2, column 11
          |
        2 | process p // the first
          |           ^
          = help: a comment begins with `#`
        error[unexpected]: a size is a whole number
         --> line 3, column 12
          |
        3 | p: mmap h 1.5M
          |            ^
          = help: `1536K` is 1.5M
    "#]],
    );
}

#[test]
fn line_behind_the_end_of_its_process_can_become_a_comment() {
    let script = "process p\np: fork c\nc: exit\nc: exit\np: exit\n";
    assert_eq!(mended(script), "process p\np: fork c\nc: exit\n# c: exit\np: exit\n");
}

#[test]
fn braces_that_are_missing_are_all_put_there() {
    let canonical = print(&parse("process p\nrepeat 2 as i {\nrepeat two {\nrepeat too {\np: fork c{i}\n").script);
    assert!(canonical.ends_with("  }\n  }\n}\n"), "{canonical}");
    assert_eq!(print(&parse(&canonical).script), canonical);
}

#[test]
fn a_broken_repeat_keeps_its_lines_together() {
    check(
        "process p\nrepeat two as i {\n  p: fork c{i}\n}\nrepeat 2 as i {\n  p: fork c{j}\n",
        &expect![[r#"
            error[unexpected]: expected the number of rounds, found `two`
             --> line 2, column 8
              |
            2 | repeat two as i {
              |        ^^^
            error[unclosed-repeat]: this `repeat` is never closed
             --> line 5, column 15
              |
            5 | repeat 2 as i {
              |               ^ expected a line with `}`
            error[unknown-variable]: no `repeat` around this line counts with `j`
             --> line 6, column 11
              |
            6 |   p: fork c{j}
              |           ^^^^
              = help: a hole such as `{i}` stands inside of `repeat N as i { ... }`
        "#]],
    );
}
