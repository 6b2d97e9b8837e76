//! Which frames a sentence of this crate names.

use forkscope_lang::Lang;

/// The words before the number of a frame, per language.
const WORDS: [&str; 2] = ["frame", "页帧"];

/// The numbers of the frames that a sentence of this crate names, in the order in which it does: of `frames 512 to 1023` the first and the last.
pub fn frames_named(sentence: &str, lang: Lang) -> Vec<u32> {
    let word = lang.pick(WORDS[0], WORDS[1]);
    let mut frames = Vec::new();
    for rest in sentence.split(word).skip(1) {
        let several = rest.starts_with('s');
        let rest = rest.trim_start_matches('s').trim_start();
        let Some((first, rest)) = number(rest) else { continue };
        frames.push(first);
        let to = ["到", "–", "to"].into_iter().find_map(|to| rest.trim_start().strip_prefix(to));
        let last = to.filter(|_| several || lang == Lang::Zh).and_then(|rest| number(rest.trim_start()));
        frames.extend(last.map(|(last, _)| last));
    }
    frames
}

/// The number that a text begins with, and the rest.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sentence: &str, lang: Lang, frames: &[u32]) {
        assert_eq!(frames_named(sentence, lang), frames, "{sentence}");
    }

    #[test]
    fn frames_are_named_by_their_numbers() {
        check("Copy 4,096 bytes from frame 5 to frame 6", Lang::En, &[5, 6]);
        check("Refcount of frame 5: 2 → 1", Lang::En, &[5]);
        check("Take frames 512 to 1023 for a huge page", Lang::En, &[512, 1023]);
        check("The frame holds 2 pages of 12 frames.", Lang::En, &[]);
        check("把页帧 5 的 4096 字节复制到页帧 6", Lang::Zh, &[5, 6]);
    }
}
