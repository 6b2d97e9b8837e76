//! The glossary: what the words mean.

use forkscope_explain::Term;
use yew::{component, html, use_state, AttrValue, Callback, Html, InputEvent, Properties};

use super::frame::Frame;
use crate::components::leaf::{leaf, leaf_if, when};
use crate::context::Context;
use crate::hooks::use_watch::use_watch;
use crate::lang::{lang, Lang};
use crate::platform::dom;

/// What it needs, and how to leave.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct GlossaryProps {
    /// The state.
    pub(crate) context: Context,
    /// The word that was asked for.
    pub(crate) term: Option<Term>,
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
}

/// The id of the word that was asked for.
const HERE: &str = "glossary-here";

/// A field, and the words that have what is typed in them or in what they mean. The word that was asked for stands out.
#[component]
pub(crate) fn Glossary(props: &GlossaryProps) -> Html {
    let typed = use_state(|| AttrValue::from(""));
    let term = props.term;
    use_watch(term, move || {
        dom::reveal_id(HERE);
        None
    });
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| typed.set(dom::value(&event).into()))
    };
    let found: Vec<Term> = Term::ALL.iter().copied().filter(|term| has(*term, &typed)).collect();
    html! {
        <Frame title={say!("Glossary")} name="glossary" onclose={props.onclose.clone()}>
            <label class="field"><span class="sr">{ say!("Search the glossary") }</span>
                <input class="input" type="search" placeholder={say!("Search")} autofocus=true value={(*typed).clone()} {oninput} />
            </label>
            <dl class="glossary">{ for found.iter().map(|other| entry(*other, Some(*other) == term)) }</dl>
            <p role="status">{ leaf_if("span", "dialog__note", found.is_empty().then_some(say!("No word matches."))) }</p>
        </Frame>
    }
}

/// Whether a word has all that was typed, in either language.
pub(crate) fn has(term: Term, typed: &str) -> bool {
    let texts = Lang::ALL.map(|lang| format!("{} {}", term.word(lang), term.definition(lang)).to_lowercase());
    typed.to_lowercase().split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)))
}

fn entry(term: Term, here: bool) -> Html {
    let (word, english) = (term.word(lang()), term.word(Lang::En));
    html! {
        <div key={english} id={here.then_some(HERE)} class={when(here, "glossary__here")} aria-current={here.then_some("true")}>
            <dt><b lang={(word == english).then_some("en")}>{ word }</b><span lang="en" hidden={word == english}>{ english }</span></dt>
            { leaf("dd", "", term.definition(lang())) }
        </div>
    }
}
