//! Small words and figures, the same everywhere on the page.

use forkscope_explain::Lang;
use forkscope_sim::contents::Contents;
use forkscope_sim::PageSize;

/// `1 page`, `3 pages`; in Chinese the word comes with its measure word, `3 个页帧`.
pub(crate) fn count(lang: Lang, number: u64, one: &str, zh: &str) -> String {
    match (lang, number) {
        (Lang::Zh, _) => format!("{} {zh}", grouped(number)),
        (Lang::En, 1) => format!("1 {one}"),
        (Lang::En, _) => format!("{} {one}{}", grouped(number), if one.ends_with('s') { "es" } else { "s" }),
    }
}

/// Parts of a sentence, in a row.
pub(crate) fn listed<T: AsRef<str>>(lang: Lang, parts: &[T]) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    parts.join(lang.pick(", ", "，"))
}

/// Thousands apart: `2,701,440`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// So many frames as memory: `80 KiB`, `12.5 MiB`, `10.31 GiB`.
pub(crate) fn memory(page: PageSize, frames: u64) -> String {
    bytes(frames * page.bytes())
}

/// So many frames as memory, without a fraction where there is none: `3 GiB`, `1.5 GiB`, `256 KiB`.
pub(crate) fn round(page: PageSize, frames: u64) -> String {
    let kib = (frames * page.bytes()) >> 10;
    match kib {
        _ if kib > 0 && kib.is_multiple_of(1 << 20) => format!("{} GiB", kib >> 20),
        _ if kib > 1 << 20 && kib.is_multiple_of(1 << 19) => format!("{}.5 GiB", kib >> 20),
        _ if kib > 0 && kib.is_multiple_of(1 << 10) => format!("{} MiB", grouped(kib >> 10)),
        0 => "0".to_owned(),
        _ => format!("{} KiB", grouped(kib)),
    }
}

/// So many bytes, in the unit that fits.
pub(crate) fn bytes(bytes: u64) -> String {
    let unit = Unit::of(bytes);
    format!("{} {}", unit.text(bytes), unit.name())
}

/// So many nanoseconds, in the unit that fits: `783 ns`, `57.0 µs`, `20.4 ms`.
pub(crate) fn duration(nanoseconds: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", grouped(nanoseconds / unit), nanoseconds % unit * 10 / unit);
    match nanoseconds {
        0..1_000 => format!("{nanoseconds} ns"),
        1_000..1_000_000 => format!("{} µs", tenths(1_000)),
        1_000_000..10_000_000_000 => format!("{} ms", tenths(1_000_000)),
        _ => format!("{} s", tenths(1_000_000_000)),
    }
}

/// A unit of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Kib,
    Mib,
    Gib,
}

impl Unit {
    /// The unit that figures up to this one are best told in.
    pub(crate) fn of(largest: u64) -> Unit {
        match largest >> 10 {
            0..10_240 => Unit::Kib,
            10_240..10_485_760 => Unit::Mib,
            _ => Unit::Gib,
        }
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Unit::Kib => "KiB",
            Unit::Mib => "MiB",
            Unit::Gib => "GiB",
        }
    }

    /// A figure in it; KiB are rounded down as the kernel prints them.
    pub(crate) fn text(self, bytes: u64) -> String {
        match self {
            Unit::Kib => grouped(bytes >> 10),
            Unit::Mib => {
                let tenths = ((bytes >> 10) * 10 + 512) >> 10;
                format!("{}.{}", tenths / 10, tenths % 10)
            }
            Unit::Gib => {
                let hundredths = ((bytes >> 20) * 100 + 512) >> 10;
                format!("{}.{:02}", hundredths / 100, hundredths % 100)
            }
        }
    }
}

/// A run of numbers: `5`, `16–29`.
pub(crate) fn run(first: u64, last: u64) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{first}–{last}")
    }
}

/// A name and what follows it in at most so many characters; the name is cut.
pub(crate) fn fitted(name: &str, rest: &str, longest: usize) -> String {
    let room = longest.saturating_sub(rest.chars().count()).max(2);
    if name.chars().count() <= room {
        return format!("{name}{rest}");
    }
    let cut: String = name.chars().take(room - 1).collect();
    format!("{cut}…{rest}")
}

/// The text at the start of a page in quotes, if there is one: printable characters up to a zero byte, or at least two of them. What is left
/// out is a sign behind the quotes, and the whole no longer than `longest` characters and the quotes.
pub(crate) fn quoted(contents: &Contents, longest: usize) -> Option<String> {
    let head: [u8; 24] = contents.head();
    let mut text: String =
        head.iter().map(|byte| char::from(*byte)).take_while(|c| c.is_ascii_graphic() || *c == ' ').collect();
    let ended = head.get(text.len()).is_some_and(|byte| *byte == 0);
    let whole = ended && text.len() <= longest;
    if !whole {
        text.truncate(longest - 1);
    }
    match (text.len(), whole) {
        (0, _) | (1, false) => None,
        (_, true) => Some(format!("\"{text}\"")),
        (_, false) => Some(format!("\"{}\"…", text.trim_end_matches(' '))),
    }
}

/// The first four bytes in hexadecimal: `42 00 00 00`.
pub(crate) fn hex(contents: &Contents) -> String {
    let [a, b, c, d]: [u8; 4] = contents.head();
    format!("{a:02x} {b:02x} {c:02x} {d:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_takes_the_unit_that_fits() {
        assert_eq!(
            [20, 3000, 2_703_000].map(|frames| memory(PageSize::K4, frames)),
            ["80 KiB", "11.7 MiB", "10.31 GiB"]
        );
    }

    #[test]
    fn a_page_shows_its_text_only_when_it_is_text() {
        let page = |bytes: &[u8]| quoted(&Contents::ZERO.with_bytes(PageSize::K4, 0, bytes), 4);
        assert_eq!(page(b"B"), Some("\"B\"".to_owned()));
        assert_eq!(page(b"hello"), Some("\"hel\"…".to_owned()));
        assert_eq!((page(b""), page(&[1, 2]), page(&[b'a', 1])), (None, None, None));
    }
}
