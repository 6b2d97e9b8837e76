//! What is said about scripts that are wrong.

use expect_test::{expect, Expect};
use forkscope_scenario::{parse, render::render_all, Code};

/// Everything that is said about a script.
pub(crate) fn check(text: &str, drawn: &Expect) {
    let parsed = parse(text);
    drawn.assert_eq(&render_all(text, &parsed.diagnostics));
}

/// A head that makes some names.
pub(crate) const HEAD: &str = "program sh text=1 page stack=1 page\nfile F 1 page\nprocess p\np: mmap h 2 pages\n";

/// Lines behind the head that are wrong, each with the code of what is said about it.
pub(crate) const RULES: &[(&str, &str)] = &[
    ("p: mmap x 1 page shared private", "duplicate-option"),
    ("p: mmap x 1 page wr", "unknown-option"),
    ("p: mmap x 1 page file=G", "unknown-file"),
    ("p: mmap 2x 1 page", "unexpected"),
    ("p: mmap x 99999999999999999999 pages", "number-out-of-range"),
    ("p: mmap x 200000G", "number-out-of-range"),
    ("p: mmap x 1.5M", "unexpected"),
    ("p: read h[2..2]", "bad-range"),
    ("p: read h[0]+4096", "bad-range"),
    ("p: read h[0..", "unexpected"),
    ("p: write h[0]+4094 \"abc\"", "text-too-long"),
    ("p: write h[0] 256", "number-out-of-range"),
    ("p: write h[0] 'ab'", "bad-byte"),
    ("p: exit 256", "number-out-of-range"),
    ("p: touch h 101%", "number-out-of-range"),
    ("p: exec bash", "unknown-program"),
    ("p: wait c", "unknown-process"),
    ("p: wait p", "not-a-child"),
    ("p: fork p", "duplicate-name"),
    ("p: fork c{i}", "unknown-variable"),
    ("p: note \"x\"", "unknown-verb"),
    ("machine ram=1G", "misplaced"),
    ("process q sh now", "trailing-text"),
    ("expect refcount(p.h)", "bad-range"),
    ("expect refcount(p.h[0])", "bad-comparison"),
    ("expect p.h[0] == \"A\"", "unexpected"),
    ("expect state(p) == 3", "bad-comparison"),
    ("expect state(p) < running", "bad-comparison"),
    ("expect rss(p) = 4K", "unexpected"),
    ("expect refcout(p.h[0]) == 1", "unknown-function"),
    ("expect frames_usd == 1", "unknown-function"),
    ("expect same(p.h[0]) == yes", "unexpected"),
    ("}", "stray-brace"),
    ("repeat 2 as i {", "unclosed-repeat"),
    ("repeat 1000000000 { p: read h }", "too-many-commands"),
    ("repeat 2 as i { p: read h[{i-1}] }", "number-out-of-range"),
    ("repeat 300 as i { p: write h[0] {i} }", "number-out-of-range"),
];

/// Machines that cannot work.
pub(crate) const MACHINES: &[(&str, &str)] = &[
    ("machine ram=4K", "number-out-of-range"),
    ("machine ram=65K", "number-out-of-range"),
    ("machine ram=9000G", "number-out-of-range"),
    ("machine first_pfn=0", "number-out-of-range"),
    ("machine ram=1M first_pfn=0x100", "number-out-of-range"),
    ("machine pfn_step=0x100000000", "number-out-of-range"),
    ("machine ram=1M ram=2M", "duplicate-option"),
    ("machine polcy=linux", "unknown-option"),
    ("machine policy=cow", "unknown-option"),
    ("machine", "unexpected"),
    ("machine page=8K", "number-out-of-range"),
    ("machine page=4 pages", "number-out-of-range"),
    ("machine page=16K thp=always", "number-out-of-range"),
    ("machine thp=madvise\nmachine page=64K", "number-out-of-range"),
    ("machine page=64K mthp=16K", "number-out-of-range"),
    ("machine page=16K ram=72K", "number-out-of-range"),
    ("machine ram=512K page=64K", "number-out-of-range"),
    ("machine page=64K first_pfn=1024", "number-out-of-range"),
];

/// The codes of what is said about a line behind the head.
fn codes(line: &str) -> Vec<&'static str> {
    let parsed = parse(&format!("{HEAD}{line}\n"));
    let codes = parsed.diagnostics.list().iter().map(|diagnostic| diagnostic.code.as_str());
    codes.collect()
}

