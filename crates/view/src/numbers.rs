//! Numbers in paths and styles. They are written in hundredths of a pixel: the formatting of floats would be a tenth of the page.

/// Puts numbers in place of the `#`s of a pattern, in order: `M# #h#` and 1, 2.5, 3 become `M1 2.5h3`.
pub fn fill(pattern: &str, numbers: &[f32]) -> String {
    let mut text = String::with_capacity(pattern.len() + 4 * numbers.len());
    let mut numbers = numbers.iter();
    for piece in pattern.split_inclusive('#') {
        match piece.strip_suffix('#').zip(numbers.next()) {
            Some((before, number)) => {
                text.push_str(before);
                put(&mut text, *number);
            }
            None => text.push_str(piece),
        }
    }
    text
}

fn put(text: &mut String, number: f32) {
    let all = (number * 100.0).round() as i32;
    let (whole, rest) = (all.unsigned_abs() / 100, all.unsigned_abs() % 100);
    if all < 0 {
        text.push('-');
    }
    text.push_str(&whole.to_string());
    if rest > 0 {
        text.push('.');
        text.push(digit(rest / 10));
        if !rest.is_multiple_of(10) {
            text.push(digit(rest % 10));
        }
    }
}

fn digit(value: u32) -> char {
    char::from_digit(value, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn numbers_have_as_many_decimals_as_they_need_and_two_at_most() {
        assert_eq!(fill("# # # #", &[3.0, 3.5, 0.05, 3.456]), "3 3.5 0.05 3.46");
        assert_eq!(fill("# # #", &[-0.5, -12.25, -0.001]), "-0.5 -12.25 0");
    }

    #[test]
    fn what_stands_around_the_numbers_stays() {
        assert_eq!(fill("M# #V#Z", &[1.0, 2.0, 3.0]), "M1 2V3Z");
        assert_eq!(fill("none", &[]), "none");
    }
}
