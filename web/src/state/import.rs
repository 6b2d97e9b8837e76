//! Files that are opened: what is taken, and what is refused, in words.

/// The largest script.
pub(crate) const MAX_BYTES: usize = 256 * 1024;

/// Why a file is not even read, from its name and its size; none if it may be a script.
pub(crate) fn refusal(name: &str, bytes: f64) -> Option<String> {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase();
    if !matches!(end.as_str(), "fork" | "txt") {
        return Some(say!("`{}` was not opened: a script is a file that ends in `.fork` or `.txt`.", name));
    }
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let most = MAX_BYTES as f64;
    (bytes > most).then(|| say!("`{}` was not opened: a script has at most {} KiB.", name, MAX_BYTES >> 10))
}

/// The script in a file, with line breaks as they are written here; or why there is none.
pub(crate) fn script(name: &str, text: &str) -> Result<String, String> {
    if text.contains(['\0', char::REPLACEMENT_CHARACTER]) {
        return Err(say!("`{}` was not opened: it is not text.", name));
    }
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    if text.trim().is_empty() {
        return Err(say!("`{}` was not opened: it is empty.", name));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_of_bearable_size_are_read() {
        assert_eq!(refusal("a.fork", 10.0), None);
        assert_eq!(refusal("A.TXT", 262_144.0), None);
        assert!(refusal("a.fork", 262_145.0).is_some_and(|why| why.contains("256 KiB")));
        assert!(refusal("photo.png", 10.0).is_some_and(|why| why.contains("ends in")));
        assert!(refusal("fork", 10.0).is_some());
    }

    #[test]
    fn a_script_comes_with_plain_line_breaks() {
        assert_eq!(script("a.fork", "\u{feff}process p\r\np: fork c\r"), Ok("process p\np: fork c\n".to_owned()));
        assert!(script("a.fork", "\u{fffd}PNG").is_err());
        assert!(script("a.fork", " \n").is_err());
    }
}
