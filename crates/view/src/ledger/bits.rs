//! A bit a frame, 64 to a word.

use std::ops::Range;

/// Frames of a word.
pub(crate) const WORD: u64 = 64;

/// Sets bits from one on.
pub(crate) fn fill(words: &mut [u64], at: u64, bits: u64) {
    change(words, at, bits, |word, mask| *word |= mask);
}

/// Clears bits from one on.
pub(crate) fn clear(words: &mut [u64], at: u64, bits: u64) {
    change(words, at, bits, |word, mask| *word &= !mask);
}

fn change(words: &mut [u64], mut at: u64, bits: u64, change: fn(&mut u64, u64)) {
    let end = at.saturating_add(bits).min(words.len() as u64 * WORD);
    while at < end {
        let here = ((at / WORD + 1) * WORD).min(end) - at;
        change(&mut words[(at / WORD) as usize], mask(at % WORD, here));
        at += here;
    }
}

/// Counts the bits of a range.
pub(crate) fn count(words: &[u64], range: Range<u64>) -> u64 {
    let Range { start, end } = range.start..range.end.min(words.len() as u64 * WORD);
    if start >= end {
        return 0;
    }
    let ones = |word: &u64| u64::from(word.count_ones());
    let (first, last) = ((start / WORD) as usize, (end / WORD) as usize);
    if first == last {
        return ones(&(words[first] & mask(start % WORD, end - start)));
    }
    let front = ones(&(words[first] & mask(start % WORD, WORD - start % WORD)));
    let back = if end % WORD > 0 { ones(&(words[last] & mask(0, end % WORD))) } else { 0 };
    // Nearly all are whole words: of large memory there are tens of thousands.
    front + words[first + 1..last].iter().map(ones).sum::<u64>() + back
}

/// From the first bit that is set to the last.
pub(crate) fn span(words: &[u64]) -> Range<u64> {
    let bit = |at: usize, in_word: u32| at as u64 * WORD + u64::from(in_word);
    let first = words.iter().position(|word| *word != 0).map_or(0, |at| bit(at, words[at].trailing_zeros()));
    let last = words.iter().rposition(|word| *word != 0);
    first..last.map_or(first, |at| bit(at + 1, 0) - u64::from(words[at].leading_zeros()))
}

fn mask(from: u64, bits: u64) -> u64 {
    (u64::MAX >> (WORD - bits)) << from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_set_and_counted_across_words() {
        let mut words = vec![0; 4];
        fill(&mut words, 60, 70);
        assert_eq!(words, [0xf << 60, u64::MAX, 3, 0]);
        assert_eq!((count(&words, 0..256), count(&words, 62..65), count(&words, 200..400)), (70, 3, 0));
        assert_eq!((span(&words), span(&[0, 0])), (60..130, 0..0));
        clear(&mut words, 62, 66);
        assert_eq!(words, [3 << 60, 0, 3, 0]);
        fill(&mut words, 250, 100);
        assert_eq!(count(&words, 0..256), 10);
        assert_eq!([count(&words, 64..256), count(&words, 61..251), count(&words, 9..9)], [8, 4, 0]);
    }
}
