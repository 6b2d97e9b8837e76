//! The gallery: the examples that come with the page, and the visitor's own drafts.

use yew::{component, html, use_state, AttrValue, Callback, Html, InputEvent, MouseEvent, Properties};

use super::frame::Frame;
use crate::actions::Action;
use crate::context::{Context, Perform};
use crate::drafts::{self, Draft};
use crate::gallery::{search, Example};
use crate::platform::dom;

/// What it needs, and how to leave.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct GalleryProps {
    /// The state.
    pub(crate) context: Context,
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
}

/// The gallery dialog.
#[component]
pub(crate) fn Gallery(props: &GalleryProps) -> Html {
    let words = use_state(|| AttrValue::from(""));
    let session = &props.context.session;
    let perform = props.context.perform.clone();
    let onclose = props.onclose.clone();
    let pick = move |text: String, perform: &Perform| {
        let (perform, onclose) = (perform.clone(), onclose.clone());
        Callback::from(move |_: MouseEvent| {
            perform.act(Action::Load(text.clone()));
            onclose.emit(());
        })
    };
    let oninput = {
        let words = words.clone();
        Callback::from(move |event: InputEvent| words.set(dom::value(&event).into()))
    };
    let groups = search(&words);
    let drafts: Vec<Draft> = if words.is_empty() { drafts::list() } else { Vec::new() };
    let nothing = groups.is_empty() && drafts.is_empty();
    let item = |example: &Example| {
        example_row(example, session.text() == example.text, pick(example.text.to_owned(), &perform))
    };
    html! {
        <Frame title={say!("Scenarios")} name="gallery" onclose={props.onclose.clone()}>
            <label class="field"><span class="sr">{ say!("Search scenarios") }</span>
                <input class="input" type="search" placeholder={say!("Search")} autofocus=true value={(*words).clone()} {oninput} />
            </label>
            <button type="button" class="gallery__item" hidden={!words.is_empty()} onclick={pick(String::new(), &perform)}>
                <b>{ say!("Empty script") }</b><span>{ say!("Start from nothing. What you have written is kept as a draft.") }</span>
            </button>
            <div class="gallery__list">
                { for groups.iter().map(|(group, examples)| html! {
                    <section class="gallery__group" key={*group}>
                        <h3>{ *group }</h3>
                        <ul>{ for examples.iter().map(item) }</ul>
                    </section>
                }) }
            </div>
            <div class="gallery__list" hidden={drafts.is_empty()}>
                <section class="gallery__group"><h3>{ say!("Your drafts") }</h3>
                    <ul>{ for drafts.iter().map(|draft| draft_row(draft, session.text() == draft.text, pick(draft.text.clone(), &perform))) }</ul>
                </section>
            </div>
            <p class="dialog__note" role="status" hidden={!nothing}>{ say!("No scenario matches.") }</p>
        </Frame>
    }
}

fn example_row(example: &Example, current: bool, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <li key={example.name}>
            <button type="button" class="gallery__item" aria-current={current.then_some("true")} {onclick}>
                <b>{ example.title }</b><span>{ example.about }</span>
            </button>
        </li>
    }
}

fn draft_row(draft: &Draft, current: bool, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <li key={draft.id}>
            <button type="button" class="gallery__item" aria-current={current.then_some("true")} {onclick}>
                <b>{ &draft.title }</b><span>{ say!("{} lines", draft.text.lines().count()) }</span>
            </button>
        </li>
    }
}
