//! "Did you mean": the word closest to what was written.

/// Words longer than this are not compared.
const MAX_LENGTH: usize = 40;

/// The candidate that is closest to a word, if one is close enough to have been meant.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written: Vec<char> = word.to_ascii_lowercase().chars().take(MAX_LENGTH + 1).collect();
    if written.len() > MAX_LENGTH {
        return None;
    }
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.len() <= MAX_LENGTH)
        .filter_map(|candidate| {
            let meant: Vec<char> = candidate.to_ascii_lowercase().chars().collect();
            let distance = distance(&written, &meant);
            (distance <= allowance(written.len().max(meant.len()))).then_some((distance, candidate))
        })
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// How many slips a word of this length may hold.
fn allowance(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    }
}

/// How many letters must be put in, left out, changed or swapped with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &to) in b.iter().enumerate() {
            let changed = last[j] + usize::from(from != to);
            let mut best = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && from == b[j - 1] && a[i - 1] == to {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn slips_find_their_word() {
        let verbs = ["mmap", "munmap", "mprotect", "madvise", "read", "write", "fork", "wait"];
        for (written, meant) in [
            ("frok", Some("fork")),
            ("forx", Some("fork")),
            ("wrte", Some("write")),
            ("mummap", Some("munmap")),
            ("MMAP", Some("mmap")),
            ("mprotct", Some("mprotect")),
            ("banana", None),
            ("xy", None),
        ] {
            assert_eq!(closest(written, verbs), meant, "{written}");
        }
    }

    #[test]
    fn endless_words_are_not_compared() {
        assert_eq!(closest(&"f".repeat(1 << 20), ["fork"]), None);
    }
}
