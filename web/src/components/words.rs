//! Sentences with code in them: what stands between backquotes is set as code.

use yew::{html, Html};

/// The parts of a sentence.
pub(crate) fn marked(sentence: &str) -> Vec<Html> {
    sentence.split('`').enumerate().map(part).collect()
}

fn part((index, text): (usize, &str)) -> Html {
    if index % 2 == 1 {
        html! { <code key={index}>{ text }</code> }
    } else {
        html! { <span key={index}>{ text }</span> }
    }
}

/// A sentence with a capital letter.
pub(crate) fn capital(sentence: &str) -> String {
    let mut sentence = sentence.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence
}