#[test]
fn words_of_later_versions_say_so() {
    check(
        "process p\np: mmap h 1 page\np: read h\ncgroup\np: madvise h MADV_RANDOM\nmachine overcommit=2\n",
        &expect![[r#"
            error[unexpected]: expected a name for the control group, found the end of the line
             --> line 4, column 7
              |
            4 | cgroup
              |       ^
            error[not-yet]: `random` is a word of the language that this version cannot run yet
             --> line 5, column 14
              |
            5 | p: madvise h MADV_RANDOM
              |              ^^^^^^^^^^^
            error[misplaced]: the machine runs already: it is set up before the first process and file
             --> line 6, column 9
              |
            6 | machine overcommit=2
              |         ^^^^^^^^^^^^
        "#]],
    );
}

#[test]
fn each_rule_has_its_code() {
    for (line, code) in RULES {
        assert_eq!(codes(line), [*code], "{line}");
    }
}

#[test]
fn what_a_page_holds_depends_on_the_machine() {
    let codes = |size: &str, line: &str| {
        let parsed = parse(&format!("machine page={size}\nprocess p\nfile f 1 page\np: mmap h 2 pages\n{line}"));
        let list = parsed.diagnostics.list().iter();
        list.map(|said| said.code.as_str().to_owned()).collect::<Vec<_>>()
    };
    for (line, code) in [
        ("p: read h[0]+0x3fff", "bad-range"),
        ("expect byte(p.h[1]+0x3fff) == 0", "bad-range"),
        ("p: write h[0]+0x3ffe \"ab\"", "bad-range"),
        ("p: pread f[0]+0x3fff", "bad-range"),
        ("p: mmap x 1 page at=0x34000", "number-out-of-range"),
        ("p: ftruncate f 16K", "number-out-of-range"),
    ] {
        let small: &[&str] = if line.contains("at=") || line.contains("ftruncate") { &[] } else { &[code] };
        assert_eq!(codes("4K", line), small, "{line}");
        assert_eq!(codes("16K", line), [""; 0], "{line}");
        let large: &[&str] = if small.is_empty() { &[code] } else { &[] };
        assert_eq!(codes("64K", line), large, "{line}");
    }
    assert_eq!(codes("16K", "p: write h[0]+0x3fff \"ab\""), ["text-too-long"]);
    assert_eq!(codes("16K", "p: read h[0]+0x4000"), ["bad-range"]);
}

#[test]
fn a_machine_must_be_able_to_work() {
    for (line, code) in MACHINES {
        let parsed = parse(line);
        let said: Vec<&str> = parsed.diagnostics.list().iter().map(|said| said.code.as_str()).collect();
        assert_eq!(said, [*code], "{line}");
    }
}

#[test]
fn every_name_that_is_used_was_given() {
    check(
        r#"process p
p: fork c
c: exit
c: read heap
d: read heap
p: fork d
expect rss(x) == 0
expect refcount(c.heap[0]) == 1
process p
"#,
        &expect![[r#"
            error[after-exit]: `c` has exited in line 3
             --> line 4, column 1
              |
            4 | c: read heap
              | ^
              = help: make the line a comment, or take it out
            error[unknown-vma]: this process has no mapping `heap`
             --> line 4, column 9
              |
            4 | c: read heap
              |         ^^^^
              = help: a line `mmap heap SIZE` of this process makes it
            error[unknown-process]: process `d` is started only later
             --> line 5, column 1
              |
            5 | d: read heap
              | ^
              = help: line 6 starts it
            error[unknown-process]: there is no process `x`
             --> line 7, column 12
              |
            7 | expect rss(x) == 0
              |            ^
              = help: a line `process NAME` before this one makes it
            error[unknown-vma]: this process has no mapping `heap`
             --> line 8, column 19
              |
            8 | expect refcount(c.heap[0]) == 1
              |                   ^^^^
              = help: a line `mmap heap SIZE` of this process makes it
            error[duplicate-name]: a process `p` is started in line 1 already
             --> line 9, column 9
              |
            9 | process p
              |         ^
              = help: a name stands for one process; inside of `repeat`, name them `w{i}`
        "#]],
    );
}

#[test]
fn what_depends_on_the_run_is_left_to_the_run() {
    for script in [
        "process p\np: fork c\np: wait c\np: exit\nc: exit\np: brk 1 page\n",
        "process p\np: fork c\np: kill c\nc: brk 1 page\n",
        "process p\np: mmap h 1 page\np: mmap h 1 page\n",
    ] {
        assert_eq!(parse(script).diagnostics.list(), [], "{script}");
    }
}

#[test]
fn a_line_that_cannot_be_read_may_have_given_any_name_in_it() {
    let parsed = parse("process p\np: frok child\nchild: mmpa heap 3 pages\nchild: read heap[0]\n");
    let codes: Vec<Code> = parsed.diagnostics.list().iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, [Code::UnknownVerb, Code::UnknownVerb]);
}

#[test]
fn a_flood_of_mistakes_is_cut_off() {
    let parsed = parse(&"?\n".repeat(10_000));
    assert_eq!(parsed.diagnostics.list().len(), 200);
    assert_eq!(parsed.diagnostics.omitted(), 9_800);
}

#[test]
fn threads_and_children_of_vfork_share_the_names_of_what_is_mapped() {
    check(
        "process p\np: mmap heap 1 page\np: thread t\nt: mmap own 1 page\np: read own\np: read onw\np: vfork c\nc: mmap mine 1 page\nc: exit\nt: read mine\nt: read hepa\n",
        &expect![[r#"
            error[unknown-vma]: this process has no mapping `onw`
             --> line 6, column 9
              |
            6 | p: read onw
              |         ^^^
              = help: did you mean `own`?
            error[unknown-vma]: this process has no mapping `hepa`
              --> line 11, column 9
               |
            11 | t: read hepa
               |         ^^^^
               = help: did you mean `heap`?
        "#]],
    );
}

#[test]
fn any_thread_may_wait_for_the_children_of_another() {
    let parsed = parse("process p\np: thread t\nt: fork c\nc: exit\np: wait c\n");
    assert_eq!(parsed.diagnostics.list(), []);
}
