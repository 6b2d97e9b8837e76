//! Links to what is shown.

use forkscope_scenario::link::{decode, encode, LinkOptions};
use forkscope_timeline::Cursor;

use crate::lang::{lang, Lang};
use crate::platform::url::{self, Address};
use crate::route::{Query, Theme};
use crate::state::session::Session;

/// Links longer than this break in some chat tools and course systems.
pub(crate) const LONG: usize = 2_000;
/// Links longer than this are better sent as a file.
pub(crate) const TOO_LONG: usize = 8_000;

/// What a link is to carry beside the script.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Whether it is for a frame.
    pub(crate) embed: bool,
    /// Whether nothing may be changed.
    pub(crate) lock: bool,
    /// Whether it opens at the step that is shown.
    pub(crate) step: bool,
    /// Whether it asks about commands before they run; as the page does if left out.
    pub(crate) predict: Option<bool>,
    /// The theme it asks for.
    pub(crate) theme: Theme,
}

/// A link to a session, in the language of the page, English being understood; none when the script is too large for any link.
pub(crate) fn link_to(base: &str, session: &Session, wanted: Wanted) -> Option<String> {
    Some(link_with(&encode(session.text()).ok()?, base, session, wanted))
}

/// The same, with the script packed as it is in the page's own address if it is the one there: packing comes with the later part of the page.
pub(crate) fn link_here(session: &Session, wanted: Wanted) -> Option<String> {
    let Address { base, fragment, .. } = url::current();
    if decode(&fragment).is_ok_and(|script| script == session.text()) {
        return Some(link_with(&fragment, &base, session, wanted));
    }
    link_to(&base, session, wanted)
}

fn link_with(fragment: &str, base: &str, session: &Session, wanted: Wanted) -> String {
    let options = LinkOptions {
        embed: wanted.embed,
        theme: wanted.theme.for_link(),
        step: None,
        policy: session.chosen_policy(),
        lock: wanted.lock,
        lang: Some(lang()).filter(|lang| *lang != Lang::En).map(|lang| lang.word().to_owned()),
    };
    let place: Option<Cursor> = wanted.step.then(|| session.cursor());
    let predict = wanted.predict.unwrap_or_else(|| session.predicts());
    format!("{base}{}#{fragment}", Query { options, place, predict }.print())
}

/// The frame that shows a link, as HTML to paste.
pub(crate) fn frame(link: &str, title: &str, width: &str, height: u32) -> String {
    format!(
        "<iframe src=\"{}\" width=\"{}\" height=\"{height}\" style=\"border:0\" loading=\"lazy\" title=\"{}\" allow=\"clipboard-write\"></iframe>",
        escaped(link),
        escaped(width),
        escaped(&format!("Forkscope: {title}"))
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A name for the file of a script.
pub(crate) fn file_name(title: &str) -> String {
    let plain: String = title
        .to_ascii_lowercase()
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).take(8).collect();
    if words.is_empty() {
        "script.fork".to_owned()
    } else {
        format!("{}.fork", words.join("-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_keeps_strange_titles_inside_its_quotes() {
        let html = frame("https://x/?a=1&b=2#v1:t:x", "\"<b>\"", "100%", 480);
        assert!(html.contains("src=\"https://x/?a=1&amp;b=2#v1:t:x\""), "{html}");
        assert!(html.contains("title=\"Forkscope: &quot;&lt;b&gt;&quot;\""), "{html}");
    }

    #[test]
    fn a_file_is_named_after_the_title() {
        assert_eq!(file_name("Fork, then write"), "fork-then-write.fork");
        assert_eq!(file_name("¿?"), "script.fork");
    }
}
