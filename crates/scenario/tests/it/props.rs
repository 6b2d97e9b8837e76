//! What holds for every script, and for everything that is none.

use forkscope_scenario::link::decode;
use forkscope_scenario::render::render_all;
use forkscope_scenario::{complete, highlight, parse, print};
use proptest::prelude::*;

use crate::strategies::script;

/// Reads a text and draws whatever is wrong with it: nothing of that may panic.
fn read(text: &str) {
    highlight(text);
    complete(text, text.len() / 2);
    let parsed = parse(text);
    render_all(text, &parsed.diagnostics);
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
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
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
