//! Colours and completion.

use expect_test::{expect, Expect};
use forkscope_scenario::{complete, highlight, HighlightKind};

const SCRIPT: &str = r#"machine ram=64M policy=linux   # c
program sh text=4 pages stack=1 page
file F 3 pages cold
process p sh
p: mmap heap 3 pages shared file=F@1 rw at=heap[0]
p: mprotect heap[0..2] r
p: write heap[0]+3 "x"
p: touch heap 10% seed=1
p: fork child
child: frok x
repeat 3 as i { p: fork w{i}; w{i}: exec sh }
expect not refcount(child.heap[0]) == 3
expect state(p) != running
ask "?" rss(child)
p: madvise heap dontfork“
"#;

/// The pieces of each line with their kinds.
fn drawn(text: &str) -> String {
    let mut drawn = String::new();
    let mut line = 0;
    for (range, kind) in highlight(text) {
        let now = text[..range.start].matches('\n').count();
        drawn.push_str(if now == line { " " } else { "\n" });
        line = now;
        if kind != HighlightKind::Punctuation {
            drawn.push_str(&format!("{}/{kind:?}", &text[range]));
        }
    }
    drawn
}

/// What is proposed behind the text.
fn proposed(text: &str, proposals: &Expect) {
    let found = complete(text, text.len());
    let labels: Vec<&str> = found.iter().map(|completion| completion.insert.as_str()).collect();
    proposals.assert_eq(&labels.join("|"));
}

#[test]
fn every_piece_has_its_colour() {
    expect![[r#"
         machine/Word ram/Key  64/Number M/Number policy/Key  linux/Constant # c/Comment
        program/Word sh/Program text/Key  4/Number pages/Number stack/Key  1/Number page/Number
        file/Word F/File 3/Number pages/Number cold/Constant
        process/Word p/Process(0) sh/Program
        p/Process(0)  mmap/Verb heap/Vma 3/Number pages/Number shared/Constant file/Key  F/File  1/Number rw/Constant at/Key  heap/Vma  0/Number 
        p/Process(0)  mprotect/Verb heap/Vma  0/Number  2/Number  r/Constant
        p/Process(0)  write/Verb heap/Vma  0/Number   3/Number "x"/Text
        p/Process(0)  touch/Verb heap/Vma 10/Number  seed/Key  1/Number
        p/Process(0)  fork/Verb child/Process(1)
        child/Process(1)  frok/Unknown x/Unknown
        repeat/Word 3/Number as/Word i/Counter  p/Process(0)  fork/Verb w{i}/Process(2)  w{i}/Process(2)  exec/Verb sh/Program 
        expect/Word not/Word refcount/Function  child/Process(1)  heap/Vma  0/Number    3/Number
        expect/Word state/Function  p/Process(0)   running/Constant
        ask/Word "?"/Text rss/Function  child/Process(1) 
        p/Process(0)  madvise/Verb heap/Vma dontfork/Constant “/Invalid"#]].assert_eq(&drawn(SCRIPT));
}

#[test]
fn pieces_neither_overlap_nor_leave_anything_out() {
    let pieces = highlight(SCRIPT);
    let mut rest = SCRIPT.to_owned();
    for window in pieces.windows(2) {
        assert!(window[0].0.end <= window[1].0.start);
    }
    for (range, _) in pieces {
        rest.replace_range(range.clone(), &" ".repeat(range.len()));
    }
    assert_eq!(rest.trim(), "");
}

#[test]
fn a_line_is_completed_from_place_to_place() {
    const HEAD: &str =
        "program sh text=1 page\nfile F 1 page\nprocess parent\nparent: mmap heap 3 pages\nparent: fork child\n";
    for (line, proposals) in [
        ("p", expect!["parent: |program |process "]),
        ("parent: m", expect!["mmap |munmap |mremap |mprotect |madvise |mlock |munlock |msync |memread |memwrite "]),
        ("parent: read ", expect!["heap"]),
        ("parent: mmap x 3 ", expect!["pages|K|M|G"]),
        ("parent: mmap x 3 pages s", expect!["shared"]),
        ("parent: mmap x 3 pages file=", expect!["F"]),
        ("parent: mprotect heap[1] ", expect!["r|rw|rx|rwx|none"]),
        ("parent: madvise heap dont", expect!["dontneed|dontfork"]),
        ("parent: wait ", expect!["parent|child"]),
        ("child: exec ", expect!["sh"]),
        ("expect fr", expect!["frame(|frames_used|frames_free|frames_if_eager"]),
        ("expect refcount(", expect!["parent.|child."]),
        ("expect refcount(child.", expect!["heap"]),
        ("expect state(child) == ", expect!["running|sleeping|suspended|zombie|gone"]),
        ("expect rss(", expect!["parent|child"]),
        ("machine po", expect!["policy="]),
        ("machine policy=", expect!["linux|refcount|mapcount|on_demand|textbook|eager"]),
        ("parent: fork ", expect![""]),
        ("note \"par", expect![""]),
        ("# par", expect![""]),
    ] {
        proposed(&format!("{HEAD}{line}"), &proposals);
    }
}

#[test]
fn the_first_names_of_a_long_repeat_are_proposed_and_those_behind_it() {
    let head = "process p\nrepeat 150000 as i { p: fork c{i} }\np: fork last\n";
    proposed(
        &format!("{head}p: wait c199"),
        &expect!["c199|c1990|c1991|c1992|c1993|c1994|c1995|c1996|c1997|c1998|c1999"],
    );
    proposed(&format!("{head}p: wait la"), &expect!["last"]);
}

#[test]
fn a_proposal_takes_the_place_of_the_word_that_is_typed() {
    let text = "process parent\npar";
    let completion = &complete(text, text.len())[0];
    assert_eq!((completion.label.as_str(), completion.replace.clone()), ("parent", 15..18));
    assert_eq!(complete("父", 1), complete("", 0));
}
