//! Scripts: any text is read, and what can be read runs.

use forkscope_scenario::render::render_all;
use forkscope_scenario::words::{verb_names, word_names};
use forkscope_scenario::{complete, highlight, parse, print, Plan, Runner};
use forkscope_sim::command::Accesses;
use forkscope_sim::{Call, Command};

use crate::bytes::Bytes;

/// Lines beyond these are not run.
const MOST_LINES: usize = 120;
/// Accesses to more pages than these are not run: they are slow, and no different.
const MOST_PAGES: u64 = 2048;

/// Reads a text as the page does, and runs it.
///
/// # Panics
/// When the canonical text is not stable, a part of the page is told places that are not in the text, or the machine breaks an invariant.
pub fn check(input: &[u8]) {
    let mut bytes = Bytes::new(input);
    let text = if bytes.next().is_multiple_of(4) { bytes.text() } else { pieced(&mut bytes) };
    let parsed = parse(&text);
    let drawn = render_all(&text, &parsed.diagnostics);
    assert!(drawn.is_empty() == parsed.diagnostics.list().is_empty(), "diagnostics that are not drawn");
    in_the_editor(&text);
    let canonical = print(&parsed.script);
    let again = parse(&canonical);
    assert_eq!(print(&again.script), canonical, "the canonical text is not stable");
    // A wrong text may come out mended: a `repeat` that was not closed is.
    if !parsed.diagnostics.has_errors() {
        assert!(!again.diagnostics.has_errors(), "the canonical text says something else");
        runs(&parsed.plan);
    }
}

/// What the editor asks for at each change.
fn in_the_editor(text: &str) {
    for (range, _) in highlight(text) {
        assert!(text.get(range.clone()).is_some(), "highlighted {range:?} in {text:?}");
    }
    let middle = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    for cursor in [0, middle, text.len()] {
        for offered in complete(text, cursor) {
            assert!(text.get(offered.replace.clone()).is_some(), "{offered:?} at {cursor} of {text:?}");
        }
    }
}

fn runs(plan: &Plan) {
    let mut runner = Runner::new(plan);
    while runner.done() < MOST_LINES {
        let next = plan.command(runner.done(), runner.world());
        if next.is_some_and(|command| pages(&command) > MOST_PAGES) || runner.next().is_none() {
            return;
        }
        let broken = runner.world().machine().check();
        assert!(broken.is_empty(), "line {}: {broken:?}", runner.done());
    }
}

/// How many pages a command goes through one by one.
fn pages(command: &Command) -> u64 {
    let Command::Do { call, .. } = command else { return 0 };
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other call is judged by what is mapped, not by its length"
    )]
    match call {
        Call::Access(Accesses::Read { len, .. } | Accesses::Write { len, .. }) => len >> 12,
        Call::Access(Accesses::Touch { range, .. }) | Call::Mlock(range) | Call::Madvise { range, .. } => range.pages(),
        _ => 0,
    }
}

/// Lines that make sense more often than not. `#` is a number, `~` the name of a process, `%` that of a mapping.
const LINES: [&str; 30] = [
    "process ~",
    "~: mmap % # pages",
    "~: mmap % # pages shared",
    "~: mmap % # pages file=f",
    "~: mmap % # pages shared file=f@#",
    "~: mmap % # pages at=%[#]",
    "~: write %[#] '#'",
    "~: write % \"text\"",
    "~: write %[#..#] #",
    "~: read %[#]",
    "~: touch % #% seed=#",
    "~: munmap %[#..#]",
    "~: mprotect %[#] r",
    "~: mprotect % rw",
    "~: madvise % dontneed",
    "~: madvise %[#..#] wipeonfork",
    "~: mlock %[#]",
    "~: brk # pages",
    "~: fork ~",
    "~: vfork ~",
    "~: exit #",
    "~: wait ~",
    "~: kill ~",
    "~: exec a",
    "file f # pages",
    "memfd m # pages",
    "program a text=# pages data=# pages stack=# pages",
    "machine ram=#M segv=continue",
    "repeat 2 as i {",
    "expect refcount(~.%[#]) == #",
];
const PROCESSES: [&str; 4] = ["p", "c", "d", "p{i}"];
const MAPPINGS: [&str; 4] = ["heap", "lib", "brk", "stack"];
const SIGNS: [&str; 16] = ["\n", " ", ":", "[", "]", "..", "{", "}", "\"", "'", "#", "==", "(", ")", ".", "="];

/// A text out of lines of the language, its words and signs, and whatever the bytes are.
fn pieced(bytes: &mut Bytes<'_>) -> String {
    let words: Vec<&str> = verb_names().into_iter().chain(word_names()).collect();
    let mut text = String::from("process p\n");
    while !bytes.is_empty() && text.len() < 4096 {
        match bytes.next() {
            0..=191 => line(bytes, &mut text),
            192..=215 => text.push_str(bytes.pick(&words)),
            216..=239 => text.push_str(bytes.pick(&SIGNS)),
            240..=247 => text.push_str("}\n"),
            248..=255 => text.push(char::from(bytes.next())),
        }
    }
    text
}

fn line(bytes: &mut Bytes<'_>, text: &mut String) {
    for letter in bytes.pick(&LINES).chars() {
        match letter {
            '#' => text.push_str(&bytes.below(20).to_string()),
            '~' => text.push_str(bytes.pick(&PROCESSES)),
            '%' => text.push_str(bytes.pick(&MAPPINGS)),
            other => text.push(other),
        }
    }
    text.push('\n');
}
