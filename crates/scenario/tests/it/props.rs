//! What holds for every script, and for everything that is none.

use forkscope_lang::Lang;
use forkscope_scenario::link::decode;
use forkscope_scenario::render::render_all_in;
use forkscope_scenario::{complete, highlight, parse, print, run};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::strategies::script;

/// A script whose names fit together more often than not.
fn runnable() -> impl Strategy<Value = String> {
    let who = select(vec!["p", "c", "d", "e"]);
    let what = select(vec![
        "mmap a 3 pages",
        "mmap b 2 pages shared",
        "mmap a 2 pages at=a[1]",
        "mmap f 3 pages file=F@1 private",
        "mmap g 2 pages file=M shared r",
        "mmap z 300000G",
        "munmap a[1]",
        "mprotect a[0..2] r",
        "mprotect b none",
        "madvise a dontneed",
        "madvise a[0] dontfork",
        "madvise a[2] wipeonfork",
        "brk 2 pages",
        "brk 0 pages",
        "read a[9999999999]",
        "read f",
        "write a 1",
        "write b[1]+4090 \"abcdef\"",
        "write stack[0] \"x\"",
        "touch a 50% seed=2",
        "touch a[0..18446744073709551615]",
        "fork c",
        "fork d",
        "fork e",
        "exec sh",
        "exit 1",
        "wait c",
        "wait d",
        "kill p",
        "kill e",
    ]);
    let act = (who, what).prop_map(|(who, what)| format!("{who}: {what}\n"));
    let look = select(vec![
        "expect same(p.a[0], c.a[0])\n",
        "ask \"q\" text(c.f[2])\n",
        "expect pss(d) == 1K\n",
        "expect state(e) == gone\n",
        "expect refcount(p.b[7]) > 1\n",
    ]);
    let look = look.prop_map(str::to_owned);
    vec(prop_oneof![9 => act, 1 => look], 0..40).prop_map(|lines| HEAD.to_owned() + &lines.concat())
}

const HEAD: &str =
    "machine ram=256K segv=continue\nprogram sh text=1 page bss=1 page stack=1 page\nfile F 3 pages\nmemfd M 1 page\n\
    process p sh\np: mmap a 3 pages\n";

/// The same script without the lines that errors point at.
fn without_errors(text: &str) -> String {
    let parsed = parse(text);
    let wrong: Vec<u32> = parsed.diagnostics.list().iter().map(|said| said.position.line).collect();
    let lines = (1..).zip(text.lines()).filter(|(number, _)| !wrong.contains(number));
    lines.map(|(_, line)| format!("{line}\n")).collect()
}

/// Reads a text and draws whatever is wrong with it: nothing of that may panic.
fn read(text: &str) {
    highlight(text);
    complete(text, text.len() / 2);
    let parsed = parse(text);
    for lang in Lang::ALL {
        render_all_in(lang, text, &parsed.diagnostics);
    }
    print(&parsed.script);
}

proptest! {
    #[test]
    fn parsing_what_was_printed_gives_the_tree(script in script()) {
        let text = print(&script);
        prop_assert_eq!(parse(&text).script.without_places(), script, "{}", text);
    }

    #[test]
    fn printing_what_was_parsed_gives_the_canonical_text(script in script()) {
        let text = print(&script);
        prop_assert_eq!(print(&parse(&text).script), text);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in vec(any::<u8>(), 0..2000)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_mixture_of_its_own_words_makes_the_parser_panic(
        text in "((repeat|expect|p|:|fork|mmap|h|[0-9]|\\[|\\]|\\.\\.|\\{i\\}|as i \\{|\\}|\"|\n|;| |#|rss|\\(|\\)|==|=|\\+|%){1,4} ?){0,40}"
    ) {
        read(&text);
    }

    #[test]
    fn no_mutation_makes_the_parser_panic(script in script(), at in any::<prop::sample::Index>(), with in ".{0,3}") {
        let mut text = print(&script);
        let cut = at.index(text.len() + 1);
        let cut = (0..=cut).rev().find(|&cut| text.is_char_boundary(cut)).unwrap_or(0);
        let end = text[cut..].chars().next().map_or(cut, |c| cut + c.len_utf8());
        text.replace_range(cut..end, &with);
        read(&text);
    }

    #[test]
    fn whatever_is_right_runs_to_its_end(text in runnable()) {
        let mut text = text;
        while parse(&text).diagnostics.has_errors() {
            text = without_errors(&text);
        }
        let plan = parse(&text).plan;
        let run = run(&plan, None);
        prop_assert_eq!(run.steps.len(), plan.lines().len());
        prop_assert_eq!(run.world.machine().check(), []);
    }

    #[test]
    fn no_link_makes_the_decoder_panic(text in any::<String>(), tail in "(v1|v2|):(d|t|x|):[A-Za-z0-9_%=-]{0,200}") {
        let _ = decode(&text);
        let _ = decode(&tail);
    }
}

#[test]
fn enormous_inputs_are_read_or_refused() {
    for text in [
        "\0".repeat(1 << 20),
        "{".repeat(1 << 20),
        "\"".repeat(1 << 20),
        "repeat 2 as i { ".repeat(1 << 16),
        "repeat 9 as i {\n".repeat(1 << 16),
        format!("process {}", "a".repeat(1 << 20)),
        format!("note \"{}\"", "{i}".repeat(1 << 18)),
        "process p\np: fork c\n".repeat(5_000),
        "repeat 1000000000 {\n".repeat(8) + &"}\n".repeat(8),
        "repeat 18446744073709551615 {\n".repeat(8) + "note \"x\"\n" + &"}\n".repeat(8),
        "process p\nrepeat 199999 as i { p: fork c{i} }\n".to_owned(),
        "x".repeat((4 << 20) + 1),
    ] {
        read(&text);
    }
}
