//! What to read on about a step: the source of Linux, the manual, words of the glossary.

use forkscope_explain::Cite;
use yew::{html, Html};

use crate::components::words::word;
use crate::context::Perform;
use crate::lang::lang;

/// The source file, pages of the manual and words, in one quiet line.
#[inline(never)]
pub(super) fn view_cites(cites: &[Cite], perform: &Perform) -> Html {
    let shown = cites.iter().filter(|cite| cite.address().is_some() || matches!(cite, Cite::Glossary(_)));
    html! { <ul class="cites" aria-label={say!("Read on")}>{ for shown.map(|cite| html! { <li key={cite.label(lang())}>{ view_cite(cite, perform) }</li> }) }</ul> }
}

fn view_cite(cite: &Cite, perform: &Perform) -> Html {
    let words = match cite {
        Cite::Glossary(term) => return word(*term, term.word(lang()), perform),
        Cite::LinuxFn(function) => function.file.to_owned(),
        Cite::ManPage(..) => cite.label(lang()),
    };
    html! { <a href={cite.address()} target="_blank" rel="noopener noreferrer">{ words }</a> }
}
