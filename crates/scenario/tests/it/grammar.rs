//! What the language takes, and its canonical form.

use expect_test::{expect, Expect};
use forkscope_scenario::{parse, print};

/// The script is right, and prints like this.
fn check(text: &str, canonical: &Expect) {
    let parsed = parse(text);
    let drawn = forkscope_scenario::render::render_all(text, &parsed.diagnostics);
    assert!(parsed.diagnostics.is_empty(), "{drawn}");
    canonical.assert_eq(&print(&parsed.script));
    assert_eq!(print(&parse(&print(&parsed.script)).script), print(&parsed.script));
}

/// The script is unrolled to these lines.
fn unrolled(text: &str, lines: &Expect) {
    let parsed = parse(text);
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    let texts: Vec<String> = parsed.plan.lines().iter().map(|line| format!("{} {}", line.line, line.text())).collect();
    lines.assert_eq(&texts.join("\n"));
}

#[test]
fn the_scenario_of_the_reference_is_canonical_but_for_its_comments() {
    check(
        r#"title "A write after fork"
machine ram=64M                      # all keys have defaults
process parent                       # the first process; its address space starts empty
parent: mmap heap 3 pages            # private, anonymous, read-write
parent: write heap[0] "A"            # page 0 of heap
parent: write heap[1]+0x10 "hello"   # byte 16 of page 1
parent: fork child
child: read heap[1]
note "Both map the same frames, read-only."
ask "How many frames hold a copy of page 1 now?" 1
parent: write heap[1] "X"
expect same(parent.heap[0], child.heap[0])
expect refcount(parent.heap[1]) == 1
child: exit 0
parent: wait child
"#,
        &expect![[r#"
            title "A write after fork"
            machine ram=64M                      # all keys have defaults
            process parent                       # the first process; its address space starts empty
            parent: mmap heap 3 pages            # private, anonymous, read-write
            parent: write heap[0] "A"            # page 0 of heap
            parent: write heap[1]+0x10 "hello"   # byte 16 of page 1
            parent: fork child
            child: read heap[1]
            note "Both map the same frames, read-only."
            ask "How many frames hold a copy of page 1 now?" 1
            parent: write heap[1] "X"
            expect same(parent.heap[0], child.heap[0])
            expect refcount(parent.heap[1]) == 1
            child: exit 0
            parent: wait child
        "#]],
    );
}

#[test]
fn everything_may_be_written_in_one_form() {
    check(
        r#"
machine  ram=128MiB policy=eager segv=continue overcommit=1 first_pfn=0x80 pfn_step=16 # c
program sh text=4 pages data=1 pages bss=8K stack=2 pages
file F 40K cold
memfd M 3 pages
process a   sh
a: mmap b 1_0 pages rw private at=0x7000000000 file=F@2
a: mmap c 1G shared r anon at=b[3]
a:munmap b[1..2]
a: mprotect b rx
a: madvise b[0] MADV_DONTFORK
a: brk 0 pages
a: read text[0]+12
a: write b[0..2] 'A'
a: write b[0..2] '\x41'
a: write b 0x41
a: write b[0] "q\"\\\n\t\0\x01\xff…"
a: write b
a: touch b 10 % seed = 3
a: touch c
a: fork f
f: exec sh
f: exit 3
a: kill f
a: wait f
"#,
        &expect![[r#"

            machine ram=128M policy=eager segv=continue overcommit=1 first_pfn=0x80 pfn_step=16   # c
            program sh text=4 pages data=1 page bss=8K stack=2 pages
            file F 40K cold
            memfd M 3 pages
            process a sh
            a: mmap b 10 pages private file=F@2 rw at=0x7000000000
            a: mmap c 1G shared anon r at=b[3]
            a: munmap b[1..2]
            a: mprotect b rx
            a: madvise b[0] dontfork
            a: brk 0 pages
            a: read text[0]+12
            a: write b[0..2] 'A'
            a: write b[0..2] 'A'
            a: write b 0x41
            a: write b[0] "q\"\\\n\t\0\x01\xff…"
            a: write b
            a: touch b 10% seed=3
            a: touch c
            a: fork f
            f: exec sh
            f: exit 3
            a: kill f
            a: wait f
        "#]],
    );
}

#[test]
fn expectations_keep_their_form() {
    check(
        r#"process p
p: mmap h 1 page
expect rss(p) == 0K
expect not same(p.h[0], p.h[0]+4) == yes
expect byte(p.h[0])!='\0'
expect state(p)== running
expect result == "SIGSEGV/SEGV_MAPERR"
expect result != ENOMEM
expect frames_used<=3
expect minflt == 0
expect minflt(p) == majflt
expect value == 0
expect not writable(p.h[0])
ask "How much?" pss(p)
ask "Is it?" no
"#,
        &expect![[r#"
            process p
            p: mmap h 1 page
            expect rss(p) == 0K
            expect not same(p.h[0], p.h[0]+4) == yes
            expect byte(p.h[0]) != '\0'
            expect state(p) == running
            expect result == "SIGSEGV/SEGV_MAPERR"
            expect result != ENOMEM
            expect frames_used <= 3
            expect minflt == 0
            expect minflt(p) == majflt
            expect value == 0
            expect not writable(p.h[0])
            ask "How much?" pss(p)
            ask "Is it?" no
        "#]],
    );
}

#[test]
fn comments_and_blank_lines_stay_on_their_lines() {
    check(
        "#first\n\n\n  # second  \nprocess p#third\nrepeat 2 as i {   # fourth\n# fifth\np: fork c{i} # six\n\n}   # seventh\n\n",
        &expect![[r#"
            #first


            # second
            process p         #third
            repeat 2 as i {   # fourth
              # fifth
              p: fork c{i}   # six

            }   # seventh

        "#]],
    );
}

#[test]
fn repeats_unroll_with_their_counters() {
    unrolled(
        r#"process p
p: mmap h 8 pages
repeat 2 as i {
  p: fork w{i}
  repeat 2 as j { w{i}: write h[{j}]+{i*16} "{i}/{j} {k} {"; w{i}: touch h[{j}..{j+2}] }
}
repeat 2 { expect frames_used >= 1 }
"#,
        &expect![[r#"
            1 process p
            2 p: mmap h 8 pages
            4 p: fork w0
            5 w0: write h[0]+0 "0/0 {k} {"
            5 w0: touch h[0..2]
            5 w0: write h[1]+0 "0/1 {k} {"
            5 w0: touch h[1..3]
            4 p: fork w1
            5 w1: write h[0]+16 "1/0 {k} {"
            5 w1: touch h[0..2]
            5 w1: write h[1]+16 "1/1 {k} {"
            5 w1: touch h[1..3]
            7 expect frames_used >= 1
            7 expect frames_used >= 1"#]],
    );
}

#[test]
fn line_ends_of_all_systems_are_read() {
    check(
        "\u{feff}process p\r\np: mmap h 1 page\r\n",
        &expect![[r#"
        process p
        p: mmap h 1 page
    "#]],
    );
    check(
        "process p",
        &expect![[r#"
        process p
    "#]],
    );
    check("", &expect![""]);
}
