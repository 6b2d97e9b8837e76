//! Sentences with code in them: what stands between backquotes is set as code. Words that the glossary explains.

use forkscope_explain::Term;
use yew::{html, Html, MouseEvent};

use crate::actions::Action;
use crate::context::Perform;

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

/// A word that the glossary explains: a button that opens it there.
pub(crate) fn word(term: Term, shown: &str, perform: &Perform) -> Html {
    html! { <button type="button" class="word" onclick={perform.on::<MouseEvent>(Action::Glossary(Some(term)))}>{ shown }</button> }
}

/// A sentence with a capital letter.
pub(crate) fn capital(sentence: &str) -> String {
    let mut sentence = sentence.to_owned();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence
}
