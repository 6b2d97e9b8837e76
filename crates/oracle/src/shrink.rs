//! The shortest script that still shows what a long one shows (delta debugging by lines).

/// Takes lines away as long as `shows` holds, in ever smaller pieces, until no single line can go.
pub fn shrink(script: &str, shows: impl Fn(&str) -> bool) -> String {
    let mut lines: Vec<&str> = script.lines().collect();
    let mut piece = lines.len().div_ceil(2);
    while piece > 0 {
        let before = lines.len();
        let mut from = 0;
        while from < lines.len() {
            let to = (from + piece).min(lines.len());
            let shorter = [&lines[..from], &lines[to..]].concat();
            if shows(&text_of(&shorter)) {
                lines = shorter;
            } else {
                from = to;
            }
        }
        // Single lines are tried again as long as that helps: one line may have held another.
        piece = if piece > 1 { piece.div_ceil(2).min(piece - 1) } else { usize::from(lines.len() < before) };
    }
    text_of(&lines)
}

fn text_of(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [*line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_that_matter_are_left() {
        let script = (0..50).map(|line| format!("{line}\n")).collect::<String>();
        let has = |text: &str, line: &str| text.lines().any(|found| found == line);
        let shortest = shrink(&script, |text| has(text, "7") && has(text, "31"));
        assert_eq!(shortest, "7\n31\n");
    }
}
